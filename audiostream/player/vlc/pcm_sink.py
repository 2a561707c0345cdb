"""The output without a sound device: takes sound in real time, and may write it to a file."""

import array
import threading
import wave
from collections.abc import Callable
from pathlib import Path

from audiostream.errors import Unavailable

# Of a sample, signed, of the machine's byte order, which is the little-endian one of WAV.
SAMPLE_BYTES = 2
DEFAULT_RATE = 44_100
DEFAULT_CHANNELS = 2
_PEAK = 32_767

BlockListener = Callable[[int, int, int], None]


class PcmSink:
    """A WAV file of 16 bits, or nothing at all, that plays in real time.

    The first track gives the file its sample rate and channels (two at most); libvlc converts the tracks after it. The
    file is whole after every block. It gets sound up to a second before that is due, and keeps what
    a seek then jumps over. ``on_block`` is told of each block: when it is due on libvlc's clock in
    microseconds, its length in samples, and its rate.

    Raises:
        Unavailable: the file cannot be written.
    """

    def __init__(self, path: Path | None = None, on_block: BlockListener | None = None) -> None:
        self.on_block = on_block
        self.failure: str | None = None
        self._lock = threading.Lock()
        self._format: tuple[int, int] | None = None
        self._file: wave.Wave_write | None = None
        if path is None:
            return
        try:
            self._raw = path.open("wb")
        except OSError as error:
            raise Unavailable(f"the sound cannot be written to {path}: {error.strerror}") from error
        self._file = wave.Wave_write(self._raw)
        self._file.setsampwidth(SAMPLE_BYTES)

    def agree(self, rate: int, channels: int) -> tuple[int, int]:
        """Return the rate and channels that libvlc has to deliver for a track of these."""
        with self._lock:
            if self._file is None:
                return rate, min(channels, DEFAULT_CHANNELS)
            if self._format is None:
                self._set_format(rate, min(channels, DEFAULT_CHANNELS))
            return self._format or (rate, channels)

    def write(self, data: bytes, amplitude: float) -> None:
        """Add samples, made louder or softer; a disk that is full shows in ``failure``."""
        with self._lock:
            if self._file is None or self.failure is not None:
                return
            try:
                self._file.writeframes(data if amplitude == 1.0 else _scaled(data, amplitude))
                self._raw.flush()
            except OSError as error:
                self.failure = f"the sound cannot be written: {error.strerror}"

    def close(self) -> None:
        """Close the file; one without a sample is a WAV file all the same."""
        with self._lock:
            if self._file is None:
                return
            if self._format is None:
                self._set_format(DEFAULT_RATE, DEFAULT_CHANNELS)
            try:
                self._file.close()
                self._raw.close()
            except OSError as error:
                self.failure = f"the sound cannot be written: {error.strerror}"
            self._file = None

    def _set_format(self, rate: int, channels: int) -> None:
        self._format = (rate, channels)
        if self._file is not None:
            self._file.setframerate(rate)
            self._file.setnchannels(channels)


def _scaled(data: bytes, amplitude: float) -> bytes:
    samples = array.array("h", data)
    return array.array("h", (max(-_PEAK, min(_PEAK, round(each * amplitude))) for each in samples)).tobytes()

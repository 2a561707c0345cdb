"""The output without a sound device: takes sound from libvlc when it is due, and may write it to a file.

libvlc's own ``adummy`` and ``afile`` do not wait until a track has been heard before they say that it ended,
and ``afile`` begins its file anew with every track.
"""

import array
import ctypes
import threading
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audiostream.errors import Unavailable
from audiostream.player.vlc_library import load_vlc

_BYTES = 2  # a sample, signed, of the machine's byte order, which is the little-endian one of WAV
_PEAK = 32_767
_RATE = 44_100
_CHANNELS = 2
_FORMAT = b"S16N"

Watch = Callable[[int, int, int], None]
_SETUP = ctypes.CFUNCTYPE(
    ctypes.c_int,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint),
    ctypes.POINTER(ctypes.c_uint),
)


class Tape:
    """A WAV file of 16 bits, or nothing at all, that plays in real time.

    The first track gives the file its sample rate and channels (two at most); libvlc converts the tracks after it. The
    file is whole after every block. It gets sound up to a second before that is due, and keeps what
    a seek then jumps over. ``watch`` is told of each block: when it is due on libvlc's clock in
    microseconds, its length in samples, and its rate.

    Raises:
        Unavailable: the file cannot be written.
    """

    def __init__(self, path: Path | None = None, watch: Watch | None = None) -> None:
        self.watch = watch
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
        self._file.setsampwidth(_BYTES)

    def agree(self, rate: int, channels: int) -> tuple[int, int]:
        """Return the rate and channels that libvlc has to deliver for a track of these."""
        with self._lock:
            if self._file is None:
                return rate, min(channels, _CHANNELS)
            if self._format is None:
                self._set_format(rate, min(channels, _CHANNELS))
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
                self._set_format(_RATE, _CHANNELS)
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


class Tap:
    """What one player of libvlc delivers to the tape."""

    def __init__(self, tape: Tape, player: Any, sounding: Callable[[], None]) -> None:  # noqa: ANN401 - python-vlc has no types
        vlc = load_vlc()
        self._tape = tape
        self._clock: Callable[[], int] = vlc.libvlc_clock
        self._sounding = sounding
        self._silent = True
        # libvlc forgets the volume of a player whose sound goes to callbacks until it has begun to sound.
        self.amplitude = 1.0
        self._rate, self._channels = _RATE, _CHANNELS
        self._due = 0
        self._cut = threading.Event()
        calls = vlc.CallbackDecorators
        # They must live as long as the player.
        self._callbacks = (
            _SETUP(self._set_up),
            calls.AudioPlayCb(self._play),
            calls.AudioDrainCb(self._drain),
        )
        set_up, play, drain = self._callbacks
        player.audio_set_callbacks(play, None, None, None, drain, None)
        player.audio_set_format_callbacks(ctypes.cast(set_up, calls.AudioSetupCb), None)

    def reset(self) -> None:
        """Get ready for another source: its first block will be told."""
        self._silent = True

    def cut(self) -> None:
        """Wait no more for what was delivered until now: it will not be heard."""
        self._cut.set()

    def _set_up(self, opaque: int, form: int, rate: Any, channels: Any) -> int:  # noqa: ANN401 - pointers
        del opaque
        ctypes.memmove(form, _FORMAT, len(_FORMAT))
        self._rate, self._channels = self._tape.agree(rate[0], channels[0])
        rate[0], channels[0] = self._rate, self._channels
        return 0

    def _play(self, opaque: int, samples: int, count: int, due: int) -> None:
        del opaque
        self._tape.write(ctypes.string_at(samples, count * self._channels * _BYTES), self.amplitude)
        self._cut.clear()
        self._due = due + count * 1_000_000 // self._rate
        if self._silent:
            self._silent = False
            self._sounding()
        if self._tape.watch is not None:
            self._tape.watch(due, count, self._rate)

    def _drain(self, opaque: int) -> None:
        del opaque
        self._cut.wait(max(0, self._due - self._clock()) / 1_000_000)


def _scaled(data: bytes, amplitude: float) -> bytes:
    samples = array.array("h", data)
    return array.array("h", (max(-_PEAK, min(_PEAK, round(each * amplitude))) for each in samples)).tobytes()

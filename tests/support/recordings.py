"""What an engine really played, as samples, and what it should have been, as another program decodes it."""

import array
import math
import subprocess
import threading
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from queue import SimpleQueue

from audiostream.player.engine import Ended, EngineEvent, Failed, OutputFailed, Source, Started
from audiostream.player.vlc.engine import VlcEngine
from tests.support.audio import ENCODERS

RATE = 44_100
PATIENCE_S = 30.0


@dataclass(frozen=True)
class Recording:
    """Interleaved samples of 16 bits."""

    samples: "array.array[int]"
    rate: int
    channels: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.channels / self.rate


@cache
def _music(suffix: str, seconds: float, begin_hz: int, rate: int, channels: int) -> bytes:
    # A rising tone above noise: no part of it is like another, so a shift or a gap cannot go unseen.
    tone = f"aevalsrc=0.4*sin(2*PI*({begin_hz}*t+400*t*t)):s={rate}:d={seconds}"
    noise = f"anoisesrc=r={rate}:d={seconds}:a=0.05:seed=7"
    mixed = f"{tone}[a];{noise}[b];[a][b]amix=inputs=2:duration=first:normalize=0"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-f", "lavfi", "-i", mixed, "-ac", str(channels), "-ar", str(rate)]
    # Into a pipe a muxer cannot go back to write sizes.
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"music{suffix}")
        subprocess.run([*command, *ENCODERS[suffix], str(target)], check=True)
        return target.read_bytes()


def make_music(path: Path, *, seconds: float = 1.2, begin_hz: int = 300, rate: int = RATE, channels: int = 2) -> Path:
    """Write a file of the format of the path's suffix."""
    path.write_bytes(_music(path.suffix, seconds, begin_hz, rate, channels))
    return path


def decoded(path: Path, *, rate: int = RATE, channels: int = 2) -> Recording:
    """Decode a file with ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-f", "s16le", "-ar", str(rate), "-ac", str(channels), "-"]
    return Recording(array.array("h", subprocess.run(command, check=True, capture_output=True).stdout), rate, channels)


def read_wav(path: Path) -> Recording:
    """Read what was played into a file."""
    with wave.open(str(path), "rb") as file:
        samples = array.array("h", file.readframes(file.getnframes()))
        return Recording(samples, file.getframerate(), file.getnchannels())


class Session:
    """An engine that plays songs one after the other, each opened while the one before plays."""

    def __init__(self, output: str) -> None:
        self._arrived: SimpleQueue[EngineEvent] = SimpleQueue()
        self.events: list[EngineEvent] = []
        # Far ahead, as libvlc leaves out what comes late, and a busy machine stops for longer than a network's buffer.
        self.engine = VlcEngine(self._arrived.put, output=output, network_caching_ms=3_000)

    def play(self, sources: Sequence[Source], started: Callable[[VlcEngine], None] = lambda _: None) -> None:
        """Play all to their ends; ``started`` is called when the first one sounds, in a thread of its own."""
        waiting = list(sources)
        self.engine.play(waiting.pop(0))
        acting: threading.Thread | None = None
        while True:
            event = self._arrived.get(timeout=PATIENCE_S)
            self.events.append(event)
            match event:
                case Started():
                    if acting is None:
                        acting = threading.Thread(target=started, args=(self.engine,))
                        acting.start()
                    if waiting:
                        self.engine.open_ahead(waiting[0])
                case OutputFailed():
                    break
                case Ended() | Failed():
                    if not waiting:
                        break
                    self.engine.play(waiting.pop(0))
        if acting is not None:
            acting.join()

    def close(self) -> None:
        """Close the engine."""
        self.engine.close()


def relative_error_db(played: Recording, meant: Recording, *, search_s: float = 0.05) -> tuple[float, int]:
    """Return the error of one recording against another in dB, and by how many samples it had to be shifted.

    The first channel is compared in its middle half second, at the shift that fits best.
    """
    a, b = played.samples[:: played.channels], meant.samples[:: meant.channels]
    begin = min(len(a), len(b)) // 4
    window = a[begin : begin + played.rate // 2]
    reach = int(search_s * played.rate)
    coarse = [(_error(window[::37], b[begin + shift :: 37]), shift) for shift in range(-reach, reach)]
    _, near = min(coarse)
    error, shift = min((_error(window, b[begin + shift :]), shift) for shift in range(near - 3, near + 4))
    power = sum(each * each for each in window)
    return 10 * math.log10(max(error, 1) / power), shift


def _error(a: Sequence[int], b: Sequence[int]) -> int:
    return sum((x - y) * (x - y) for x, y in zip(a, b, strict=False))

"""How long the silence is between the last sample of a track and the first one of the next.

Both sides let libvlc tell when each block of samples is due, as it tells a sound device. The naive way has one
player, and opens the next track when libvlc says that the one before has ended. Below 0, the next one begins before
the end.
"""

import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import SimpleQueue

from audiostream.player.engine import Ended, EngineEvent, Source, Started
from audiostream.player.vlc.engine import VlcEngine
from audiostream.player.vlc.library import load_vlc, new_instance
from audiostream.player.vlc.pcm_sink import PcmSink
from audiostream.player.vlc.sink_input import SinkInput
from benchmarks.measure import spread
from benchmarks.report import Goal, Report
from benchmarks.size import Size

_ENCODERS = {
    "flac": ("flac",),
    "mp3": ("libmp3lame", "-b:a", "192k"),
    "opus": ("libopus",),
    "ogg": ("libvorbis",),
    "m4a": ("aac",),
    "wav": ("pcm_s16le",),
}
# Long enough for the engine to learn when a track will end.
_SECONDS = 2
_PATIENCE_S = 30
_GOAL = 0.15
# A round takes a minute.
_ROUNDS_FOR_ONE = 5


class Blocks:
    """What was due when; the longest silence between two blocks is the change of the track."""

    def __init__(self) -> None:
        self._blocks: list[tuple[int, int, int]] = []

    def __call__(self, due_us: int, count: int, rate: int) -> None:
        """Note a block of ``count`` samples."""
        self._blocks.append((due_us, count, rate))

    def gap_s(self) -> float:
        """Return the silence, in seconds, below 0 where blocks overlap."""
        ends = [due + count * 1_000_000 / rate for due, count, rate in self._blocks]
        gaps = [(due - end) / 1_000_000 for (due, _, _), end in zip(self._blocks[1:], ends, strict=False)]
        return max(gaps, key=abs)


def run(size: Size, folder: Path) -> Report:
    """Measure both in turn, for two tracks of each format."""
    rows: list[list[str]] = []
    silences = [0.0, 0.0]
    for form in _ENCODERS:
        files = [_file(folder, form, hertz) for hertz in (440, 660)]
        pairs = [(_gap(_ours, files), _gap(_naive, files)) for _ in range(max(1, size.rounds // _ROUNDS_FOR_ONE))]
        ours, naive = ([*each] for each in zip(*pairs, strict=True))
        for side, (name, gaps) in enumerate((("audiostream", ours), ("one player of libvlc", naive))):
            rows.append([name, form, *spread(gaps).cells(1000, 1)])
            silences[side] += abs(spread(gaps).median)
    part = silences[0] / silences[1]
    goal = Goal(what="silence or overlap as a part of the naive way's, all formats", value=part, limit=_GOAL)
    columns = ("silence between two tracks", "format", "min ms", "median ms", "max ms")
    return Report(name="track_change", title="Change of track", columns=columns, rows=rows, goals=[goal])


def _file(folder: Path, form: str, hertz: int) -> Path:
    path = folder / f"{hertz}.{form}"
    tone = f"sine=frequency={hertz}:sample_rate=48000:duration={_SECONDS}"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", tone, "-ac", "2", "-c:a", *_ENCODERS[form]]
    subprocess.run([*command, str(path)], check=True)
    return path


def _gap(play: Callable[[Sequence[Path], Blocks], None], files: Sequence[Path]) -> float:
    blocks = Blocks()
    play(files, blocks)
    return blocks.gap_s()


def _ours(files: Sequence[Path], blocks: Blocks) -> None:
    events: SimpleQueue[EngineEvent] = SimpleQueue()
    engine = VlcEngine(events.put, output="dummy", on_block=blocks)
    first, second = (Source(number, file.as_uri()) for number, file in enumerate(files))
    try:
        engine.play(first)
        _await(events, Started(0, _SECONDS * 1000))
        engine.open_ahead(second)
        _await(events, Ended(0))
        engine.play(second)
        _await(events, Ended(1))
    finally:
        engine.close()


def _await(events: "SimpleQueue[EngineEvent]", wanted: EngineEvent) -> None:
    event = events.get(timeout=_PATIENCE_S)
    if type(event) is not type(wanted):
        event = events.get(timeout=_PATIENCE_S)
    if type(event) is not type(wanted):
        raise RuntimeError(f"instead of {wanted}: {event}")


def _naive(files: Sequence[Path], blocks: Blocks) -> None:
    vlc = load_vlc()
    instance = new_instance(["--no-video"])
    player = instance.media_player_new()
    sink_input = SinkInput(PcmSink(on_block=blocks), player, lambda: None)
    ended = threading.Event()
    player.event_manager().event_attach(vlc.EventType.MediaPlayerEndReached, lambda _: ended.set())
    for file in files:
        ended.clear()
        player.set_media(instance.media_new(file.as_uri()))
        player.play()
        if not ended.wait(_PATIENCE_S):
            raise RuntimeError(f"{file}: libvlc does not end")
    sink_input.cut()
    player.stop()
    player.release()
    instance.release()

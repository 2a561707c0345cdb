"""How long from the start of ``audiostream play`` to the first sample, beside the least that libvlc needs.

Both write what they play to a file; the first bytes after its header are the first samples.
"""

import json
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from audiostream.demo import TUNES, tunes
from benchmarks.measure import audiostream, environment, spread
from benchmarks.report import Report
from benchmarks.size import Size

_BARE = Path(__file__).with_name("bare_vlc.py")
_HEADER = 44  # bytes of a WAV file before its samples
_PATIENCE_S = 60


def run(size: Size, folder: Path) -> Report:
    """Measure both in turn, on each of the demo's tunes."""
    places = environment(folder)
    out = folder / "out.wav"
    rows: list[list[str]] = []
    with tunes() as music:
        for tune in TUNES:
            command = [audiostream(), "upload", "--json", str(music / tune)]
            subprocess.run(command, env=places, check=True, capture_output=True)
        for song, title in songs(places):
            file = next(music / tune for tune in TUNES if tune.startswith(title.lower().replace(" ", "-")))
            ours = [audiostream(), "play", song, "--audio-output", f"file:{out}"]
            bare = [sys.executable, str(_BARE), str(file), str(out)]
            pairs = [
                (time_to_first_sample(ours, places, out), time_to_first_sample(bare, places, out))
                for _ in range(size.rounds + 1)
            ][1:]
            for name, times in zip(("audiostream play", "bare libvlc"), zip(*pairs, strict=True), strict=True):
                rows.append([name, file.suffix[1:], *spread(times).cells(1000, 0)])
    columns = ("whole process to the first sample", "format", "min ms", "median ms", "max ms")
    return Report(name="first_sample", title="First sample", columns=columns, rows=rows)


def songs(places: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the ids and titles of all songs of a profile."""
    command = [audiostream(), "song", "list", "--json"]
    page = json.loads(subprocess.run(command, env=places, check=True, capture_output=True).stdout)
    return [(song["id"], song["title"]) for song in page["data"]]


def time_to_first_sample(command: Sequence[str], places: Mapping[str, str], out: Path) -> float:
    """Return the seconds from the start of a process until a sample is in the file, then end the process.

    Raises:
        RuntimeError: it ended before, or took a minute.
    """
    out.unlink(missing_ok=True)
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, env=dict(places), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while not _has_samples(out):
            if time.perf_counter() - begin > _PATIENCE_S or process.poll() not in (None, 0):
                raise RuntimeError(f"{' '.join(command)}: nothing was played (exit {process.returncode})")
            time.sleep(0.0005)
        return time.perf_counter() - begin
    finally:
        process.terminate()
        process.wait()


def _has_samples(path: Path) -> bool:
    try:
        return path.stat().st_size > _HEADER
    except FileNotFoundError:
        return False

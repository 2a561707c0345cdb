"""How long from the start of ``audiostream play`` to the first sample where a server has the song, beside an own disk.

The server is on this machine, so what is added is the work and no network's time.
"""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from audiostream.demo import TUNES, tunes
from benchmarks.first_sample import songs, time_to_first_sample
from benchmarks.measure import Spread, audiostream, environment, spread
from benchmarks.report import Report
from benchmarks.server import serving
from benchmarks.size import Size

_USER = "listener"


def run(size: Size, folder: Path) -> Report:
    """Measure both in turn, on each of the demo's tunes."""
    own, away = environment(folder / "own"), environment(folder / "away")
    with tunes() as music:
        _audiostream(own, "upload", "--quiet", *(str(music / tune) for tune in TUNES))
    rows: list[list[str]] = []
    (folder / "away").mkdir()
    with serving(own, folder / "server.log") as server:
        _log_in(own, away, server.url)
        for song, title in songs(own):
            embedded, remote, more = _in_turn(song, own, away, size.rounds, folder / "out.wav")
            rows.append([title, "embedded", *embedded.cells(1000, 0), ""])
            rows.append([title, "remote", *remote.cells(1000, 0), f"{more.median * 1000:.0f}"])
    columns = ("whole process to the first sample", "mode", "min ms", "median ms", "max ms", "more, pair by pair, ms")
    return Report(name="remote_first_sample", title="First sample from a server", columns=columns, rows=rows)


def _in_turn(
    song: str, own: Mapping[str, str], away: Mapping[str, str], rounds: int, out: Path
) -> tuple[Spread, Spread, Spread]:
    command = [audiostream(), "play", song, "--audio-output", f"file:{out}"]
    pairs = [
        (time_to_first_sample(command, own, out), time_to_first_sample(command, away, out)) for _ in range(rounds + 1)
    ][1:]
    embedded, remote = zip(*pairs, strict=True)
    return spread(embedded), spread(remote), spread([its - ours for ours, its in pairs])


def _log_in(own: Mapping[str, str], away: Mapping[str, str], url: str) -> None:
    _audiostream(own, "user", "add", _USER, "--password-stdin", said="a password of a benchmark")
    token = _audiostream(own, "user", "token", "add", _USER, "bench", "--quiet")
    _audiostream(away, "login", url, "--token-stdin", said=token)


def _audiostream(places: Mapping[str, str], *arguments: str, said: str = "") -> str:
    done = subprocess.run(
        [audiostream(), *arguments], env=dict(places), input=said, check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout

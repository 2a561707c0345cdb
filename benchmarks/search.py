"""Claim: a search among 100,000 songs takes less than 50 ms on SQLite."""

import sys
import time
from pathlib import Path

from audiostream.backend.bootstrap import build
from audiostream.settings import Settings
from benchmarks.catalogue import sample
from benchmarks.measure import Spread, audiostream, environment, spread
from benchmarks.measure import run as run_process
from benchmarks.report import Goal, Report
from benchmarks.size import Size

LIMIT_MS = 50
HITS = 20  # of each kind


def run(size: Size, folder: Path) -> Report:
    """Measure searches of several kinds in catalogues of several sizes, in-process and as whole commands."""
    rows: list[list[str]] = []
    slowest = 0.0
    for songs in size.songs:
        home = folder / str(songs)
        sample(home, songs)
        print(f"  {songs:,} songs", file=sys.stderr, flush=True)
        for kind, text, found, times in _searches(home / "data", size.queries):
            rows.append([f"{songs:,}", kind, f"`{text}`", str(found), *times.cells(1000, 1)])
            slowest = max(slowest, times.median * 1000)
        whole = [
            run_process([audiostream(), "search", "love", "night"], environment(home)).wall_s
            for _ in range(size.rounds + 1)
        ][1:]
        rows.append([f"{songs:,}", "whole process", "`love night`", "", *spread(whole).cells(1000, 0)])
    goal = Goal(what="slowest kind of search in-process, median, ms", value=slowest, limit=LIMIT_MS)
    columns = ("songs", "search", "text", "songs found", "min ms", "median ms", "max ms")
    return Report(name="search", title="Search", columns=columns, rows=rows, goals=[goal])


def _searches(data: Path, queries: int) -> list[tuple[str, str, int, Spread]]:
    services = build(Settings(data_dir=data, user="bench"))
    title = next(song.title for song in services.catalogue.songs(limit=100).items if len(song.title.split()) > 1)
    outcome = []
    for kind, text in (
        ("a title", title),
        ("as it is typed", title[:-1]),
        ("one letter", "l"),
        ("two letters", "lo"),
        ("a common word", "love"),
        ("common words", "the love of"),
        ("many common words", "the love of you in n"),
        ("words that never meet", "the of in you blue heart time home"),
        ("nothing found", "qqzz xyzzy"),
    ):
        times = []
        found = 0
        for _ in range(queries + 1):
            begin = time.perf_counter()
            found = len(services.catalogue.search(text, limit=HITS).songs)
            times.append(time.perf_counter() - begin)
        outcome.append((kind, text, found, spread(times[1:])))
    services.close()
    return outcome

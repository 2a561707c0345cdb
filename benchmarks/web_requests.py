"""Claim: an album is answered with at least 0.4 of the rate of ``GET /healthz``, which asks for nothing.

One worker of ``audiostream serve``, one machine's SQLite, many songs and many accounts, each with a token.
"""

import statistics
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import website
from benchmarks.measure import environment, spread
from benchmarks.report import Goal, Report
from benchmarks.server import Server, serving
from benchmarks.size import Size
from benchmarks.wrk import CONNECTIONS, Answers, Load, ask

LEAST_OF_HEALTH = 0.4


def run(size: Size, folder: Path) -> Report:
    """Ask for one thing after the other, in rounds, so that whatever else the machine does meets all alike."""
    songs = max(size.songs)
    print(f"  {songs:,} songs, {size.accounts:,} accounts", file=sys.stderr, flush=True)
    loads = website.make(folder, songs, size.accounts)
    with serving(environment(folder), folder / "server.log") as server:
        before = server.memory_mib()
        measured = _in_turn(server, loads, size)
        after = server.memory_mib()
    health = measured[website.HEALTH]
    album = _part(measured[website.ALBUM], health)
    return Report(
        name="web_requests",
        title="Requests to the server",
        columns=("one worker", "min /s", "median /s", "max /s", "p50 ms", "p99 ms", "part of healthz"),
        rows=[_row(name, answers, health) for name, answers in measured.items()],
        goals=[Goal(what="an album's rate as a part of healthz's", value=album, limit=LEAST_OF_HEALTH, at_least=True)],
        notes=[
            f"{songs:,} songs; {size.accounts:,} accounts, whose tokens take turns",
            f"{CONNECTIONS} connections that each ask again once they are answered: times are those at the limit",
            f"p50 and p99: the median of rounds of {size.load_s} s; the part of healthz: round by round",
            f"memory of the worker, resident: {before:.0f} MiB when it had started, {after:.0f} MiB at the end",
        ],
    )


def _in_turn(server: Server, loads: Mapping[str, Load], size: Size) -> Mapping[str, Sequence[Answers]]:
    measured: dict[str, list[Answers]] = {name: [] for name in loads}
    for turn in range(size.rounds + 1):
        for name, load in loads.items():
            answers = ask(server.url, load, seconds=size.load_s)
            if turn:  # the first warms up
                measured[name].append(answers)
    return measured


def _row(name: str, answers: Sequence[Answers], health: Sequence[Answers]) -> Sequence[str]:
    return [
        name,
        *spread([each.rate for each in answers]).cells(places=0),
        f"{statistics.median(each.p50_ms for each in answers):.1f}",
        f"{statistics.median(each.p99_ms for each in answers):.1f}",
        f"{_part(answers, health):.2f}",
    ]


def _part(answers: Sequence[Answers], health: Sequence[Answers]) -> float:
    return statistics.median(each.rate / its.rate for each, its in zip(answers, health, strict=True))

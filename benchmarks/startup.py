"""Claim: ``audiostream --version`` and ``--help`` take at most 0.35 of the time of ``beet version``."""

from pathlib import Path

from benchmarks import beets
from benchmarks.measure import Run, Side, audiostream, environment, in_turn, ratios, spread
from benchmarks.report import Goal, Report
from benchmarks.size import Size

LIMIT = 0.35


def run(size: Size, folder: Path) -> Report:
    """Measure whole processes in turn with beets."""
    return against(beets.side(folder / "beets", "version"), size, folder)


def against(rival: Side, size: Size, folder: Path) -> Report:
    """Measure whole processes in turn with those of a rival."""
    rows: list[list[str]] = []
    goals = []
    for option in ("--version", "--help"):
        ours = Side(f"audiostream {option}", [audiostream(), option], environment(folder))
        mine, theirs = in_turn(ours, rival, rounds=size.rounds)
        rows += [_row(ours.name, mine), _row(rival.name, theirs)]
        ratio = spread(ratios(mine, theirs))
        rows.append(["ratio, pair by pair", *ratio.cells(), ""])
        goals.append(Goal(what=f"{option} as a part of {rival.name}, median of pairs", value=ratio.median, limit=LIMIT))
    columns = ("whole process", "min ms", "median ms", "max ms", "peak MiB")
    return Report(name="startup", title="Start-up", columns=columns, rows=rows, goals=goals)


def _row(name: str, runs: list[Run]) -> list[str]:
    peaks = [each.peak_mib for each in runs if each.peak_mib is not None]
    return [name, *spread([each.wall_s for each in runs]).cells(1000, 0), f"{max(peaks):.0f}" if peaks else "-"]

"""Claim: uploading 1,000 files takes at most half the time of ``beet import -A -q`` of the same tree."""

import json
import shutil
import subprocess
from pathlib import Path

from benchmarks import beets
from benchmarks.corpus import make_tree
from benchmarks.measure import Run, Side, audiostream, environment, in_turn, ratios, spread
from benchmarks.measure import run as run_process
from benchmarks.report import Goal, Report
from benchmarks.size import Size

LIMIT = 0.5


def run(size: Size, folder: Path) -> Report:
    """Measure in turn with beets, each time into a new library that has been initialised."""
    home = folder / "beets"
    tree = folder / "music"

    def renew() -> None:
        for name in ("Music", "library.db", "state.pickle"):
            _remove(home / name)
        first = beets.side(home, "version")
        run_process(first.command, first.environment)

    rival = beets.side(home, "import", "-A", "-q", str(tree), prepare=renew)
    report = against(rival, size, folder, tree)
    listed = subprocess.run(
        [rival.command[0], "ls"], env=dict(rival.environment), check=True, capture_output=True, text=True
    )
    _expect(size.files, len(listed.stdout.splitlines()), rival.name)
    return report


def against(rival: Side, size: Size, folder: Path, tree: Path) -> Report:
    """Measure in turn with a rival that takes in the same tree."""
    make_tree(tree, size.files)
    places = environment(folder)

    def renew() -> None:
        _remove(folder / "data")
        run_process([audiostream(), "artist", "list"], places)

    ours = Side("audiostream upload", [audiostream(), "upload", "--quiet", str(tree)], places, renew)
    mine, theirs = in_turn(ours, rival, rounds=size.uploads)
    _expect(size.files, _songs(places), ours.name)
    ratio = spread(ratios(mine, theirs))
    rows = [_row(ours.name, mine), _row(rival.name, theirs), ["ratio, pair by pair", *ratio.cells(), "", ""]]
    goal = Goal(what=f"upload as a part of {rival.name}, median of pairs", value=ratio.median, limit=LIMIT)
    columns = ("whole process", "min s", "median s", "max s", "CPU s", "peak MiB")
    bytes_ = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file())
    note = f"{size.files:,} files in 7 formats, {bytes_ / 1e6:.0f} MB; after each run all of them were in the library"
    return Report(name="upload", title="Upload", columns=columns, rows=rows, goals=[goal], notes=[note])


def _songs(places: dict[str, str]) -> int:
    """Count what is in the catalogue by uploading nothing new: the listing is paged, so follow it."""
    count = 0
    after: list[str] = []
    while True:
        command = [audiostream(), "song", "list", "--json", "--limit", "1000", *after]
        page = json.loads(subprocess.run(command, env=places, check=True, capture_output=True).stdout)
        count += len(page["data"])
        if "next_cursor" not in page:
            return count
        after = ["--after", page["next_cursor"]]


def _expect(wanted: int, found: int, who: str) -> None:
    if found != wanted:
        raise RuntimeError(f"{who}: {found} of {wanted} files are in the library; the times would not be comparable")


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _row(name: str, runs: list[Run]) -> list[str]:
    cpu = [each.cpu_s for each in runs if each.cpu_s is not None]
    peaks = [each.peak_mib for each in runs if each.peak_mib is not None]
    more = [f"{spread(cpu).median:.1f}" if cpu else "-", f"{max(peaks):.0f}" if peaks else "-"]
    return [name, *spread([each.wall_s for each in runs]).cells(), *more]

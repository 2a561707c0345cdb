"""Claim: ``consumer run`` brings listens from Kafka into Cassandra thrice as fast as a bare loop writes them there.

The loop is ``bare_cassandra``: cassandra-driver's ``execute_concurrent`` with 256 under way, the listens at hand.
Needs the servers: ``python -m tools.servers up cassandra kafka``.
"""

import json
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.pace import MOST
from benchmarks.consumer_process import PARTITIONS, ConsumerProcess
from benchmarks.keyspace import own_keyspace
from benchmarks.listens import USERS, user
from benchmarks.measure import Run, spread
from benchmarks.report import Goal, Report
from benchmarks.size import FULL, Size

LEAST_RATIO = 3.0
_LISTENS = 60_000
_ROUNDS = 5
_BARE = "benchmarks.bare_cassandra"
_COUNT = "SELECT count(*) FROM {keyspace}.listens_by_user WHERE user_id = ? AND month = ?"


@dataclass(frozen=True)
class Taken:
    """Seconds of one round, and those of the process's processor time."""

    wall_s: float
    cpu_s: float


def run(size: Size, folder: Path) -> Report:
    """Measure both in turn on the same listens, each in its own process and keyspace; the first does not count."""
    count, rounds = (_LISTENS, _ROUNDS) if size is FULL else (300, 1)
    taken: tuple[list[Taken], list[Taken]] = ([], [])
    with own_keyspace() as ours, own_keyspace() as theirs, closing(ConsumerProcess(folder, ours)) as consumer:
        command = [sys.executable, "-m", _BARE, theirs.keyspace, str(count)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bare:
            for seed in range(rounds + 1):
                mine, their = Taken(*consumer.take(count, seed=seed)), _bare(bare, seed)
                if seed:
                    taken[0].append(mine)
                    taken[1].append(their)
                speeds = f"{count / mine.wall_s:,.0f} a second, the loop {count / their.wall_s:,.0f}"
                print(f"  round {seed} of {rounds}: {speeds}", file=sys.stderr, flush=True)
        whole = consumer.end()
        for options in (ours, theirs):
            _check(options, count * (rounds + 1))
    return _report(count, *taken, whole)


def _bare(process: "subprocess.Popen[str]", seed: int) -> Taken:
    if not (process.stdin and process.stdout):
        raise RuntimeError("it cannot be told what to write")
    print(seed, file=process.stdin, flush=True)
    if not (line := process.stdout.readline()):
        raise RuntimeError("the bare loop has failed")
    return Taken(**json.loads(line))


def _check(options: CassandraOptions, count: int) -> None:
    parts = [(_COUNT, (user_id, 202601)) for user_id in map(user, range(USERS))]
    with closing(Session(options)) as session:
        stored = sum(rows for ((rows,),) in session.rows_of_each(parts))
    if stored != count:
        raise RuntimeError(f"{options.keyspace}: {stored:,} of {count:,} listens were stored")


def _report(count: int, mine: list[Taken], theirs: list[Taken], whole: Run) -> Report:
    ratio = spread([bare.wall_s / ours.wall_s for ours, bare in zip(mine, theirs, strict=True)])
    rows = [
        _row("consumer run, from Kafka into Cassandra", count, mine),
        _row("bare loop of execute_concurrent", count, theirs),
        ["times the loop, pair by pair", *ratio.cells(places=1), ""],
    ]
    goal = Goal(
        what="consumer run, times the bare loop, median of pairs", value=ratio.median, limit=LEAST_RATIO, at_least=True
    )
    what = f"{count:,} listens of {USERS:,} users a round, in {PARTITIONS} partitions"
    notes = [f"{what}; both were connected before, and had stored all of them afterwards"]
    if whole.peak_mib is not None:
        each = f"{whole.peak_mib * 1024 / MOST:.1f} KiB for each of the {MOST:,} listens of its largest batch"
        notes.append(f"memory of the whole consumer at its peak: {whole.peak_mib:.0f} MiB, that is {each}")
    return Report(
        name="consuming",
        title="Listens from Kafka into Cassandra",
        columns=("listens a second", "min", "median", "max", "CPU, µs a listen"),
        rows=rows,
        goals=[goal],
        notes=notes,
    )


def _row(name: str, count: int, taken: list[Taken]) -> list[str]:
    cpu_us = spread([each.cpu_s for each in taken]).median / count * 1e6
    return [name, *spread([count / each.wall_s for each in taken]).cells(places=0), f"{cpu_us:.0f}"]

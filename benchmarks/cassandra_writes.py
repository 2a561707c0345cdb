"""Claim: the store writes listens to Cassandra thrice as fast as a bare loop of cassandra-driver.

Needs the nodes that ``python -m tools.servers up cassandra`` starts. The store alone, without Kafka before it, through
both of its writers, and at several numbers of listens a batch: the more there are, the more are of one user and month
and go as one write.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from audiostream.backend.adapters.cassandra.acsylla_writer import AcsyllaWriter
from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.writers import Writer
from audiostream.backend.domain.events import Listened
from audiostream.backend.domain.listening import listen_of
from benchmarks.bare_cassandra import BareLoop
from benchmarks.keyspace import own_keyspace
from benchmarks.listens import make_listens
from benchmarks.measure import spread
from benchmarks.report import Goal, Report
from benchmarks.size import FULL, Size

BATCHES = (1_000, 10_000, 20_000)
LEAST_RATIO = 3.0
_ROWS = 20_000
_ROUNDS = 3


@dataclass(frozen=True)
class Side:
    """One way to store listens, and how many are handed over at once."""

    name: str
    batch: int
    store: Callable[[Sequence[Listened]], None]


@dataclass(frozen=True)
class Taken:
    """Wall and processor seconds of one round."""

    wall_s: float
    cpu_s: float


def run(size: Size, folder: Path) -> Report:  # noqa: ARG001 - as every benchmark is called
    """Measure all sides in turn, each time with other listens; the first round, which connects, does not count."""
    rows, rounds = (_ROWS, _ROUNDS) if size is FULL else (500, 1)
    with _sides(rows) as sides:
        found: dict[Side, list[Taken]] = {side: [] for side in sides}
        for turn in range(rounds + 1):
            for number, side in enumerate(sides):
                taken = _take(side, make_listens(rows, seed=turn * len(sides) + number))
                if turn:
                    found[side].append(taken)
            print(f"  round {turn} of {rounds}", file=sys.stderr, flush=True)
    return _report(rows, found)


@contextmanager
def _sides(rows: int) -> Iterator[list[Side]]:
    with own_keyspace() as options, ExitStack() as stack:
        session = stack.enter_context(closing(Session(options)))
        sides = [Side("bare loop of execute_concurrent", rows, BareLoop(session).write)]
        writers: dict[str, Writer] = {"cassandra-driver": Session(options), "acsylla": AcsyllaWriter(options)}
        for name, writer in writers.items():
            stack.callback(writer.close)
            store = CassandraListenStore(session, writer)
            batches = sorted({min(batch, rows) for batch in BATCHES})
            sides += [Side(f"the store, by {name}", batch, _through(store)) for batch in batches]
        yield sides


def _through(store: CassandraListenStore) -> Callable[[Sequence[Listened]], None]:
    return lambda listens: store.apply([listen_of(each) for each in listens])


def _take(side: Side, listens: Sequence[Listened]) -> Taken:
    begin, cpu = time.perf_counter(), time.process_time()
    for at in range(0, len(listens), side.batch):
        side.store(listens[at : at + side.batch])
    return Taken(time.perf_counter() - begin, time.process_time() - cpu)


def _report(count: int, found: dict[Side, list[Taken]]) -> Report:
    loop, *_ = found.values()
    rows, best = [], 0.0
    for side, taken in found.items():
        ratio = spread([bare.wall_s / each.wall_s for each, bare in zip(taken, loop, strict=True)]).median
        best = max(best, ratio)
        speed = count / spread([each.wall_s for each in taken]).median
        cpu_us = spread([each.cpu_s for each in taken]).median / count * 1e6
        rows.append([side.name, f"{side.batch:,}", f"{speed:,.0f}", f"{ratio:.1f}", f"{cpu_us:.0f}"])
    return Report(
        name="cassandra_writes",
        title="Writing listens to Cassandra",
        columns=("way", "listens a batch", "listens/s", "times the loop", "client's CPU, µs a listen"),
        rows=rows,
        goals=[Goal(what="the fastest, times the loop", value=best, limit=LEAST_RATIO, at_least=True)],
    )

"""Claim: storing listens in Cassandra is at least three times as fast as a bare loop of cassandra-driver.

python -m benchmarks.cassandra_writes [--tiny]

Needs the nodes that ``python -m tools.servers up`` starts. The loop is what most would write: ``execute_concurrent``
with 256 requests under way, and one row a request. The store is measured through both of its writers, at several
numbers of listens a batch: the more there are, the more are of one user and month and go as one write.
"""

import random
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from uuid import UUID, uuid4

from cassandra.concurrent import execute_concurrent

from audiostream.backend.adapters.cassandra.acsylla_writer import AcsyllaWriter
from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.adapters.cassandra.writers import Writer
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.listening import Listen
from benchmarks.measure import spread
from benchmarks.report import Goal, Report
from tools.servers.addresses import CASSANDRA_PORT, node_host

USERS = 5_000
BATCHES = (1_000, 10_000, 20_000)
# 2026-01-01 UTC, and a month of microseconds.
JANUARY, MONTH = 1_767_225_600_000_000, 31 * 86_400_000_000
LEAST_RATIO = 3.0
_INSERT = """
    INSERT INTO {keyspace}.listens_by_user
    (user_id, month, started_at, event_id, song_id, played_ms, duration_ms, completed, client)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True)
class Side:
    """One way to store listens, and how many are handed over at once."""

    name: str
    batch: int
    store: Callable[[Sequence[Listen]], None]


def run(*, rows: int, rounds: int) -> Report:
    """Measure all sides in turn, each with listens of its own, on a keyspace that is gone afterwards."""
    hosts = [f"{node_host(number)}:{CASSANDRA_PORT}" for number in (1, 2)]
    options = CassandraOptions(hosts=hosts, keyspace=f"bench_{uuid4().hex[:12]}")
    with closing(Session(options)) as session, closing(CassandraSystem(options)) as system:
        try:
            for step in system.plan():
                if step.apply:
                    step.apply()
            return _report(_measured(options, session, rows, rounds))
        finally:
            session.define("DROP KEYSPACE IF EXISTS {keyspace}")


def _measured(
    options: CassandraOptions, session: Session, rows: int, rounds: int
) -> dict[Side, list[tuple[float, float]]]:
    sides = [Side("bare loop of execute_concurrent", rows, _loop(session))]
    batches = sorted({min(batch, rows) for batch in BATCHES})
    writers: dict[str, Writer] = {"cassandra-driver": Session(options), "acsylla": AcsyllaWriter(options)}
    for name, writer in writers.items():
        store = CassandraListenStore(session, writer)
        sides += [Side(f"the store, by {name}", batch, store.apply) for batch in batches]
    found: dict[Side, list[tuple[float, float]]] = {side: [] for side in sides}
    for turn in range(rounds + 1):
        for side in sides:
            listens = _listens(rows)
            begin, cpu = time.perf_counter(), time.process_time()
            for at in range(0, rows, side.batch):
                side.store(listens[at : at + side.batch])
            if turn:  # the first round connects and prepares
                found[side].append((time.perf_counter() - begin, time.process_time() - cpu))
        print(f"  round {turn} of {rounds}", file=sys.stderr, flush=True)
    for writer in writers.values():
        writer.close()
    return {side: [(wall / rows, cpu / rows) for wall, cpu in taken] for side, taken in found.items()}


def _report(taken: dict[Side, list[tuple[float, float]]]) -> Report:
    loop, *_ = taken.values()
    rows, best = [], 0.0
    for side, times in taken.items():
        walls = spread([wall for wall, _ in times])
        ratio = spread([bare / wall for (wall, _), (bare, _) in zip(times, loop, strict=True)]).median
        best = max(best, ratio)
        cpu = spread([cpu for _, cpu in times]).median * 1e6
        rows.append([side.name, f"{side.batch:,}", f"{1 / walls.median:,.0f}", f"{ratio:.1f}", f"{cpu:.0f}"])
    # A goal is a limit from above, so the ratio is told upside down.
    goal = Goal(what="time of the fastest, as a part of the loop's", value=1 / best, limit=1 / LEAST_RATIO)
    columns = ("way", "listens a batch", "listens/s", "times the loop", "client's CPU, µs a listen")
    return Report(
        name="cassandra_writes", title="Writing listens to Cassandra", columns=columns, rows=rows, goals=[goal]
    )


def _loop(session: Session) -> Callable[[Sequence[Listen]], None]:
    driver = session.driver()
    prepared = driver.prepare(_INSERT.replace("{keyspace}", session.options.keyspace))

    def store(listens: Sequence[Listen]) -> None:
        execute_concurrent(driver, [(prepared, _values(listen)) for listen in listens], concurrency=256)

    return store


def _values(listen: Listen) -> tuple[object, ...]:
    heard = (listen.song_id, listen.played_ms, listen.duration_ms, listen.completed, listen.client)
    return (listen.user_id, 202601, listen.started_at, listen.event_id.bytes, *heard)


def _listens(count: int) -> list[Listen]:
    dice = random.Random()  # noqa: S311 - listens, not secrets
    return [
        Listen(
            event_id=EventId(UUID(int=dice.getrandbits(128))),
            user_id=UserId(f"user{dice.randrange(USERS):05}"),
            song_id=SongId(dice.randrange(1, 2**63)),
            started_at=JANUARY + dice.randrange(MONTH),
            played_ms=180_000,
            duration_ms=200_000,
            completed=True,
            client="audiostream/1.0 (benchmark)",
        )
        for _ in range(count)
    ]


if __name__ == "__main__":
    tiny = "--tiny" in sys.argv
    print(run(rows=500, rounds=1) if tiny else run(rows=20_000, rounds=3))

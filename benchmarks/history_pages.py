"""Claim: a page of one's history takes as long with a million listens as with a thousand.

python -m benchmarks.history_pages [--tiny]

Needs the nodes that ``python -m tools.servers up`` starts. Both users have listened for two years; a page is one of 50
listens, the newest and one from the middle of the history.
"""

import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from uuid import UUID, uuid4

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.adapters.cassandra.writers import fastest_writer
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.listening import Listen, encode_place
from benchmarks.measure import Spread, spread
from benchmarks.report import Goal, Report
from tools.servers.addresses import CASSANDRA_PORT, node_host

FEW = 1_000
PAGE = 50
GREATEST_RATIO = 1.3
# 2024-01-01 UTC, and two years, in microseconds.
BEGIN, SPAN = 1_704_067_200_000_000, 731 * 86_400_000_000
_AT_ONCE = 20_000


def run(*, many: int, pages: int) -> Report:
    """Fill two histories and read pages of them in turn, in a keyspace that is gone afterwards."""
    hosts = [f"{node_host(number)}:{CASSANDRA_PORT}" for number in (1, 2)]
    options = CassandraOptions(hosts=hosts, keyspace=f"bench_{uuid4().hex[:12]}")
    session = Session(options)
    with closing(CassandraSystem(options)) as system, closing(session):
        try:
            for step in system.plan():
                if step.apply:
                    step.apply()
            with closing(fastest_writer(session)) as writer:
                store = CassandraListenStore(session, writer)
                for count in (FEW, many):
                    _fill(store, count)
                return _report(store, many, pages)
        finally:
            session.define("DROP KEYSPACE IF EXISTS {keyspace}")


def _report(store: CassandraListenStore, many: int, pages: int) -> Report:
    middle = encode_place(_listen(FEW, BEGIN + SPAN // 2))
    rows, ratios = [], []
    for name, after in (("newest", None), ("middle", middle)):
        few, lot = _in_turn(partial(_page, store, after), (FEW, many), pages)
        ratios.append(lot.median / few.median)
        rows += [[name, f"{FEW:,}", *few.cells(1000, 1), ""]]
        rows += [[name, f"{many:,}", *lot.cells(1000, 1), f"{ratios[-1]:.2f}"]]
    goal = Goal(what="time with many, as a part of that with few", value=max(ratios), limit=GREATEST_RATIO)
    columns = ("page", "listens", "min ms", "median ms", "max ms", "ratio")
    return Report(name="history_pages", title="A page of history", columns=columns, rows=rows, goals=[goal])


def _in_turn(read: Callable[[int], float], counts: tuple[int, int], pages: int) -> tuple[Spread, Spread]:
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(10):  # until both are warm
        for count in counts:
            read(count)
    for _ in range(pages):
        for count, times in zip(counts, taken, strict=True):
            times.append(read(count))
    return spread(taken[0]), spread(taken[1])


def _page(store: CassandraListenStore, after: str | None, count: int) -> float:
    begin = time.perf_counter()
    page = store.listens(_user(count), limit=PAGE, after=after)
    taken = time.perf_counter() - begin
    if len(page.items) != PAGE:
        raise RuntimeError(f"a page of {len(page.items)} listens")
    return taken


def _fill(store: CassandraListenStore, count: int) -> None:
    print(f"  {count:,} listens", file=sys.stderr, flush=True)
    for begin in range(0, count, _AT_ONCE):
        numbers = range(begin, min(begin + _AT_ONCE, count))
        store.apply([_listen(count, BEGIN + SPAN * number // count) for number in numbers])


def _user(count: int) -> UserId:
    return UserId(f"with {count}")


def _listen(count: int, started_at: int) -> Listen:
    return Listen(
        event_id=EventId(UUID(int=random.getrandbits(128))),
        user_id=_user(count),
        song_id=SongId(random.randrange(1, 2**63)),  # noqa: S311 - a listen, not a secret
        started_at=started_at,
        played_ms=180_000,
        duration_ms=200_000,
        completed=True,
        client="audiostream/1.0 (benchmark)",
    )


if __name__ == "__main__":
    tiny = "--tiny" in sys.argv
    print(run(many=5_000, pages=20) if tiny else run(many=1_000_000, pages=200))

"""Claim: a page of one's history takes as long with a million listens as with a thousand.

Needs the nodes that ``python -m tools.servers up cassandra`` starts. The million are those of twenty years, 137 a day,
the thousand those of the last month, so that all of these are in one partition; both are read from Cassandra by the
store. A page is one of 50 listens: the newest, and one from the middle of the history.
"""

import random
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.writers import fastest_writer
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.listening import Listen, encode_place
from benchmarks.keyspace import own_keyspace
from benchmarks.measure import Spread, spread
from benchmarks.report import Goal, Report
from benchmarks.size import FULL, Size

PAGE = 50
GREATEST_RATIO = 1.3
# 2026-01-01 UTC, and a day of microseconds.
END, DAY = 1_767_225_600_000_000, 86_400_000_000
_AT_ONCE = 20_000
_WARM = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One user's listens, evenly over the days before ``END``."""

    user_id: UserId
    count: int
    days: int

    def moment(self, number: int) -> int:
        """Return when a listen started, counted from the oldest."""
        return END - self.days * DAY * (self.count - number) // self.count

    def listen(self, number: int) -> Listen:
        """Return a listen, of an id that it gets only now."""
        return Listen(
            event_id=EventId(UUID(int=random.getrandbits(128))),
            user_id=self.user_id,
            song_id=SongId(random.randrange(1, 2**63)),  # noqa: S311 - a listen, not a secret
            started_at=self.moment(number),
            played_ms=180_000,
            duration_ms=200_000,
            completed=True,
            client="audiostream/1.0 (benchmark)",
        )


def run(size: Size, folder: Path) -> Report:  # noqa: ARG001 - as every benchmark is called
    """Fill two histories and read pages of them in turn, in a keyspace that is gone afterwards."""
    few = History(user_id=UserId("few"), count=1_000, days=31)
    many = History(user_id=UserId("many"), count=1_000_000 if size is FULL else 5_000, days=7305)
    pages = 500 if size is FULL else 10
    with own_keyspace() as options, closing(Session(options)) as session, closing(fastest_writer(session)) as writer:
        store = CassandraListenStore(session, writer)
        filled_s = [_fill(store, history) for history in (few, many)]
        rows, ratios = [], []
        for name, middle in (("newest", False), ("in the middle", True)):
            short, long = _in_turn(store, few, many, pages=pages, middle=middle)
            ratios.append(long.median / short.median)
            rows.append([name, f"{few.count:,}", *short.cells(1000, 2), ""])
            rows.append([name, f"{many.count:,}", *long.cells(1000, 2), f"{ratios[-1]:.2f}"])
    what = f"{many.count:,} listens as a part of {few.count:,}"
    return Report(
        name="history_pages",
        title="A page of history from Cassandra",
        columns=(f"page of {PAGE}", "of listens", "min ms", "median ms", "max ms", "ratio"),
        rows=rows,
        goals=[Goal(what=f"{what}, the greater of medians", value=max(ratios), limit=GREATEST_RATIO)],
        notes=[f"{pages} pages each, in turn; the store had written the {many.count:,} in {filled_s[1]:.0f} s"],
    )


def _fill(store: CassandraListenStore, history: History) -> float:
    print(f"  {history.count:,} listens", file=sys.stderr, flush=True)
    begin = time.perf_counter()
    for at in range(0, history.count, _AT_ONCE):
        store.apply([history.listen(number) for number in range(at, min(at + _AT_ONCE, history.count))])
    return time.perf_counter() - begin


def _in_turn(
    store: CassandraListenStore, few: History, many: History, *, pages: int, middle: bool
) -> tuple[Spread, Spread]:
    reads = [_reader(store, history, middle=middle) for history in (few, many)]
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(_WARM + pages):
        for read, times in zip(reads, taken, strict=True):
            begin = time.perf_counter()
            found = read()
            if number >= _WARM:
                times.append(time.perf_counter() - begin)
            if found != PAGE:
                raise RuntimeError(f"a page of {found} listens")
    return spread(taken[0]), spread(taken[1])


def _reader(store: CassandraListenStore, history: History, *, middle: bool) -> Callable[[], int]:
    after = encode_place(history.listen(history.count // 2)) if middle else None
    return lambda: len(store.listens(history.user_id, limit=PAGE, after=after).items)

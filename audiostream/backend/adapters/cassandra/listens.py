"""Listening history in Cassandra: a partition a user and month, read newest first by key."""

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from uuid import UUID

from audiostream.backend.adapters.cassandra.months import month_of
from audiostream.backend.adapters.cassandra.session import Row, Session, Statement
from audiostream.backend.adapters.cassandra.writers import Writer
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.listening import Listen, encode_place, place_of
from audiostream.backend.domain.paging import Page

# Written with the listen's own time, so that a repeat is the same write, whenever it comes.
_INSERT = """
    INSERT INTO {keyspace}.listens_by_user
    (user_id, month, started_at, event_id, song_id, played_ms, duration_ms, completed, client)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?
"""
_INSERT_MONTH = "INSERT INTO {keyspace}.listen_months (user_id, month) VALUES (?, ?)"
# Differs where the table was dropped and made again.
_MONTHS_TABLE = "SELECT id FROM system_schema.tables WHERE keyspace_name = ? AND table_name = 'listen_months'"
_MONTHS = "SELECT month FROM {keyspace}.listen_months WHERE user_id = ? AND month >= ? AND month <= ? LIMIT ?"
# Cassandra takes either tuples or single columns in one condition; both bounds are tuples here.
_PAGE = """
    SELECT started_at, event_id, song_id, played_ms, duration_ms, completed, client FROM {keyspace}.listens_by_user
    WHERE user_id = ? AND month = ? AND (started_at) >= (?) AND (started_at, event_id) < (?, ?) LIMIT ?
"""

_START_OF_TIME = -(2**63)
_END_OF_TIME = 2**63 - 1
# A batch stays far below the 50 KiB that nodes refuse.
_BATCH_ROWS = 64
# At most so many months are read at once: a page of one who listens rarely costs no more time than another.
_MONTHS_AT_ONCE = 16
_NO_LIMIT = 2**31 - 1


class CassandraListenStore:
    """A ``ListenStore``; reads and writes may go through drivers of their own."""

    def __init__(self, session: Session, writer: Writer) -> None:
        self._session = session
        self._writer = writer
        self._known = KnownMonths()

    def apply(self, listens: Sequence[Listen]) -> None:
        """Store listens; some of them when this raises."""
        parts: dict[tuple[UserId, int], list[Statement]] = {}
        for listen in listens:
            month = month_of(listen.started_at)
            parts.setdefault((listen.user_id, month), []).append((_INSERT, _values(listen, month)))
        new = self._known.unknown(parts, of=self._months_table()) if parts else []
        groups: list[Sequence[Statement]] = [[(_INSERT_MONTH, part)] for part in new]
        for statements in parts.values():
            groups += [statements[at : at + _BATCH_ROWS] for at in range(0, len(statements), _BATCH_ROWS)]
        if groups:
            self._writer.write(groups)
            self._known.add(new)

    def listens(
        self,
        user_id: UserId,
        *,
        limit: int,
        after: str | None = None,
        since_us: int | None = None,
        until_us: int | None = None,
    ) -> Page[Listen]:
        """List a user's listens, newest first, started from ``since_us`` on and before ``until_us``."""
        since = _START_OF_TIME if since_us is None else since_us
        end = (_END_OF_TIME if until_us is None else until_us, b"")
        if after is not None:
            end = min(end, place_of(after))
        rows = self._rows(user_id, since, end, limit + 1)
        found = [_listen(user_id, row) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(found, encode_place(found[-1]) if more else None)

    def close(self) -> None:
        """Give back connections."""
        self._writer.close()
        self._session.close()

    def _months_table(self) -> object:
        return next(iter(self._session.rows(_MONTHS_TABLE, (self._session.options.keyspace,))), None)

    def _rows(self, user_id: UserId, since: int, end: tuple[int, bytes], wanted: int) -> list[Row]:
        """Read month after month until there are enough; the more of them at once, the less each has held."""
        months = self._months(user_id, month_of(since), month_of(end[0]))
        rows: list[Row] = []
        read, at_once = 0, 1
        while len(rows) < wanted and (wave := list(islice(months, at_once))):
            pages = [(_PAGE, (user_id, month, since, *end, wanted - len(rows))) for month in wave]
            for page in self._session.rows_of_each(pages):
                rows += page
            read += len(wave)
            held = max(1, len(rows) // read)
            at_once = min(_MONTHS_AT_ONCE, -(-(wanted - len(rows)) // held))
        return rows[:wanted]

    def _months(self, user_id: UserId, first: int, last: int) -> Iterator[int]:
        """Yield the months that have listens, newest first: some, which are enough for most pages, then all others."""
        limit = _MONTHS_AT_ONCE
        while True:
            found = [month for (month,) in self._session.rows(_MONTHS, (user_id, first, last, limit))]
            yield from found
            if len(found) < limit:
                return
            last, limit = found[-1] - 1, _NO_LIMIT


class KnownMonths:
    """The partitions that ``listen_months`` is known to name, so that each is written once and not with every listen.

    It forgets all when the table was made anew, and now and then: someone may have emptied it.
    """

    def __init__(self, *, capacity: int = 200_000, lifetime_s: float = 600.0) -> None:
        self._capacity = capacity
        self._lifetime_s = lifetime_s
        self._parts: set[tuple[UserId, int]] = set()
        self._of: object = None
        self._begun = time.monotonic()

    def unknown(self, parts: Iterable[tuple[UserId, int]], *, of: object) -> list[tuple[UserId, int]]:
        """Return those that must be written to the table that is known ``of`` this."""
        old = time.monotonic() - self._begun > self._lifetime_s
        if old or of != self._of or len(self._parts) > self._capacity:
            self._parts = set()
            self._of = of
            self._begun = time.monotonic()
        return [part for part in parts if part not in self._parts]

    def add(self, parts: Iterable[tuple[UserId, int]]) -> None:
        """Remember those that have been written."""
        self._parts.update(parts)


def _values(listen: Listen, month: int) -> tuple[str | int | bytes, ...]:
    return (
        listen.user_id,
        month,
        listen.started_at,
        listen.event_id.bytes,
        int(listen.song_id),
        listen.played_ms,
        listen.duration_ms,
        listen.completed,
        listen.client,
        listen.started_at,
    )


def _listen(user_id: UserId, row: Row) -> Listen:
    started_at, event_id, song_id, played_ms, duration_ms, completed, client = row
    return Listen(
        event_id=EventId(UUID(bytes=event_id)),
        user_id=user_id,
        song_id=SongId(song_id),
        started_at=started_at,
        played_ms=played_ms,
        duration_ms=duration_ms,
        completed=completed,
        client=client,
    )

"""Listening history in a SQLite file."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.domain.ids import EventId, SongId, UserId
from audiostream.backend.domain.listening import Listen, encode_place, place_of
from audiostream.backend.domain.paging import Page

_MIGRATIONS = (
    (
        # Without a rowid the table is its own index: a page, newest first, is one walk backwards.
        """
        CREATE TABLE listen (
            user_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            event_id BLOB NOT NULL,
            song_id INTEGER NOT NULL,
            played_ms INTEGER NOT NULL,
            duration_ms INTEGER NOT NULL,
            completed INTEGER NOT NULL,
            client TEXT NOT NULL,
            PRIMARY KEY (user_id, started_at, event_id)
        ) WITHOUT ROWID
        """,
    ),
)

# Beyond every time that an event can carry.
_START_OF_TIME = -(2**63)
_END_OF_TIME = 2**63 - 1


class SqliteListenStore:
    """A ``ListenStore``."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path, _MIGRATIONS)

    def apply(self, listens: Sequence[Listen]) -> None:
        """Store listens, all or none; one that is there already stays as it is."""
        if listens:
            with self.database.writing() as connection:
                connection.executemany(
                    "INSERT INTO listen VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", map(_row, listens)
                )

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
        until = _END_OF_TIME if until_us is None else until_us
        place = place_of(after) if after is not None else (until, b"")
        with self.database.reading() as connection:
            rows = connection.execute(
                """
                SELECT user_id, started_at, event_id, song_id, played_ms, duration_ms, completed, client
                FROM listen
                WHERE user_id = ? AND started_at >= ? AND started_at < ? AND (started_at, event_id) < (?, ?)
                ORDER BY started_at DESC, event_id DESC LIMIT ?
                """,
                (user_id, since, until, *place, limit + 1),
            ).fetchall()
        found = [_listen(row) for row in rows[:limit]]
        more = len(rows) > limit
        return Page(found, encode_place(found[-1]) if more else None)

    def close(self) -> None:
        """Give back the file."""
        self.database.close()


def _row(listen: Listen) -> tuple[str, int, bytes, int, int, int, bool, str]:
    return (
        listen.user_id,
        listen.started_at,
        listen.event_id.bytes,
        int(listen.song_id),
        listen.played_ms,
        listen.duration_ms,
        listen.completed,
        listen.client,
    )


def _listen(row: tuple[str, int, bytes, int, int, int, int, str]) -> Listen:
    user_id, started_at, event_id, song_id, played_ms, duration_ms, completed, client = row
    return Listen(
        event_id=EventId(UUID(bytes=event_id)),
        user_id=UserId(user_id),
        song_id=SongId(song_id),
        started_at=started_at,
        played_ms=played_ms,
        duration_ms=duration_ms,
        completed=bool(completed),
        client=client,
    )

"""The player's listens that wait to be sent, in a SQLite file."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.domain.events import Listened, decode, encode
from audiostream.backend.domain.ids import EventId, UserId
from audiostream.backend.domain.listening import RefusedListen
from audiostream.errors import InvalidEvent

_MIGRATIONS = (
    (
        # player and seen_at (us) only while a listen is under way; refused: why the log does not take it.
        """
        CREATE TABLE listen (
            event_id BLOB PRIMARY KEY,
            user_id TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            event BLOB NOT NULL,
            player BLOB,
            seen_at INTEGER,
            refused TEXT
        ) WITHOUT ROWID
        """,
        "CREATE INDEX listen_waiting ON listen (user_id, started_at) WHERE player IS NULL AND refused IS NULL",
    ),
)

_PUT = """
    INSERT INTO listen (event_id, user_id, started_at, event, player, seen_at) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (event_id) DO UPDATE SET
        event = excluded.event, player = excluded.player, seen_at = excluded.seen_at
"""


class SqliteSpool:
    """A ``Spool``."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, _MIGRATIONS)

    def checkpoint(self, player: UUID, listen: Listened, now_us: int) -> None:
        """Store a listen that is under way."""
        self._put(listen, player.bytes, now_us)

    def finish(self, listen: Listened) -> None:
        """Store a listen that is over."""
        self._put(listen, None, None)

    def adopt(self, before_us: int) -> int:
        """Finish the listens of players that were last seen before a time; return how many."""
        with self._database.reading() as connection:
            dead = connection.execute("SELECT 1 FROM listen WHERE seen_at < ? LIMIT 1", (before_us,)).fetchone()
        if dead is None:  # nearly always: nobody is kept waiting for the lock then
            return 0
        with self._database.writing() as connection:
            return connection.execute(
                "UPDATE listen SET player = NULL, seen_at = NULL WHERE seen_at < ?", (before_us,)
            ).rowcount

    def waiting(self, user_id: UserId, *, limit: int) -> Sequence[Listened]:
        """Return a user's finished listens that were neither sent nor put aside, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT event_id, event FROM listen
                WHERE user_id = ? AND player IS NULL AND refused IS NULL
                ORDER BY started_at, event_id LIMIT ?
                """,
                (user_id, limit),
            ).fetchall()
        listens: list[Listened] = []
        for event_id, event in rows:
            try:
                listen = decode(Listened.topic, event)
            except InvalidEvent as error:
                self.put_aside(EventId(UUID(bytes=event_id)), error.message)
            else:
                listens += [listen] if isinstance(listen, Listened) else []
        return listens

    def count(self, user_id: UserId) -> int:
        """Return how many of a user's listens wait to be sent."""
        with self._database.reading() as connection:
            (count,) = connection.execute(
                "SELECT count(*) FROM listen WHERE user_id = ? AND player IS NULL AND refused IS NULL", (user_id,)
            ).fetchone()
        return int(count)

    def remove(self, event_ids: Sequence[EventId]) -> None:
        """Forget listens that the log has acknowledged."""
        with self._database.writing() as connection:
            connection.executemany("DELETE FROM listen WHERE event_id = ?", [(each.bytes,) for each in event_ids])

    def put_aside(self, event_id: EventId, reason: str) -> None:
        """Keep a listen that the log will never take, out of the way."""
        with self._database.writing() as connection:
            connection.execute("UPDATE listen SET refused = ? WHERE event_id = ?", (reason, event_id.bytes))

    def refused(self, *, limit: int) -> Sequence[RefusedListen]:
        """Return what was put aside, of all users, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT user_id, started_at, refused, event FROM listen
                WHERE refused IS NOT NULL ORDER BY started_at, event_id LIMIT ?
                """,
                (limit,),
            ).fetchall()
        return [
            RefusedListen(user_id=UserId(user_id), started_at=started_at, reason=reason, event=bytes(event))
            for user_id, started_at, reason, event in rows
        ]

    def counts(self) -> tuple[int, int]:
        """Return how many listens wait to be sent, of all users, and how many were put aside."""
        with self._database.reading() as connection:
            waiting, refused = connection.execute(
                "SELECT count(*) FILTER (WHERE player IS NULL AND refused IS NULL), count(refused) FROM listen"
            ).fetchone()
        return waiting, refused

    def close(self) -> None:
        """Give back the file."""
        self._database.close()

    def _put(self, listen: Listened, player: bytes | None, seen_at: int | None) -> None:
        row = (listen.event_id.bytes, listen.user_id, listen.started_at, encode(listen), player, seen_at)
        with self._database.writing() as connection:
            connection.execute(_PUT, row)

"""The player's listens that wait to be sent, in a SQLite file.

No listen is lost because the file was damaged before: it is set aside then, and a new one begun.
"""

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.adapters.sqlite.failures import DamagedFile
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


_log = logging.getLogger(__name__)

_T = TypeVar("_T")


class SqliteSpool:
    """A ``Spool``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = Database(path, _MIGRATIONS)

    def checkpoint(self, player: UUID, listen: Listened, now_us: int) -> None:
        """Store a listen that is under way."""
        self._put(listen, player.bytes, now_us)

    def finish(self, listen: Listened) -> None:
        """Store a listen that is over."""
        self._put(listen, None, None)

    def adopt(self, before_us: int) -> int:
        """Finish the listens of players that were last seen before a time; return how many."""
        if not self._read("SELECT 1 FROM listen WHERE seen_at < ? LIMIT 1", (before_us,)):
            return 0  # nearly always: nobody is kept waiting for the lock then
        return self._write("UPDATE listen SET player = NULL, seen_at = NULL WHERE seen_at < ?", [(before_us,)])

    def waiting(self, user_id: UserId, *, limit: int) -> Sequence[Listened]:
        """Return a user's finished listens that were neither sent nor put aside, oldest first."""
        rows = self._read(
            """
            SELECT event_id, event FROM listen
            WHERE user_id = ? AND player IS NULL AND refused IS NULL
            ORDER BY started_at, event_id LIMIT ?
            """,
            (user_id, limit),
        )
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
        ((count,),) = self._read(
            "SELECT count(*) FROM listen WHERE user_id = ? AND player IS NULL AND refused IS NULL", (user_id,)
        )
        return int(count)

    def remove(self, event_ids: Sequence[EventId]) -> None:
        """Forget listens that the log has acknowledged."""
        self._write("DELETE FROM listen WHERE event_id = ?", [(each.bytes,) for each in event_ids])

    def put_aside(self, event_id: EventId, reason: str) -> None:
        """Keep a listen that the log will never take, out of the way."""
        self._write("UPDATE listen SET refused = ? WHERE event_id = ?", [(reason, event_id.bytes)])

    def refused(self, *, limit: int) -> Sequence[RefusedListen]:
        """Return what was put aside, of all users, oldest first."""
        rows = self._read(
            """
            SELECT user_id, started_at, refused, event FROM listen
            WHERE refused IS NOT NULL ORDER BY started_at, event_id LIMIT ?
            """,
            (limit,),
        )
        return [
            RefusedListen(user_id=UserId(user_id), started_at=started_at, reason=reason, event=bytes(event))
            for user_id, started_at, reason, event in rows
        ]

    def counts(self) -> tuple[int, int]:
        """Return how many listens wait to be sent, of all users, and how many were put aside."""
        ((waiting, refused),) = self._read(
            "SELECT count(*) FILTER (WHERE player IS NULL AND refused IS NULL), count(refused) FROM listen"
        )
        return waiting, refused

    def close(self) -> None:
        """Give back the file."""
        self._database.close()

    def _put(self, listen: Listened, player: bytes | None, seen_at: int | None) -> None:
        row = (listen.event_id.bytes, listen.user_id, listen.started_at, encode(listen), player, seen_at)
        self._write(_PUT, [row])

    def _read(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        return self._done(self._database.reading, lambda connection: connection.execute(statement, values).fetchall())

    def _write(self, statement: str, rows: Sequence[Sequence[object]]) -> int:
        """Do a statement for each row, and return how many rows of the table it has changed."""
        return self._done(self._database.writing, lambda connection: connection.executemany(statement, rows).rowcount)

    def _done(
        self,
        transaction: Callable[[], AbstractContextManager[sqlite3.Connection]],
        work: Callable[[sqlite3.Connection], _T],
    ) -> _T:
        try:
            with transaction() as connection:
                return work(connection)
        except DamagedFile:
            if aside := self._database.set_aside():
                _log.warning(
                    "%s is damaged. It is kept as %s, with the listens that waited in it; new ones go to a new file",
                    self._path,
                    aside.name,
                )
        with transaction() as connection:
            return work(connection)

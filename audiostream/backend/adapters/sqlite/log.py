"""The event log in a SQLite file: one sequence for all topics, each topic of one partition."""

import sqlite3
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import TypeAlias

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.adapters.sqlite.group_commit import GroupCommit
from audiostream.backend.domain.events import KINDS, AnyEvent, encode, now_us
from audiostream.backend.domain.records import Backlog, DeadLetter, Lag, Record

PARTITION = 0

_Row: TypeAlias = tuple[str, str, bytes, int]

_POLL_INTERVAL_S = 0.05

_MIGRATIONS = (
    (
        # AUTOINCREMENT: an offset is never used twice, whatever is deleted.
        """
        CREATE TABLE record (
            "offset" INTEGER PRIMARY KEY AUTOINCREMENT,
            topic TEXT NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            published_at INTEGER NOT NULL
        )
        """,
        'CREATE INDEX record_topic ON record (topic, "offset")',
        """
        CREATE TABLE place (
            topic TEXT NOT NULL,
            "partition" INTEGER NOT NULL,
            "offset" INTEGER NOT NULL,
            PRIMARY KEY (topic, "partition")
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE dead_letter (
            topic TEXT NOT NULL,
            "partition" INTEGER NOT NULL,
            "offset" INTEGER NOT NULL,
            key TEXT NOT NULL,
            value BLOB NOT NULL,
            published_at INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (topic, "partition", "offset")
        ) WITHOUT ROWID
        """,
    ),
)

_LEFT = 'SELECT count(*), min(published_at) FROM record WHERE topic = ? AND "offset" > ?'


class SqliteEventLog:
    """An ``EventLog``, and the ``EventReader`` of the one group of consumers that there is, which reads ``topics``."""

    def __init__(self, path: Path, topics: Collection[str] = KINDS) -> None:
        self._database = Database(path, _MIGRATIONS)
        self._published = GroupCommit(self._append)
        self._topics = [topic for topic in KINDS if topic in topics]
        self._lock = threading.Lock()
        self._polled: dict[str, int] = {}

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Append events; when this returns they are durable. Raises ``InvalidEvent`` before any is written."""
        now = now_us()
        if rows := [(event.topic, event.user_id, encode(event), now) for event in events]:
            self._published.add(rows)

    def poll(self, *, limit: int, timeout_s: float = 0.0) -> Sequence[Record]:
        """Return the next records, each once for this object, in the order they were published."""
        deadline = time.monotonic() + timeout_s
        while True:
            records = self._next(limit)
            left_s = deadline - time.monotonic()
            if records or left_s <= 0:
                return records
            time.sleep(min(left_s, _POLL_INTERVAL_S))

    def commit(self, records: Sequence[Record]) -> None:
        """Move the group's place behind these records; it never moves back."""
        last: dict[tuple[str, int], int] = {}
        for record in records:
            place = (record.topic, record.partition)
            last[place] = max(last.get(place, 0), record.offset)
        if last:
            with self._database.writing() as connection:
                connection.executemany(
                    """
                    INSERT INTO place (topic, "partition", "offset") VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET "offset" = excluded."offset" WHERE excluded."offset" > place."offset"
                    """,
                    [(*place, offset) for place, offset in last.items()],
                )

    def wait(self, timeout_s: float) -> bool:
        """Wait; nobody takes away what was polled."""
        time.sleep(timeout_s)
        return True

    def dead_letter(self, letters: Sequence[DeadLetter]) -> None:
        """Put records aside with their reasons; the first reason stays."""
        if letters:
            with self._database.writing() as connection:
                connection.executemany(
                    "INSERT INTO dead_letter VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                    map(_letter_row, letters),
                )

    def dead_letters(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return what was put aside, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                """
                SELECT topic, "partition", "offset", key, value, published_at, reason
                FROM dead_letter ORDER BY "offset", topic, "partition" LIMIT ?
                """,
                (-1 if limit is None else limit,),
            ).fetchall()
        return [DeadLetter(record=_record(row), reason=row[6]) for row in rows]

    def drop(self, letters: Sequence[DeadLetter]) -> None:
        """Forget letters and their records: a log that is read from the beginning would put them aside again."""
        places = [(letter.record.topic, letter.record.offset) for letter in letters]
        if places:
            with self._database.writing() as connection:
                connection.executemany('DELETE FROM record WHERE topic = ? AND "offset" = ?', places)
                connection.executemany('DELETE FROM dead_letter WHERE topic = ? AND "offset" = ?', places)

    def backlog(self) -> Sequence[Backlog]:
        """Return of every topic what is left to do."""
        with self._database.reading() as connection:
            dead = dict(connection.execute("SELECT topic, count(*) FROM dead_letter GROUP BY topic"))
        return [
            Backlog(topic=lag.topic, waiting=lag.waiting, oldest_at=lag.oldest_at, dead_letters=dead.get(lag.topic, 0))
            for lag in self.lags()
        ]

    def lags(self) -> Sequence[Lag]:
        """Return of every topic, which has one partition, how far the group is behind."""
        with self._database.reading() as connection:
            done = _places(connection)
            left = {topic: connection.execute(_LEFT, (topic, done.get(topic, 0))).fetchone() for topic in KINDS}
        return [
            Lag(topic=topic, partition=PARTITION, committed=done.get(topic), waiting=waiting, oldest_at=oldest_at)
            for topic, (waiting, oldest_at) in left.items()
        ]

    def rewind(self) -> bool:
        """Take the group's place back to the beginning; return whether it was another."""
        with self._lock, self._database.writing() as connection:
            self._polled.clear()
            return connection.execute("DELETE FROM place").rowcount > 0

    def close(self) -> None:
        """Give back the file."""
        self._database.close()

    def _append(self, rows: Sequence[_Row]) -> None:
        with self._database.writing() as connection:
            connection.executemany("INSERT INTO record (topic, key, value, published_at) VALUES (?, ?, ?, ?)", rows)

    def _next(self, limit: int) -> Sequence[Record]:
        with self._lock:
            with self._database.reading() as connection:
                done = _places(connection)
                # A topic at a time, so that each is one step in the index however far apart their places are.
                starts = {topic: max(done.get(topic, 0), self._polled.get(topic, 0)) for topic in self._topics}
                found = chain.from_iterable(_after(connection, topic, start, limit) for topic, start in starts.items())
                records = sorted(found, key=lambda record: record.offset)[:limit]
            for record in records:
                self._polled[record.topic] = record.offset
            return records


def _places(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute('SELECT topic, "offset" FROM place WHERE "partition" = ?', (PARTITION,)))


def _after(connection: sqlite3.Connection, topic: str, offset: int, limit: int) -> Iterable[Record]:
    rows = connection.execute(
        """
        SELECT topic, ?, "offset", key, value, published_at
        FROM record WHERE topic = ? AND "offset" > ? ORDER BY "offset" LIMIT ?
        """,
        (PARTITION, topic, offset, limit),
    )
    return map(_record, rows)


def _record(row: tuple[str, int, int, str, bytes, int]) -> Record:
    topic, partition, offset, key, value, published_at = row[:6]
    return Record(
        topic=topic, partition=partition, offset=offset, key=key, value=bytes(value), published_at=published_at
    )


def _letter_row(letter: DeadLetter) -> tuple[str, int, int, str, bytes, int, str]:
    record = letter.record
    return (
        record.topic,
        record.partition,
        record.offset,
        record.key,
        record.value,
        record.published_at,
        letter.reason,
    )

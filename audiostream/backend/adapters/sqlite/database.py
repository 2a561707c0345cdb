"""One SQLite file: how it is opened, migrated, read and written, and what its errors mean."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import TypeAlias

from audiostream.backend.adapters.sqlite.failures import is_damage, translated
from audiostream.backend.adapters.sqlite.pragmas import BUSY_TIMEOUT_S, DURABLE, use_write_ahead_log
from audiostream.errors import Unavailable
from audiostream.files import make_private
from audiostream.lock import folder_locked

Migration: TypeAlias = Sequence[str]

CLOSE_WITHIN_S = 1.0


class Database:
    """A file that any number of threads and processes may use at once.

    It is opened at first use. ``migrations`` are lists of statements, applied in order and each once; the
    file's ``user_version`` says how many it has seen.
    """

    def __init__(self, path: Path, migrations: Sequence[Migration]) -> None:
        self._path = path
        self._migrations = migrations
        self._lock = threading.RLock()
        self._open: sqlite3.Connection | None = None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to read by; what it reads is of one moment.

        Raises:
            Unavailable: the file cannot be used now.
        """
        with self._transaction("BEGIN") as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Give a connection to write by; all is stored durably at the end, or nothing where this raises.

        Raises:
            Unavailable: the file cannot be used now, or another process kept it locked for 10 seconds.
            Rejected: a value cannot be stored in any SQLite file.
        """
        # IMMEDIATE takes the lock first: a transaction that began with a read could not wait for it.
        with self._transaction("BEGIN IMMEDIATE") as connection:
            yield connection

    def is_missing(self) -> bool:
        """Return whether there is no file, or one of no content, as a crash of the system can leave.

        Raises:
            Unavailable: its folder cannot be looked into.
        """
        with translated(self._path):
            try:
                return self._path.stat().st_size == 0
            except FileNotFoundError:
                return True

    def make(self) -> None:
        """Make the file, if there is none. Raises ``Unavailable``."""
        with self.reading():
            pass

    def close(self) -> None:
        """Give back the file; using it again opens it again.

        Where another thread is kept waiting in it, by the lock of another process, the file is left to that thread
        after a second: a command that is over does not wait for it, and the end of the process gives the file back.
        """
        if not self._lock.acquire(timeout=CLOSE_WITHIN_S):
            return
        try:
            if self._open is not None:
                self._open.close()
                self._open = None
        finally:
            self._lock.release()

    def set_aside(self) -> Path | None:
        """Give the file another name where it is damaged; return that, or None where it is whole (again).

        What uses the database next makes a new one.

        Raises:
            Unavailable: that cannot be told, or done.
        """
        with self._lock, translated(self._path):
            if self._open is not None:
                self._open.close()
                self._open = None
            # Another process may have found the same, and made the new file already.
            with folder_locked(self._path.parent):
                if _is_whole(self._path):
                    return None
                aside = _free_name(self._path)
                # The main file last: a new one must never find the log of the old one beside it.
                for ending in ("-wal", "-shm", ""):
                    with suppress(FileNotFoundError):
                        self._path.with_name(self._path.name + ending).rename(f"{aside}{ending}")
                return aside

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with self._lock, translated(self._path):
            connection = self._connection()
            with _all_or_nothing(connection, begin):
                yield connection

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            # What people listened to is nobody else's on this machine.
            make_private(self._path)
            connection = sqlite3.connect(
                self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            try:
                use_write_ahead_log(connection)
                for pragma in DURABLE:
                    connection.execute(pragma)
                self._migrate(connection)
            except BaseException:
                connection.close()
                raise
            self._open = connection
        return self._open

    def _migrate(self, connection: sqlite3.Connection) -> None:
        if self._check_version(connection) == len(self._migrations):
            return
        with _all_or_nothing(connection, "BEGIN IMMEDIATE"):
            # Asked again under the lock: another process may have migrated in between.
            version = self._check_version(connection)
            if version == 0:
                self._check_is_empty(connection)
            for migration in self._migrations[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version={len(self._migrations)}")

    def _check_version(self, connection: sqlite3.Connection) -> int:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > len(self._migrations):
            raise Unavailable(
                f"{self._path} was written by a newer audiostream (its format is {version}, "
                f"this one knows {len(self._migrations)})",
                hint="Upgrade audiostream.",
            )
        return version

    def _check_is_empty(self, connection: sqlite3.Connection) -> None:
        if found := connection.execute("SELECT name FROM sqlite_master LIMIT 1").fetchone():
            raise Unavailable(
                f"{self._path} is a database of something else (it has {found[0]!r})",
                hint="Move the file away, or set another data_dir.",
            )


def _is_whole(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.Error as error:
        if is_damage(error):
            return False
        raise


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.damaged{number}") for number in chain([""], map("-{}".format, count(2))))
    return next(name for name in names if not name.exists())


@contextmanager
def _all_or_nothing(connection: sqlite3.Connection, begin: str) -> Iterator[None]:
    connection.execute(begin)
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise

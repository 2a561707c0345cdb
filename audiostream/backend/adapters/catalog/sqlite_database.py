"""The catalogue in a SQLite file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from audiostream.backend.adapters.catalog.connection import Connections
from audiostream.backend.adapters.catalog.failures import translated
from audiostream.backend.adapters.sqlite.pragmas import BUSY_TIMEOUT_S, DURABLE

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_Result = TypeVar("_Result")


class SqliteDatabase:
    """The protocol ``Database``; the file is made, and its schema brought up to date, at first use.

    Waits 10 seconds for another process's lock.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        # IMMEDIATE takes the lock first: a transaction that began with a read could not wait for it.
        options = {"timeout": BUSY_TIMEOUT_S, "transaction_mode": "IMMEDIATE"}
        settings = {"ENGINE": "django.db.backends.sqlite3", "NAME": self._path, "OPTIONS": options}
        self._connections = Connections(settings, self._prepare)

    def read(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work returns."""
        with self.reading() as alias:
            return work(alias)

    def write(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work returns, once it is stored."""
        with self.writing() as alias:
            return work(alias)

    def close(self) -> None:
        """Close the connections of all threads."""
        self._connections.close()

    @contextmanager
    def reading(self) -> Iterator[str]:
        """Give the alias to read by."""
        with translated(self._path):
            yield self._connections.connect()

    @contextmanager
    def writing(self) -> Iterator[str]:
        """Give the alias to write by, in a transaction."""
        from django.db import transaction

        with translated(self._path):
            alias = self._connections.connect()
            with transaction.atomic(using=alias):
                yield alias

    def _prepare(self, connection: "BaseDatabaseWrapper", first: bool) -> None:  # noqa: FBT001 - of Connections
        from audiostream.backend.adapters.catalog.schema import bring_up_to_date

        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Not as Django's init_command: where that fails, on a damaged file, Django leaves the file open.
        with connection.cursor() as cursor:
            for pragma in DURABLE:
                cursor.execute(pragma)
        if first:
            bring_up_to_date(connection, self._path)

"""The tables in a SQLite file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from audiostream.backend.adapters.catalog.connection import Connections, set_up_django
from audiostream.backend.adapters.catalog.failures import translated
from audiostream.backend.adapters.sqlite.pragmas import BUSY_TIMEOUT_S, DURABLE
from audiostream.files import make_private

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_Result = TypeVar("_Result")


def django_settings(path: Path) -> Mapping[str, object]:
    """Return a file as Django's ``DATABASES`` names it."""
    # IMMEDIATE takes the lock first: a transaction that began with a read could not wait for it.
    options = {"timeout": BUSY_TIMEOUT_S, "transaction_mode": "IMMEDIATE"}
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": path, "OPTIONS": options}


class SqliteDatabase:
    """The protocol ``Database``; the file is made, and the tables of ``apps`` brought up to date, at first use.

    Waits 10 seconds for another process's lock.
    """

    def __init__(self, path: Path, apps: Sequence[str]) -> None:
        set_up_django(apps)
        self._path = path.absolute()
        self._apps = apps
        self._connections = Connections(django_settings(self._path), self._prepare)

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

        # Where it has accounts it has sessions too, by which anybody who can read them is logged in.
        make_private(self._path)
        # Not as Django's init_command: where that fails, on a damaged file, Django leaves the file open.
        with connection.cursor() as cursor:
            for pragma in DURABLE:
                cursor.execute(pragma)
        if first:
            bring_up_to_date(connection, self._path, self._apps)

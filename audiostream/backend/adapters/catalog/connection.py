"""Connections of Django's to any number of catalogues in one process."""

import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.adapters.catalog.failures import translated
from audiostream.backend.adapters.sqlite.pragmas import BUSY_TIMEOUT_S, DURABLE

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_numbers = itertools.count(1)
_setting_up = threading.Lock()


def set_up_django() -> None:
    """Configure Django with the catalogue's app alone, unless the process has set it up already.

    As ``django.setup()`` does, without importing its URL resolver.
    """
    from django.apps import apps
    from django.conf import settings

    from audiostream.backend.adapters.catalog import settings as ours

    with _setting_up:
        if not settings.configured:
            settings.configure(**{name: getattr(ours, name) for name in dir(ours) if name.isupper()})
    apps.populate(settings.INSTALLED_APPS)


class Database:
    """One SQLite file, under an alias of its own; usable from any thread, each has its own connection.

    It is opened, and its schema brought up to date, at first use.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._alias = f"catalogue-{next(_numbers)}"
        self._lock = threading.Lock()
        self._connections: dict[threading.Thread, BaseDatabaseWrapper] = {}

    @contextmanager
    def reading(self) -> Iterator[str]:
        """Give the alias to read by; every query sees what is stored then.

        Raises:
            Unavailable: the file cannot be used now.
        """
        with translated(self._path):
            self._connect()
            yield self._alias

    @contextmanager
    def writing(self) -> Iterator[str]:
        """Give the alias to write by; all is stored durably at the end, or nothing where this raises.

        Raises:
            Unavailable: the file cannot be used now, or another process kept it locked for 10 seconds.
            Rejected: a value cannot be stored.
        """
        from django.db import transaction

        with translated(self._path):
            self._connect()
            with transaction.atomic(using=self._alias):
                yield self._alias

    def close(self) -> None:
        """Close the connections of all threads; using it again opens it again."""
        with self._lock:
            for connection in self._connections.values():
                _close(connection)
            self._connections.clear()

    def _connect(self) -> None:
        thread = threading.current_thread()
        if thread in self._connections:
            return
        with self._lock:
            connection = self._connection()
            self._prepare(connection, first=not self._connections)
            for ended in [other for other in self._connections if not other.is_alive()]:
                _close(self._connections.pop(ended))
            self._connections[thread] = connection

    def _connection(self) -> "BaseDatabaseWrapper":
        from django.db import connections

        if self._alias not in connections.settings:
            connections.settings[self._alias] = _with_defaults(
                {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": self._path,
                    "CONN_MAX_AGE": None,
                    # IMMEDIATE takes the lock first: a transaction that began with a read could not wait for it.
                    "OPTIONS": {"timeout": BUSY_TIMEOUT_S, "transaction_mode": "IMMEDIATE"},
                }
            )
        return connections[self._alias]

    def _prepare(self, connection: "BaseDatabaseWrapper", *, first: bool) -> None:
        from audiostream.backend.adapters.catalog.schema import bring_up_to_date

        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            # Not as Django's init_command: where that fails, on a damaged file, Django leaves the file open.
            with connection.cursor() as cursor:
                for pragma in DURABLE:
                    cursor.execute(pragma)
            if first:
                bring_up_to_date(connection, self._path)
        except BaseException:
            _close(connection)
            raise


def _with_defaults(database: dict[str, object]) -> dict[str, object]:
    from django.db.utils import ConnectionHandler

    settings: dict[str, object] = ConnectionHandler({"default": {}, "this": database}).settings["this"]
    return settings


def _close(connection: "BaseDatabaseWrapper") -> None:
    # Django refuses to close what another thread has opened, unless it is shared.
    connection.inc_thread_sharing()
    try:
        connection.close()
    finally:
        connection.dec_thread_sharing()

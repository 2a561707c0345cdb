"""Connections of Django's to any number of catalogues in one process."""

import itertools
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

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


class Connections:
    """The connections to one database, under an alias of its own: each thread has one, and keeps it.

    ``settings`` are those of Django's ``DATABASES``. ``prepare`` is called with each new connection, and with whether
    no other is open.
    """

    def __init__(self, settings: Mapping[str, object], prepare: Callable[["BaseDatabaseWrapper", bool], None]) -> None:
        self._settings = settings
        self._prepare = prepare
        self._alias = f"catalogue-{next(_numbers)}"
        self._lock = threading.Lock()
        self._open: dict[threading.Thread, BaseDatabaseWrapper] = {}

    def connect(self) -> str:
        """Give the calling thread its connection, and return the alias of them all."""
        thread = threading.current_thread()
        if thread not in self._open:
            with self._lock:
                connection = self._new()
                for ended in [other for other in self._open if not other.is_alive()]:
                    _close(self._open.pop(ended))
                self._open[thread] = connection
        return self._alias

    def drop(self) -> None:
        """Close the connection of the calling thread; it gets a new one the next time."""
        with self._lock:
            if connection := self._open.pop(threading.current_thread(), None):
                _close(connection)

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._open.values():
                _close(connection)
            self._open.clear()

    def _new(self) -> "BaseDatabaseWrapper":
        from django.db import connections

        if self._alias not in connections.settings:
            connections.settings[self._alias] = _with_defaults({**self._settings, "CONN_MAX_AGE": None})
        connection = connections[self._alias]
        try:
            self._prepare(connection, not self._open)
        except BaseException:
            _close(connection)
            raise
        return connection


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

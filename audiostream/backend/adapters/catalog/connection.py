"""Connections of Django's to any number of catalogues in one process."""

import itertools
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_numbers = itertools.count(1)
_setting_up = threading.Lock()
_making_known = threading.Lock()


def set_up_django(names: Sequence[str]) -> None:
    """Have Django know these apps beside those that this process had it know before.

    As ``django.setup()`` does, without importing its URL resolver. A web server has set Django up itself, with all.
    """
    from django.apps import apps
    from django.conf import settings

    from audiostream.backend.adapters.catalog import settings as ours

    with _setting_up:
        if not settings.configured:
            static = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
            settings.configure(**{**static, "INSTALLED_APPS": list(names)})
        apps.populate(settings.INSTALLED_APPS)
        if missing := [name for name in names if not apps.is_installed(name)]:
            settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *missing]
            apps.set_installed_apps(settings.INSTALLED_APPS)


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

        _make_known(self._alias, self._settings)
        connection = connections[self._alias]
        try:
            self._prepare(connection, not self._open)
        except BaseException:
            _close(connection)
            raise
        return connection


def _make_known(alias: str, database: Mapping[str, object]) -> None:
    """Have Django know a database. It may be going through those that it knows, for a request of another thread."""
    from django.db import connections

    with _making_known:
        if alias not in connections.settings:
            added = _with_defaults({**database, "CONN_MAX_AGE": None})
            connections.settings = {**connections.settings, alias: added}


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

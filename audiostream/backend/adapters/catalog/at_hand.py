"""What was read from a SQLite file, at hand for as long as nobody writes to the file.

SQLite tells a connection whether another one has written since (``PRAGMA data_version``,
https://www.sqlite.org/pragma.html#pragma_data_version), and how many rows it has itself changed. To ask costs less than
to read some rows again, of which each hands Python's lock on to another thread.
"""

import threading
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import connections

_Item = TypeVar("_Item")


@dataclass
class _Kept(Generic[_Item]):
    """What one connection has read, in one state of its file."""

    connection: object
    state: object
    items: dict[Hashable, _Item] = field(default_factory=dict)
    size: int = 0


class AtHand(threading.local, Generic[_Item]):
    """Items that are read by key; of each thread, as each has its own connection.

    All are let go once the sum of their sizes, by ``size_of`` and one more for each key, is above ``most``: who asks
    for what is empty, or not there, under ever new keys fills no memory. Of other databases, and while a transaction
    is open that may yet be undone, each item is read anew.
    """

    def __init__(self, *, most: int, size_of: Callable[[_Item], int] = lambda _: 0) -> None:
        self._most = most
        self._size_of = size_of
        self._of_alias: dict[str, _Kept[_Item]] = {}

    def get(self, alias: str, key: Hashable, read: Callable[[], _Item]) -> _Item:
        """Return the item of a key, read now or since the file was last written to."""
        connection: Any = connections[alias]
        if connection.vendor != "sqlite" or connection.in_atomic_block:
            return read()
        kept = self._kept(alias, connection.connection)
        item = kept.items.get(key)
        if item is None:
            item = read()
            if kept.size > self._most:
                kept.items.clear()
                kept.size = 0
            kept.items[key] = item
            kept.size += 1 + self._size_of(item)
        return item

    def _kept(self, alias: str, driver: Any) -> _Kept[_Item]:  # noqa: ANN401 - SQLite's module is another folder's
        # Asked before anything is read: what is written in between changes the next answer.
        state = (driver.execute("PRAGMA data_version").fetchone(), driver.total_changes)
        kept = self._of_alias.get(alias)
        if kept is None or kept.connection is not driver or kept.state != state:
            kept = self._of_alias[alias] = _Kept(driver, state)
        return kept

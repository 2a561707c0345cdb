"""Making a store that was lost again: the log keeps every event, and any repetition of them gives the same."""

import logging
from collections.abc import Sequence
from typing import Protocol

from audiostream.backend.adapters.sqlite.log import SqliteEventLog

_log = logging.getLogger(__name__)


class Store(Protocol):
    """A store in a file of its own, made from events."""

    def is_missing(self) -> bool:
        """Return whether there is no file."""

    def make(self) -> None:
        """Make the file, if there is none."""


def replay_for_missing(log: SqliteEventLog, stores: Sequence[Store]) -> None:
    """Where a store's file is missing, have the log's reader begin anew; the files are there afterwards.

    Raises:
        Unavailable: the log or a store is.
    """
    missing = [store for store in stores if store.is_missing()]
    if not missing:
        return
    # First the log: a crash before the files are made has this done again.
    if log.rewind():
        _log.warning("Making playlists and history again from the event log, as a file of theirs was missing")
    for store in missing:
        store.make()

"""Making a store that was lost again: the log keeps every event, and any repetition of them gives the same."""

import logging
import threading
from collections.abc import Callable, Sequence

from audiostream.backend.adapters.sqlite.database import Database
from audiostream.backend.adapters.sqlite.log import SqliteEventLog

_log = logging.getLogger(__name__)


class Recovering:
    """What drains the log, after it has looked, once, for stores that were lost.

    Only then is the log opened: what needs neither playlists nor history goes on while it is away.
    """

    def __init__(self, drain: Callable[[], int], log: SqliteEventLog, stores: Sequence[Database]) -> None:
        self._drain = drain
        self._log = log
        self._stores = stores
        self._lock = threading.Lock()
        self._looked = False

    def drain(self) -> int:
        """Apply all that is logged, to a store whose file is missing from the beginning.

        Raises:
            Unavailable: the log or a store is.
        """
        with self._lock:
            if not self._looked:
                _replay_for_missing(self._log, self._stores)
                self._looked = True
        return self._drain()


def _replay_for_missing(log: SqliteEventLog, stores: Sequence[Database]) -> None:
    """Where a store's file is missing, have the log's reader begin anew; the files are there afterwards."""
    missing = [store for store in stores if store.is_missing()]
    if not missing:
        return
    # First the log: a crash before the files are made has this done again.
    if log.rewind():
        _log.warning("Making playlists and history again from the event log, as a file of theirs was missing")
    for store in missing:
        store.make()

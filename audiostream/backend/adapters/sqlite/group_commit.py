"""Group commit: while one thread's items are on their way to the disk others gather, and the next commit takes all.

A disk confirms a few hundred commits a second, however little is in each.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from audiostream.errors import Rejected

_Item = TypeVar("_Item")


@dataclass(slots=True, eq=False)
class _Share(Generic[_Item]):
    """What one caller gave; ``is_over`` once it is stored, or ``error`` says why not."""

    items: Sequence[_Item]
    is_over: bool = False
    error: Exception | None = None


class GroupCommit(Generic[_Item]):
    """Threads that store at the same time share a commit.

    ``store`` stores all items that it is given, durably, or none where it raises; it is called by one thread at a time.
    """

    def __init__(self, store: Callable[[Sequence[_Item]], None]) -> None:
        self._store = store
        self._storing = threading.Lock()
        self._gathering = threading.Lock()
        self._shares: list[_Share[_Item]] = []

    def add(self, items: Sequence[_Item]) -> None:
        """Return when the items are stored. Raises what ``store`` raises for them, and none of them is stored then."""
        share = _Share(items)
        with self._gathering:
            self._shares.append(share)
        with self._storing:
            # Another thread may have stored it while this one waited.
            if not share.is_over:
                self._store_gathered()
        if share.error is not None:
            raise share.error

    def waiting(self) -> int:
        """Return how many threads' items are not stored yet."""
        with self._gathering:
            return len(self._shares)

    def _store_gathered(self) -> None:
        with self._gathering:
            shares = list(self._shares)
        self._store_together(shares)
        # Only now: were this thread interrupted, the next one would store them.
        with self._gathering:
            del self._shares[: len(shares)]

    def _store_together(self, shares: Sequence[_Share[_Item]]) -> None:
        error: Exception | None = None
        try:
            self._store([item for share in shares for item in share.items])
        except Rejected as rejected:
            if len(shares) > 1:  # for something in one of them, which must not keep back the others
                for share in shares:
                    self._store_together([share])
                return
            error = rejected
        except Exception as failure:  # noqa: BLE001 - each of the callers raises it
            error = failure
        for share in shares:
            share.error, share.is_over = error, True

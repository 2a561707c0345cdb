"""Bringing listens from the spool to the log, beside the playing."""

import contextlib
import logging
import threading
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from audiostream.backend.domain.events import Listened, now_us
from audiostream.backend.domain.ids import UserId
from audiostream.errors import AudiostreamError, InvalidEvent, Rejected
from audiostream.player.spool import DEAD_AFTER_US, Spool

BATCH = 100
FIRST_RETRY_S = 1.0
LAST_RETRY_S = 60.0
# How often a player looks for what dead ones have left, where nothing else wakes it.
IDLE_S = 15.0
FLUSH_S = 2.0
COUNT_S = 1.0

_log = logging.getLogger(__name__)


class History(Protocol):
    """Where listens are sent; ``HistoryService`` is it."""

    def record(self, events: Sequence[Listened]) -> None:
        """Log listens durably; where this raises, some may be, and to record them again changes nothing."""


class Sender:
    """Sends a user's listens, in a thread of its own.

    While the log is unavailable, or does not let this user in, it tries again, after ever longer times; a listen that
    the log refuses for good is put aside.
    """

    def __init__(
        self,
        spool: Spool,
        history: History,
        user_id: UserId,
        *,
        first_retry_s: float = FIRST_RETRY_S,
        clock: Callable[[], int] = now_us,
    ) -> None:
        self._spool = spool
        self._history = history
        self._user_id = user_id
        self._first_retry_s = first_retry_s
        self._clock = clock
        self._wake = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listens", daemon=True)

    def start(self) -> None:
        """Begin, with what earlier players have left."""
        self._thread.start()

    def wake(self) -> None:
        """Look for new listens."""
        self._wake.set()

    def close(self, timeout_s: float = FLUSH_S) -> int | None:
        """Try once more, for no longer than that, and return how many listens are left for another time.

        ``None`` where the spool does not tell within a second.
        """
        self._closing.set()
        self._wake.set()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        left: SimpleQueue[int | None] = SimpleQueue()
        # The spool may be what the other thread is stuck in.
        threading.Thread(target=self._count, args=(left,), name="count of listens", daemon=True).start()
        with contextlib.suppress(Empty):
            return left.get(timeout=COUNT_S)
        return None

    def _count(self, left: "SimpleQueue[int | None]") -> None:
        try:
            left.put(self._spool.count(self._user_id))
        except AudiostreamError:
            left.put(None)

    def _run(self) -> None:
        retry_s = self._first_retry_s
        while True:
            self._wake.clear()
            last = self._closing.is_set()
            sent = self._try()
            if last:
                return
            if sent:
                retry_s = self._first_retry_s
                self._wake.wait(IDLE_S)
            else:
                # A new listen does not bring an absent log back: only the end cuts this short.
                self._closing.wait(retry_s)
                retry_s = min(2 * retry_s, LAST_RETRY_S)

    def _try(self) -> bool:
        try:
            self._spool.adopt(self._clock() - DEAD_AFTER_US)
            while listens := self._spool.waiting(self._user_id, limit=BATCH):
                self._send(listens)
        except AudiostreamError:
            return False
        return True

    def _send(self, listens: Sequence[Listened]) -> None:
        try:
            self._history.record(listens)
        except (InvalidEvent, Rejected) as error:
            # Any other error, as of a token that was revoked, says nothing of the listens.
            if len(listens) == 1:
                self._spool.put_aside(listens[0].event_id, error.message)
                _log.warning("Put aside a listen that can never be logged: %s", error.message)
                return
            # One of them is refused, and with it all.
            for listen in listens:
                self._send([listen])
        else:
            self._spool.remove([listen.event_id for listen in listens])

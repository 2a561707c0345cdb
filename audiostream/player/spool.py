"""Where listens wait until the log has them: on disk, so that a crash or a day offline loses none.

A listen under way is stored every few seconds, together with the player it belongs to and the time. When a player
has died, the next one takes its unfinished listen for what it then is: a finished one.
"""

from collections.abc import Callable, Sequence
from typing import Protocol
from uuid import UUID, uuid4

from audiostream import __version__
from audiostream.backend.domain.events import Listened, now_us
from audiostream.backend.domain.ids import EventId, UserId
from audiostream.player.listens import Heard

CLIENT = f"audiostream {__version__}"
CHECKPOINT_US = 3_000_000
# A player that has not checkpointed for so long is taken for dead. One that merely slept, and goes on, stores
# its listen again under the same id: nothing is in the log twice, though it does not learn of the rest.
DEAD_AFTER_US = 12_000_000


class Spool(Protocol):
    """Listens on disk, from any number of players. Raises ``Unavailable`` and ``Rejected`` as ports do."""

    def checkpoint(self, player: UUID, listen: Listened, now_us: int) -> None:
        """Store a listen that is under way, and that its player was alive at that time."""

    def finish(self, listen: Listened) -> None:
        """Store a listen that is over, and is to be sent."""

    def adopt(self, before_us: int) -> int:
        """Finish the listens of players that were last alive before a time; return how many."""

    def waiting(self, user_id: UserId, *, limit: int) -> Sequence[Listened]:
        """Return a user's finished listens that were neither removed nor put aside, oldest first."""

    def count(self, user_id: UserId) -> int:
        """Return how many listens :meth:`waiting` has for a user, without a limit."""

    def remove(self, event_ids: Sequence[EventId]) -> None:
        """Forget listens that the log has acknowledged."""

    def put_aside(self, event_id: EventId, reason: str) -> None:
        """Keep a listen that the log will never take out of the way, with the reason."""


class Recorder:
    """Writes one player's listens to the spool, from one thread; ``finished`` is called when there is one to send."""

    def __init__(
        self, spool: Spool, user_id: UserId, finished: Callable[[], None], *, clock: Callable[[], int] = now_us
    ) -> None:
        self._spool = spool
        self._user_id = user_id
        self._finished = finished
        self._clock = clock
        self._player = uuid4()
        self._number = 0
        self._event_id = EventId(uuid4())
        self._stored_at = clock()

    def keep(self, heard: Heard) -> None:
        """Store what was heard so far, where the last time was a few seconds ago; also a sign of life."""
        now = self._clock()
        # A clock that was set back must not end the checkpoints.
        if 0 <= now - self._stored_at < CHECKPOINT_US:
            return
        self._stored_at = now
        self._spool.checkpoint(self._player, self._event(heard, now), now)

    def finish(self, heard: Heard) -> None:
        """Store a listen that is over, and have it sent."""
        self._stored_at = self._clock()
        self._spool.finish(self._event(heard, self._stored_at))
        self._finished()

    def _event(self, heard: Heard, now: int) -> Listened:
        if heard.number != self._number:
            self._number, self._event_id = heard.number, EventId(uuid4())
        return heard.event(self._event_id, self._user_id, now, CLIENT)

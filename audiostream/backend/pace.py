"""How many records are taken at once."""

LEAST = 1_000
MOST = 20_000
WITHIN_S = 2.0


class Pace:
    """The size of the next batch: what has lately been applied in ``WITHIN_S`` seconds, from ``LEAST`` to ``MOST``.

    The more listens are at hand, the more are of one user and month, and go to a store as one write: a consumer that is
    behind catches up several times as fast by batches of 10,000 as by batches of 1,000. But whoever stops a consumer
    waits for the batch at work, and so does a change of a playlist behind it: no batch may take long, however slow the
    stores have become.
    """

    def __init__(self) -> None:
        self._limit = LEAST

    @property
    def limit(self) -> int:
        """The most records to take now."""
        return self._limit

    def took(self, count: int, seconds: float) -> None:
        """Learn how long a batch took; a small one says little of large ones. The next has at most twice as many."""
        if count >= self._limit or seconds > WITHIN_S:
            fitting = int(count * WITHIN_S / seconds) if seconds else MOST
            self._limit = max(LEAST, min(MOST, fitting, 2 * self._limit))

"""Running again what a database undid for the sake of another transaction.

PostgreSQL does so where a transaction is SERIALIZABLE; CockroachDB may do it to any. On SQLite who writes has waited.
"""

import random
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from audiostream.backend.adapters.catalog.server_failures import may_run_again

_Result = TypeVar("_Result")

# Of several that write the same at least one gets through each time, so this is enough for as many and more; the
# waits add up to four seconds on average.
MOST_ATTEMPTS = 15
_FIRST_WAIT_S = 0.01
_LONGEST_WAIT_S = 1.0


def waits() -> Iterator[float]:
    """Yield how long to wait before each further attempt, in seconds.

    Exponential, with full jitter, so that those who met do not meet again: "Exponential Backoff And Jitter", AWS
    Architecture Blog, 2015.
    """
    for attempt in range(MOST_ATTEMPTS - 1):
        yield random.uniform(0, min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2**attempt))  # noqa: S311 - no secret


def undisturbed(work: Callable[[], _Result]) -> _Result:
    """Return what work returns that is, or begins, its own transaction; whatever else it raises comes through."""
    from django.db import Error

    wait = waits()
    while True:
        try:
            return work()
        except Error as error:
            pause = next(wait, None) if may_run_again(error) else None
            if pause is None:
                raise
        time.sleep(pause)


def serializable(alias: str, work: Callable[[], _Result]) -> _Result:
    """Return what work returns, run in a transaction that is as if it were alone, by whatever connection."""
    from django.db import connections, transaction

    def whole() -> _Result:
        with transaction.atomic(using=alias):
            if connections[alias].vendor != "sqlite":
                with connections[alias].cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE")
            return work()

    return undisturbed(whole)

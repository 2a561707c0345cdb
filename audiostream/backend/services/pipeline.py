"""Work on many things at the same time, taken up and handed on in order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

# So many tasks for each thread wait or are done: enough to go on beside a big one, and a bound for the memory.
AHEAD = 16
# How long a signal or a batch may have to wait; Windows delivers Ctrl-C only between waits.
TICK_S = 0.1

_Item = TypeVar("_Item")
_Made = TypeVar("_Made")


def in_order(
    items: Iterable[_Item], work: Callable[[_Item], _Made], *, jobs: int, halted: Callable[[], bool]
) -> Iterator[_Made | None]:
    """Yield ``work`` of each item in their order, done in ``jobs`` threads; ``None`` whenever time has passed.

    The items themselves are taken in the caller's thread. When ``halted`` is true, no further one is begun, and
    what has been begun is waited for and yielded. An error of ``work`` is raised in its turn. However this
    ends, no thread goes on.
    """
    source = iter(items)
    begun: deque[Future[_Made]] = deque()
    pool = ThreadPoolExecutor(jobs, thread_name_prefix="upload")
    try:
        more = True
        while more or begun:
            while more and len(begun) < jobs * AHEAD:
                more = not halted() and _begin(pool, work, source, begun)
            if halted():
                begun = deque(future for future in begun if not future.cancel())
            if begun and wait((begun[0],), TICK_S).done:
                yield begun.popleft().result()
            elif begun:
                yield None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(
    pool: ThreadPoolExecutor,
    work: Callable[[_Item], _Made],
    source: Iterator[_Item],
    begun: "deque[Future[_Made]]",
) -> bool:
    for item in source:
        begun.append(pool.submit(work, item))
        return True
    return False

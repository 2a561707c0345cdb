"""Doing the same thing in several threads at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Result = TypeVar("_Result")


def at_once(count: int, work: Callable[[int], _Result]) -> list[_Result]:
    """Call ``work`` with 0, 1, … each in a thread of its own, all started together; return what they returned."""
    ready = threading.Barrier(count)

    def begin(number: int) -> _Result:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin, range(count)))

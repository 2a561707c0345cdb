"""Threads share a commit, and each is told the truth of what it gave."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from audiostream.backend.adapters.sqlite.group_commit import GroupCommit
from audiostream.errors import Rejected, Unavailable
from tests.support.listener import wait_until

_PATIENCE_S = 10


class _Disk:
    """Stores the first it is given when it is told to, then all at once."""

    def __init__(self, refuse: Callable[[Sequence[str]], BaseException | None] = lambda _: None) -> None:
        self.commits: list[list[str]] = []
        self.is_writing = threading.Event()
        self.go_on = threading.Event()
        self._refuse = refuse

    def store(self, items: Sequence[str]) -> None:
        self.is_writing.set()
        assert self.go_on.wait(_PATIENCE_S)
        if error := self._refuse(items):
            raise error
        self.commits.append(list(items))


def _at_once(disk: _Disk, *given: str) -> list["Future[None]"]:
    """Give the first, and the others while it is being stored; return what became of each."""
    group = GroupCommit(disk.store)
    with ThreadPoolExecutor(len(given)) as threads:
        futures = [threads.submit(group.add, [given[0]])]
        assert disk.is_writing.wait(_PATIENCE_S)
        for item in given[1:]:
            futures.append(threads.submit(group.add, [item]))
            wait_until(lambda: group.waiting() == len(futures))
        disk.go_on.set()
    assert group.waiting() == 0
    return futures


def test_what_comes_while_the_disk_is_busy_shares_the_next_commit() -> None:
    disk = _Disk()
    assert [future.exception() for future in _at_once(disk, "a", "b", "c", "d")] == [None] * 4
    assert disk.commits == [["a"], ["b", "c", "d"]]


def test_one_that_is_rejected_keeps_back_no_other() -> None:
    disk = _Disk(lambda items: Rejected("no c") if "c" in items else None)
    errors = [future.exception() for future in _at_once(disk, "a", "b", "c", "d")]
    assert [type(error) for error in errors] == [type(None), type(None), Rejected, type(None)]
    assert disk.commits == [["a"], ["b"], ["d"]]


def test_a_disk_that_is_away_is_told_to_all_that_it_kept_waiting() -> None:
    disk = _Disk(lambda items: Unavailable("away") if "a" not in items else None)
    errors = [future.exception() for future in _at_once(disk, "a", "b", "c")]
    assert [type(error) for error in errors] == [type(None), Unavailable, Unavailable]
    assert disk.commits == [["a"]]


def test_an_interrupted_thread_takes_nobody_elses_with_it() -> None:
    interrupts = [KeyboardInterrupt()]
    disk = _Disk(lambda _: interrupts.pop() if interrupts else None)
    group = GroupCommit(disk.store)
    disk.go_on.set()
    with pytest.raises(KeyboardInterrupt):
        group.add(["a"])
    group.add(["b"])
    # Whether "a" is stored nobody was told; "b" is.
    assert disk.commits == [["a", "b"]]

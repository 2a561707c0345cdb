"""Work in order, by many threads."""

import threading
from collections.abc import Iterator

import pytest

from audiostream.backend.services.pipeline import AHEAD, in_order

PATIENCE_S = 30


def never() -> bool:
    return False


def test_results_come_in_the_order_of_the_items_whichever_is_done_first() -> None:
    second_is_done = threading.Event()

    def work(number: int) -> int:
        if number == 0:
            assert second_is_done.wait(PATIENCE_S)
        else:
            second_is_done.set()
        return number * 10

    made = [each for each in in_order(range(2), work, jobs=2, halted=never) if each is not None]
    assert made == [0, 10]


def test_whoever_waits_hears_that_time_passes() -> None:
    go = threading.Event()
    made = in_order([1], lambda _: go.wait(PATIENCE_S), jobs=1, halted=never)
    assert next(made) is None
    go.set()
    assert [each for each in made if each is not None] == [True]


def test_so_many_work_at_the_same_time_and_so_many_items_are_taken_ahead() -> None:
    jobs = 3
    everyone = threading.Barrier(jobs)
    taken = 0

    def items() -> Iterator[int]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield number

    def work(number: int) -> int:
        if number < jobs:
            everyone.wait(PATIENCE_S)
        return number

    made = in_order(items(), work, jobs=jobs, halted=never)
    while (first := next(made)) is None:
        pass
    assert first == 0
    assert taken == jobs * AHEAD
    assert len([each for each in made if each is not None]) == 999


def test_after_a_halt_what_was_begun_is_handed_on_and_nothing_else_is_begun() -> None:
    halted = threading.Event()
    began: list[int] = []

    def work(number: int) -> int:
        began.append(number)
        halted.set()
        return number

    made = [each for each in in_order(range(1000), work, jobs=1, halted=halted.is_set) if each is not None]
    assert made == began
    assert len(began) < AHEAD


def test_an_error_of_the_work_is_raised_in_its_turn_and_no_thread_goes_on() -> None:
    def work(number: int) -> int:
        if number == 1:
            raise ValueError("broken")
        return number

    seen = []
    with pytest.raises(ValueError, match="broken"):  # noqa: PT012 - what came before it counts too
        for made in in_order(range(3), work, jobs=2, halted=never):
            seen.append(made)  # noqa: PERF402 - as above
    assert [made for made in seen if made is not None] == [0]
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("upload")]

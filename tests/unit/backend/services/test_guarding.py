"""A log that is away: who waits for it, and who is told at once."""

import threading
from collections.abc import Sequence

import pytest

from audiostream.backend.domain.events import AnyEvent
from audiostream.backend.services.guarding import PROBES, GuardedLog
from audiostream.errors import InvalidEvent, Unavailable
from tests.support.listener import wait_until
from tests.support.threads import at_once


class Log:
    """Fails by ``error``, if any; where it is ``slow`` it answers when ``go`` is set."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.slow = False
        self.go = threading.Event()
        self.asked = 0
        self._counting = threading.Lock()

    def publish(self, _events: Sequence[AnyEvent]) -> None:
        """Take nothing."""
        with self._counting:
            self.asked += 1
        if self.slow:
            assert self.go.wait(30)
        if self.error:
            raise self.error


@pytest.fixture
def log() -> Log:
    return Log()


def test_while_it_is_away_few_wait_and_all_others_know_at_once(log: Log) -> None:
    guarded = GuardedLog(log)
    log.error = Unavailable("it is away", hint="look at it")
    with pytest.raises(Unavailable):
        guarded.publish([])
    log.slow, log.asked = True, 0
    others = 6 - PROBES
    told = threading.Semaphore(0)

    def come(number: int) -> str:
        if number == 0:  # once all others know, those that wait may end
            for _ in range(others):
                assert told.acquire(timeout=30)
            log.go.set()
            return ""
        with pytest.raises(Unavailable, match="it is away") as raised:
            guarded.publish([])
        told.release()
        return str(raised.value.hint)

    assert at_once(7, come) == ["", *["look at it"] * 6]
    assert log.asked == PROBES


def test_one_success_lets_all_in_again(log: Log) -> None:
    guarded = GuardedLog(log)
    log.error = Unavailable("it is away")
    for _ in range(PROBES + 2):
        with pytest.raises(Unavailable):
            guarded.publish([])
    log.error = None
    guarded.publish([])
    log.slow, log.asked = True, 0

    def come(number: int) -> None:
        if number:
            guarded.publish([])
        else:
            wait_until(lambda: log.asked == PROBES + 3)
            log.go.set()

    at_once(PROBES + 4, come)
    assert log.asked == PROBES + 3


def test_what_is_wrong_with_an_event_says_nothing_of_the_log(log: Log) -> None:
    guarded = GuardedLog(log)
    log.error = InvalidEvent("no such song")
    for _ in range(PROBES + 2):
        with pytest.raises(InvalidEvent):
            guarded.publish([])
    assert log.asked == PROBES + 2

"""Publishing: what is logged, and what its maker is told of being visible."""

from collections.abc import Sequence

import pytest

from audiostream.backend.domain.events import MAX_AHEAD_US, AnyEvent, now_us
from audiostream.backend.services.publishing import DrainingPublisher
from audiostream.errors import AudiostreamError, InvalidEvent, Rejected, Unavailable
from tests.support.events import make_created, make_listened


class Log:
    """Keeps what is published, or cannot."""

    def __init__(self, failure: AudiostreamError | None = None) -> None:
        self.events: list[AnyEvent] = []
        self.failure = failure

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Keep events."""
        if self.failure:
            raise self.failure
        self.events += events


class Drain:
    """Applies nothing, or fails."""

    def __init__(self, failure: AudiostreamError | None = None) -> None:
        self.failure = failure

    def drain(self) -> int:
        """Apply all there is: nothing."""
        if self.failure:
            raise self.failure
        return 0


def test_what_was_applied_is_visible() -> None:
    log = Log()
    events: list[AnyEvent] = [make_created(), make_listened()]
    assert DrainingPublisher(log, Drain()).publish(events)
    assert log.events == events


def test_once_it_is_logged_a_store_that_is_away_makes_no_failure(caplog: pytest.LogCaptureFixture) -> None:
    log = Log()
    assert not DrainingPublisher(log, Drain(Unavailable("gone fishing"))).publish([make_created()])
    assert len(log.events) == 1
    assert "not applied yet: gone fishing" in caplog.text


@pytest.mark.parametrize("failure", [Unavailable("gone fishing"), Rejected("never")])
def test_what_the_log_does_not_take_is_told(failure: AudiostreamError) -> None:
    with pytest.raises(type(failure)):
        DrainingPublisher(Log(failure), Drain()).publish([make_created()])


def test_of_events_with_one_from_a_wrong_clock_none_is_logged() -> None:
    log = Log()
    with pytest.raises(InvalidEvent, match="more than an hour ahead"):
        DrainingPublisher(log, Drain()).publish([make_created(), make_created(occurred_at=now_us() + 2 * MAX_AHEAD_US)])
    assert log.events == []


def test_a_read_while_a_store_is_away_is_told() -> None:
    with pytest.raises(Unavailable):
        DrainingPublisher(Log(), Drain(Unavailable("gone fishing"))).catch_up()

"""Taking batches: what the log refuses keeps back no other, and nothing is said to be logged that is not."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import pytest

from audiostream.backend.domain.events import AnyEvent, Listened, now_us
from audiostream.backend.services.intake import IntakeService
from audiostream.errors import Rejected, Unavailable
from tests.support.events import ADA


class Log:
    """A publisher whose log refuses, or is away for, what it is told to."""

    def __init__(self, *, refused: Sequence[str] = (), away: bool = False) -> None:
        self.refused = set(refused)
        self.away = away
        self.logged: list[AnyEvent] = []
        self.batches: list[int] = []

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log all or none."""
        self.batches.append(len(events))
        if self.away:
            raise Unavailable("the log is away")
        if not self.refused.isdisjoint(str(event.event_id) for event in events):
            raise Rejected("too large")
        self.logged += events
        return True

    def catch_up(self) -> None:
        """Nothing."""


def _listen(**fields: object) -> dict[str, Any]:
    heard = {"song_id": "7", "started_at": now_us(), "played_ms": 500, "duration_ms": 1000, "client": "test"}
    return {"event_id": str(uuid4()), **heard, **fields}


def test_a_batch_is_one_publish_of_those_that_are_right() -> None:
    log = Log()
    receipt = IntakeService(ADA, log).listens([_listen(), _listen(played_ms="x"), _listen()])
    assert [verdict.error is None for verdict in receipt.verdicts] == [True, False, True]
    assert log.batches == [2]
    (first, _) = log.logged
    assert isinstance(first, Listened)
    assert (first.user_id, first.completed) == (ADA, True)


def test_one_that_the_log_refuses_keeps_back_no_other() -> None:
    batch = [_listen(), _listen(), _listen()]
    log = Log(refused=[batch[1]["event_id"]])
    receipt = IntakeService(ADA, log).listens(batch)
    assert [verdict.event_id for verdict in receipt.verdicts] == [listen["event_id"] for listen in batch]
    assert [type(verdict.error) for verdict in receipt.verdicts] == [type(None), Rejected, type(None)]
    assert [str(event.event_id) for event in log.logged] == [batch[0]["event_id"], batch[2]["event_id"]]


@pytest.mark.parametrize(("wrong", "most"), [([], 1), ([0], 21), ([999], 21), ([5, 700], 41)])
def test_what_the_log_refuses_is_found_soon(wrong: Sequence[int], most: int) -> None:
    batch = [_listen() for _ in range(1000)]
    log = Log(refused=[batch[number]["event_id"] for number in wrong])
    receipt = IntakeService(ADA, log).listens(batch)
    assert [number for number, verdict in enumerate(receipt.verdicts) if verdict.error] == list(wrong)
    assert len(log.logged) == 1000 - len(wrong)
    assert len(log.batches) <= most


def test_while_the_log_is_away_nothing_is_answered() -> None:
    with pytest.raises(Unavailable):
        IntakeService(ADA, Log(away=True)).listens([_listen()])


def test_a_batch_of_nothing_right_publishes_nothing() -> None:
    log = Log(away=True)
    receipt = IntakeService(ADA, log).playlist_events([{"topic": "x"}, 5])
    assert all(verdict.error for verdict in receipt.verdicts)
    assert log.batches == []


def test_what_a_player_leaves_out_is_filled_in_by_the_clock() -> None:
    log, noon = Log(), now_us()
    IntakeService(ADA, log, clock=lambda: noon).listens([_listen(started_at=noon - 5)])
    assert log.logged[0].occurred_at == noon

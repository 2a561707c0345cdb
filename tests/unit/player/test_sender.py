"""Listens leave the spool once the log has them, and not before."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.events import encode, now_us
from audiostream.backend.domain.ids import UserId
from audiostream.errors import AudiostreamError, Forbidden, InvalidConfig, Throttled, Unauthenticated, Unavailable
from audiostream.player.sender import BATCH, Sender
from audiostream.player.spool import DEAD_AFTER_US
from tests.support.events import ADA, BOB, make_listened
from tests.support.spools import FlakyHistory

RETRY_S = 0.01


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[SqliteSpool]:
    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as opened:
        yield opened


def make_sender(spool: SqliteSpool, history: FlakyHistory) -> Sender:
    return Sender(spool, history, ADA, first_retry_s=RETRY_S)


def test_sends_what_waits_and_removes_it(spool: SqliteSpool) -> None:
    listens = [make_listened(started_at=now_us() + number) for number in range(250)]
    for listen in listens:
        spool.finish(listen)
    history = FlakyHistory()
    sender = make_sender(spool, history)
    sender.start()
    assert sender.close(timeout_s=20) == 0
    assert history.taken == listens
    assert spool.waiting(ADA, limit=1) == []


def test_sends_what_comes_while_it_runs(spool: SqliteSpool) -> None:
    history = FlakyHistory()
    sender = make_sender(spool, history)
    sender.start()
    listen = make_listened()
    spool.finish(listen)
    sender.wake()
    history.wait_for(lambda: history.taken == [listen])
    assert sender.close(timeout_s=20) == 0


@pytest.mark.parametrize(
    "away",
    [
        Unavailable("the log is away"),
        Unauthenticated("the token was revoked"),
        Forbidden("not now"),
        Throttled("too often", retry_after_s=1),
        InvalidConfig("server_token is not set"),
    ],
    ids=lambda error: error.code,
)
def test_a_log_that_takes_nothing_for_a_time_gets_all_once_it_does(spool: SqliteSpool, away: AudiostreamError) -> None:
    history = FlakyHistory(up=False, away=away)
    sender = make_sender(spool, history)
    listen = make_listened()
    spool.finish(listen)
    sender.start()
    history.wait_for(lambda: history.tries >= 3)
    assert spool.waiting(ADA, limit=9) == [listen]
    history.up = True
    history.wait_for(lambda: history.taken == [listen])
    assert sender.close(timeout_s=20) == 0


def test_a_log_that_stays_away_leaves_listens_for_another_time(spool: SqliteSpool) -> None:
    history = FlakyHistory(up=False)
    sender = make_sender(spool, history)
    listen = make_listened()
    spool.finish(listen)
    sender.start()
    assert sender.close(timeout_s=20) == 1
    assert spool.waiting(ADA, limit=9) == [listen]


def test_an_acknowledgement_that_was_lost_sends_the_same_event_again(spool: SqliteSpool) -> None:
    history = FlakyHistory()
    history.failing_after = Unavailable("the answer was lost")
    sender = make_sender(spool, history)
    listen = make_listened()
    spool.finish(listen)
    sender.start()
    history.wait_for(lambda: history.tries >= 2)
    history.failing_after = None
    assert sender.close(timeout_s=20) == 0
    assert set(history.taken) == {listen}
    assert len(history.taken) > 1


def test_a_refused_listen_is_put_aside_and_told_and_holds_up_no_other(
    spool: SqliteSpool, caplog: pytest.LogCaptureFixture
) -> None:
    listens = [make_listened(started_at=now_us() + number) for number in range(5)]
    for listen in listens:
        spool.finish(listen)
    history = FlakyHistory()
    history.refused = {listens[2].event_id}
    sender = make_sender(spool, history)
    sender.start()
    assert sender.close(timeout_s=20) == 0
    assert history.taken == [*listens[:2], *listens[3:]]
    (refused,) = spool.refused(limit=9)
    assert (refused.event, refused.reason) == (encode(listens[2]), "no such song was ever sung")
    assert caplog.messages == ["Put aside a listen that can never be logged: no such song was ever sung"]


def test_another_users_listens_are_not_sent(spool: SqliteSpool) -> None:
    spool.finish(make_listened(user_id=BOB))
    history = FlakyHistory()
    sender = make_sender(spool, history)
    sender.start()
    assert sender.close(timeout_s=20) == 0
    assert history.taken == []
    assert len(spool.waiting(BOB, limit=9)) == 1


def test_what_a_dead_player_left_is_sent_and_what_a_live_one_plays_is_not(spool: SqliteSpool) -> None:
    orphan, under_way = make_listened(), make_listened()
    spool.checkpoint(uuid4(), orphan, now_us() - 2 * DEAD_AFTER_US)
    spool.checkpoint(uuid4(), under_way, now_us())
    history = FlakyHistory()
    sender = make_sender(spool, history)
    sender.start()
    assert sender.close(timeout_s=20) == 0
    assert history.taken == [orphan]


def test_all_that_is_left_is_told(spool: SqliteSpool) -> None:
    history = FlakyHistory(up=False)
    sender = make_sender(spool, history)
    for number in range(BATCH + 50):
        spool.finish(make_listened(started_at=now_us() + number))
    sender.start()
    assert sender.close(timeout_s=20) == BATCH + 50


def test_a_log_that_hangs_does_not_hold_up_the_end(spool: SqliteSpool) -> None:
    history = FlakyHistory()
    sender = make_sender(spool, history)
    spool.finish(make_listened())
    with history.hanging():
        sender.start()
        assert sender.close(timeout_s=0.01) == 1


def test_a_spool_that_cannot_be_read_is_not_told_to_be_empty(tmp_path: Path) -> None:
    path = tmp_path / "spool.sqlite3"
    path.mkdir()
    sender = make_sender(SqliteSpool(path), FlakyHistory())
    sender.start()
    assert sender.close(timeout_s=20) is None


def test_a_spool_that_hangs_does_not_hold_up_the_end(spool: SqliteSpool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiostream.player.sender.COUNT_S", 0.01)
    over = threading.Event()

    def hang(user_id: UserId) -> int:
        over.wait(20)
        return len(user_id)

    monkeypatch.setattr(spool, "count", hang)
    assert make_sender(spool, FlakyHistory()).close() is None
    over.set()


def test_closing_what_was_never_started_tells_what_waits(spool: SqliteSpool) -> None:
    spool.finish(make_listened())
    assert make_sender(spool, FlakyHistory()).close() == 1

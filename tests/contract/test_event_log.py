"""What every event log and its reader do."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from audiostream.backend.domain.events import KINDS, AnyEvent, Listened, decode, now_us
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.records import DeadLetter
from audiostream.errors import InvalidEvent
from tests.support.backends import LOGS, LogBackend, each
from tests.support.events import ADA, BOB, make_added, make_created, make_deleted, make_listened


@pytest.fixture(params=each(LOGS))
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogBackend]:
    with LOGS[request.param](tmp_path) as opened:
        yield opened


def test_what_is_published_is_polled(backend: LogBackend) -> None:
    events: list[AnyEvent] = [make_created(), make_added(user_id=BOB), make_listened()]
    backend.log.publish(events)
    records = backend.take(3)
    assert {decode(record.topic, record.value) for record in records} == set(events)
    assert sorted(record.key for record in records) == [ADA, ADA, BOB]


def test_order_is_kept_within_a_partition(backend: LogBackend) -> None:
    events = [make_listened() for _ in range(30)]
    for event in events:
        backend.log.publish([event])
    records = backend.take(30, limit=7)
    assert [decode(record.topic, record.value) for record in records] == events
    offsets = [record.offset for record in records]
    assert offsets == sorted(set(offsets))


def test_a_poll_gives_at_most_its_limit_and_each_record_once(backend: LogBackend) -> None:
    backend.log.publish([make_listened() for _ in range(10)])
    first = backend.reader.poll(limit=4, timeout_s=backend.patience_s)
    assert 0 < len(first) <= 4
    rest = backend.take(10 - len(first))
    assert len({record.offset for record in [*first, *rest]}) == 10


def test_an_empty_log_gives_nothing(backend: LogBackend) -> None:
    backend.log.publish([])
    assert not backend.reader.poll(limit=10, timeout_s=0.05)


def test_a_poll_waits_for_a_record(backend: LogBackend) -> None:
    event = make_created()
    publisher = threading.Timer(0.1, backend.log.publish, [[event]])
    publisher.start()
    records = backend.reader.poll(limit=10, timeout_s=60)
    publisher.join()
    assert [decode(record.topic, record.value) for record in records] == [event]


def test_what_was_not_committed_comes_again_after_a_restart(backend: LogBackend) -> None:
    backend.log.publish([make_created(), make_listened()])
    first = backend.take(2)
    backend.restart()
    again = backend.take(2)
    assert len(again) == len(first) == 2
    assert {record.topic: record for record in again} == {record.topic: record for record in first}


def test_what_was_committed_does_not_come_again(backend: LogBackend) -> None:
    backend.log.publish([make_listened() for _ in range(3)])
    records = backend.take(3)
    backend.reader.commit(records[:2])
    backend.restart()
    assert backend.take(1) == records[2:]


def test_a_commit_never_goes_back(backend: LogBackend) -> None:
    backend.log.publish([make_listened() for _ in range(3)])
    records = backend.take(3)
    backend.reader.commit(records)
    backend.reader.commit(records[:1])
    backend.restart()
    later = make_listened()
    backend.log.publish([later])
    assert [decode(record.topic, record.value) for record in backend.take(1)] == [later]


def test_a_commit_says_nothing_of_other_topics(backend: LogBackend) -> None:
    created, listened = make_created(), make_listened()
    backend.log.publish([created, listened])
    records = backend.take(2)
    backend.reader.commit([record for record in records if record.topic == listened.topic])
    assert {lag.topic for lag in backend.reader.lags() if lag.waiting} == {created.topic}
    backend.restart()
    assert [record.topic for record in backend.take(1)] == [created.topic]


def test_an_event_that_no_reader_takes_is_not_published(backend: LogBackend) -> None:
    with pytest.raises(InvalidEvent, match="not a position"):
        backend.log.publish([make_created(), make_added(position="nowhere!")])
    with pytest.raises(InvalidEvent, match="not valid Unicode"):
        backend.log.publish([make_created(name="\ud800")])
    assert not backend.reader.poll(limit=10, timeout_s=0.05)


def test_dead_letters_keep_record_and_reason_once(backend: LogBackend) -> None:
    backend.append_now("playlist_create", "ada", b"\xff\0 no JSON")
    backend.append_now("playlist_create", "bob", b"")
    letters = [DeadLetter(record=record, reason=f"unfit for {record.key}") for record in backend.take(2)]
    backend.reader.dead_letter(letters[:1])
    backend.reader.dead_letter(letters)
    backend.reader.dead_letter([])
    assert list(backend.reader.dead_letters(limit=10)) == letters
    assert list(backend.reader.dead_letters(limit=1)) == letters[:1]
    assert list(backend.restart().dead_letters(limit=10)) == letters


def test_one_offset_in_two_topics_is_two_dead_letters(backend: LogBackend) -> None:
    backend.log.publish([make_created(), make_deleted()])
    letters = [DeadLetter(record=record, reason="unfit") for record in backend.take(2)]
    backend.reader.dead_letter(letters)
    assert len(backend.reader.dead_letters(limit=10)) == 2


def test_the_backlog_is_what_was_not_committed_of_each_topic(backend: LogBackend) -> None:
    assert {(each.waiting, each.oldest_at, each.dead_letters) for each in backend.reader.backlog()} == {(0, None, 0)}
    before = now_us()
    backend.log.publish([make_created(), make_listened()])
    backend.log.publish([make_listened(user_id=BOB)])
    listens = [record for record in backend.take(3) if record.topic == Listened.topic]
    backend.reader.commit(listens[:1])
    backend.reader.dead_letter([DeadLetter(record=listens[0], reason="unfit")])
    backlog = {each.topic: each for each in backend.reader.backlog()}
    assert {topic: each.waiting for topic, each in backlog.items()} == {
        **dict.fromkeys(KINDS, 0),
        "playlist_create": 1,
        "listening_history": 1,
    }
    assert {topic: each.dead_letters for topic, each in backlog.items()} == {
        **dict.fromkeys(KINDS, 0),
        "listening_history": 1,
    }
    oldest_at = backlog["listening_history"].oldest_at
    assert oldest_at is not None
    # The log's clock may tell no more than milliseconds.
    assert before - 1_000 < listens[1].published_at == oldest_at <= now_us()


def test_the_lags_of_a_topics_partitions_add_up_to_its_backlog(backend: LogBackend) -> None:
    backend.log.publish([make_listened(user_id=UserId(f"user {number}")) for number in range(9)])
    records = backend.take(9)
    backend.reader.commit(records[:1])
    lags = [lag for lag in backend.reader.lags() if lag.topic == Listened.topic]
    assert sum(lag.waiting for lag in lags) == 8
    assert all((lag.waiting > 0) == (lag.oldest_at is not None) for lag in lags)
    (begun,) = [lag for lag in lags if lag.committed is not None]
    assert begun.partition == records[0].partition


def test_what_waits_is_told_as_often_as_it_is_asked_for(backend: LogBackend) -> None:
    backend.log.publish([make_created(), make_listened()])
    first = backend.reader.lags()
    assert sorted(lag.waiting for lag in first)[-2:] == [1, 1]
    for _ in range(2):
        assert backend.reader.lags() == first
    # One more partition is looked at, beside those that were before.
    backend.log.publish([make_listened(user_id=UserId(f"user {number}")) for number in range(9)])
    lags = backend.reader.lags()
    assert all((lag.waiting > 0) == (lag.oldest_at is not None) for lag in lags)
    assert backend.reader.lags() == lags


def test_waiting_reads_nothing_and_keeps_the_place(backend: LogBackend) -> None:
    backend.log.publish([make_listened() for _ in range(2)])
    first = backend.reader.poll(limit=1, timeout_s=backend.patience_s)
    assert backend.reader.wait(0.05)
    assert len([*first, *backend.take(1)]) == 2
    assert sum(each.waiting for each in backend.reader.backlog()) == 2


def test_what_was_put_aside_can_be_dropped(backend: LogBackend) -> None:
    backend.log.publish([make_listened() for _ in range(3)])
    letters = [DeadLetter(record=record, reason="unfit") for record in backend.take(3)]
    backend.reader.dead_letter(letters)
    backend.reader.drop(letters[:2])
    backend.reader.drop(letters[:1])
    backend.reader.drop([])
    assert list(backend.reader.dead_letters(limit=None)) == letters[2:]
    assert [each.dead_letters for each in backend.reader.backlog() if each.topic == Listened.topic] == [1]
    assert list(backend.restart().dead_letters(limit=None)) == letters[2:]


def test_threads_that_publish_at_once_lose_nothing(backend: LogBackend) -> None:
    events = [[make_listened() for _ in range(20)] for _ in range(5)]
    threads = [threading.Thread(target=_publish_each, args=(backend, mine)) for mine in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    polled = Counter(decode(record.topic, record.value).event_id for record in backend.take(100))
    assert polled == Counter(event.event_id for mine in events for event in mine)


def _publish_each(backend: LogBackend, events: Sequence[AnyEvent]) -> None:
    for event in events:
        backend.log.publish([event])

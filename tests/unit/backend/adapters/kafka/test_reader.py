"""Readers of one group: what becomes of a partition that goes from one to the other."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import fields, replace
from uuid import uuid4

import pytest
from kafka import KafkaConsumer
from kafka.errors import IllegalStateError, KafkaConnectionError

from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.domain.events import MAX_REMOVED, decode
from audiostream.backend.domain.ids import EntryId, UserId
from audiostream.backend.domain.records import DeadLetter, Record
from audiostream.errors import Unavailable
from audiostream.settings import Settings
from tests.support import kafka
from tests.support.events import make_created, make_listened, make_removed
from tests.support.listener import wait_until

USERS = [UserId(f"user {number}") for number in range(30)]


class World:
    """Topics of its own, a log, and readers of one group."""

    def __init__(self, options: KafkaOptions, stack: ExitStack) -> None:
        self.options = options
        self._stack = stack
        self.log = stack.enter_context(closing(KafkaEventLog(options)))

    def reader(self, *topics: str) -> KafkaEventReader:
        """Return one more reader, which joins at its first poll."""
        return self._stack.enter_context(closing(KafkaEventReader(self.options, topics or None)))

    def waiting(self, reader: KafkaEventReader) -> int:
        """Return how many records no reader has committed."""
        return sum(lag.waiting for lag in reader.lags())


@pytest.fixture
def world() -> Iterator[World]:
    options = kafka.own_options()
    with kafka.topics(options), ExitStack() as stack:
        yield World(options, stack)


def _take(reader: KafkaEventReader, count: int) -> list[Record]:
    taken: list[Record] = []
    while len(taken) < count and (polled := reader.poll(limit=100, timeout_s=kafka.PATIENCE_S)):
        taken += polled
    assert len(taken) == count
    return taken


def _partitions(records: Sequence[Record]) -> set[tuple[str, int]]:
    return {(record.topic, record.partition) for record in records}


@pytest.mark.servers("kafka")
def test_partitions_are_shared_with_a_reader_that_joins(world: World) -> None:
    first, second = world.reader(), world.reader()
    seen: dict[KafkaEventReader, list[Record]] = {first: [], second: []}

    def both_read() -> bool:
        world.log.publish([make_listened(user_id=user) for user in USERS])
        for reader, records in seen.items():
            polled = reader.poll(limit=100, timeout_s=0.5)
            records[:] = polled or records
            reader.commit(polled)
        return all(seen.values()) and not _partitions(seen[first]) & _partitions(seen[second])

    wait_until(both_read)


@pytest.mark.servers("kafka")
def test_a_reader_whose_session_is_as_long_as_can_be_set_reads(world: World) -> None:
    longest = {field.name: field for field in fields(Settings)}["kafka_session_ms"].metadata["maximum"] / 1000
    world.options = replace(world.options, session_timeout_s=longest)
    reader = world.reader()
    world.log.publish([make_listened()])
    reader.commit(_take(reader, 1))
    assert world.waiting(reader) == 0


@pytest.mark.servers("kafka")
def test_what_was_polled_and_not_committed_goes_to_who_takes_over(world: World) -> None:
    first, second = world.reader("listening_history"), world.reader("listening_history")
    world.log.publish([make_listened(user_id=user) for user in USERS])
    held = {(record.partition, record.offset) for record in _take(first, len(USERS))}
    found: set[tuple[int, int]] = set()

    def second_has_all() -> bool:
        found.update((record.partition, record.offset) for record in second.poll(limit=100, timeout_s=0.2))
        return found == held

    assert not second_has_all()
    first.close()
    wait_until(second_has_all)
    assert world.waiting(second) == len(USERS)


@pytest.mark.servers("kafka")
def test_a_commit_of_what_another_has_by_now_is_left_out(world: World) -> None:
    first = world.reader("listening_history")
    world.log.publish([make_listened(user_id=user) for user in USERS])
    held = _take(first, len(USERS))
    second = world.reader("listening_history")

    def is_shared_out_anew() -> bool:
        second.poll(limit=1, timeout_s=0.1)  # it joins by its polls alone
        return not first.wait(0.2)

    wait_until(is_shared_out_anew)
    first.commit(held)
    assert world.waiting(first) == len(USERS)


@pytest.mark.servers("kafka")
def test_only_the_topics_asked_for_are_read(world: World) -> None:
    reader = world.reader("playlist_create")
    world.log.publish([make_listened(), make_created()])
    reader.commit(_take(reader, 1))
    assert {lag.topic for lag in reader.lags() if lag.waiting} == {"listening_history"}


@pytest.mark.servers("kafka")
def test_missing_topics_are_told_with_what_makes_them() -> None:
    with closing(KafkaEventReader(kafka.own_options())) as reader:
        for ask in (lambda: reader.poll(limit=1), reader.lags, reader.backlog):
            with pytest.raises(Unavailable, match="lacks topics") as caught:
                ask()
            assert caught.value.hint == "audiostream cluster init makes them"


@pytest.mark.servers("kafka")
def test_a_broker_that_goes_away_while_a_reader_joins_leaves_nothing_behind(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[KafkaConsumer] = []

    def cut(consumer: KafkaConsumer, _topic: str) -> None:
        made.append(consumer)
        raise KafkaConnectionError("cut")

    monkeypatch.setattr(KafkaConsumer, "partitions_for_topic", cut)
    with pytest.raises(Unavailable, match="cut"):
        world.reader().poll(limit=1)
    with pytest.raises(IllegalStateError, match="closed"):
        made[0].poll()


@pytest.mark.slow
@pytest.mark.servers("kafka")
def test_topics_that_are_deleted_under_a_reader_are_told_and_read_from_their_beginning_once_made_again(
    world: World,
) -> None:
    reader = world.reader()
    world.log.publish([make_listened() for _ in range(3)])
    before = _take(reader, 3)
    reader.dead_letter([DeadLetter(record=record, reason="old") for record in before])
    reader.commit(before)
    kafka.delete_topics(world.options)
    assert "listening_history" in _told_by_polls(reader).message
    with pytest.raises(Unavailable, match="lacks topics"):
        reader.wait(0.1)
    kafka.make_topics(world.options)
    assert not reader.wait(0.1)  # it has joined anew, and holds nothing of what it polled before
    world.log.publish([make_listened() for _ in range(5)])
    reader.commit(before)  # of places that are those of others now
    after = _take(reader, 5)
    assert [record.offset for record in after] == [0, 1, 2, 3, 4]
    reader.dead_letter([DeadLetter(record=after[0], reason="new")])
    assert [letter.reason for letter in reader.dead_letters(limit=9)] == ["new"]
    assert world.waiting(reader) == 5
    reader.commit(after)
    assert world.waiting(reader) == 0


@pytest.mark.slow
@pytest.mark.servers("kafka")
def test_topics_that_are_deleted_and_made_again_at_once_are_read_from_their_beginning(world: World) -> None:
    reader = world.reader()
    world.log.publish([make_listened() for _ in range(3)])
    reader.commit(_take(reader, 3))
    kafka.delete_topics(world.options)
    kafka.make_topics(world.options)
    world.log.publish([make_listened() for _ in range(5)])
    offsets: list[int] = []

    def all_read() -> bool:
        with suppress(Unavailable):
            offsets.extend(record.offset for record in reader.poll(limit=100, timeout_s=0.5))
        return set(offsets) == {0, 1, 2, 3, 4}

    wait_until(all_read)


def _told_by_polls(reader: KafkaEventReader) -> Unavailable:
    deadline = time.monotonic() + kafka.PATIENCE_S
    while time.monotonic() < deadline:
        try:
            reader.poll(limit=1, timeout_s=0.5)
        except Unavailable as error:
            return error
    raise AssertionError("it says nothing")


@pytest.mark.servers("kafka")
def test_the_largest_event_is_published_and_read(world: World) -> None:
    reader = world.reader()
    largest = make_removed(entry_ids=tuple(EntryId(uuid4()) for _ in range(MAX_REMOVED)))
    world.log.publish([largest])
    (record,) = _take(reader, 1)
    assert decode(record.topic, record.value) == largest


def test_secrets_are_not_shown() -> None:
    options = replace(kafka.own_options(), security="sasl_ssl", mechanism="SCRAM-SHA-512", user="me", password="secret")  # noqa: S106 - none
    assert "secret" not in repr(options)
    given = options.connection()
    assert (given["security_protocol"], given["sasl_mechanism"]) == ("SASL_SSL", "SCRAM-SHA-512")
    assert (given["sasl_plain_username"], given["sasl_plain_password"]) == ("me", "secret")
    assert "sasl_mechanism" not in kafka.own_options().connection()

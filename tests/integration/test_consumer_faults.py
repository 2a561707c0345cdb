"""Consumers and Kafka under faults, every listen accounted for afterwards in Cassandra: none lost, none twice."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import servers
from tests.support.listener import wait_until
from tests.support.streams import AT_ONCE, USERS, Stream, end, stream

LISTENS = 20_000

pytestmark = [pytest.mark.servers("cassandra", "kafka"), pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Stream]:
    with stream(tmp_path / "operator") as made:
        yield made


def test_a_consumer_killed_at_ten_moments_loses_and_doubles_nothing(world: Stream) -> None:
    kills, interrupted = 10, 0
    for number in range(kills):
        consumer = world.consume()
        publisher = world.publishing(LISTENS // kills)
        # Mostly in the midst of a batch: some of it is stored, and nothing of it committed.
        world.wait_stored((number + random.random()) / kills, LISTENS, random.choice(USERS))  # noqa: S311 - a moment
        consumer.kill()
        consumer.wait()
        publisher.join()
        interrupted += not world.is_drained()
    assert len(world.published) == LISTENS
    assert interrupted
    consumer = world.consume()
    world.publish(AT_ONCE)  # the last one may have left nothing to do
    world.check()
    assert end(consumer) >= AT_ONCE


def test_consumers_that_join_and_leave_share_the_work(world: Stream) -> None:
    first = world.consume()
    with world.flowing(LISTENS):
        world.wait_stored_more()
        second = world.consume()
        wait_until(lambda: world.consumers() == 2)
        world.wait_stored_more()
        done = [end(first)]
        world.wait_stored_more()
        third = world.consume()
        wait_until(lambda: world.consumers() == 2)
        world.wait_stored_more()
    world.check()
    done += [end(second), end(third)]
    assert all(done)
    # What was applied and not committed when partitions went to another was applied by both.
    assert sum(done) >= len(world.published) >= LISTENS


@pytest.mark.alone
def test_while_kafka_restarts_or_dies_events_wait_and_none_is_lost(world: Stream) -> None:
    consumer = world.consume()
    with world.flowing(LISTENS):
        for at_once in (False, True):
            world.wait_stored_more()
            refusals = world.refusals
            with servers.away("kafka", at_once=at_once):
                wait_until(lambda refusals=refusals: world.refusals > refusals)  # type: ignore[misc]
                assert consumer.poll() is None
        world.wait_stored_more()
    world.check()
    assert end(consumer) >= LISTENS

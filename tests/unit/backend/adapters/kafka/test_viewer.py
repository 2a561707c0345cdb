"""Looking at topics that are not as they were: without a leader while brokers start, or gone."""

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from kafka import TopicPartition

from audiostream.backend.adapters.kafka import viewer
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.errors import Unavailable
from tests.support import kafka
from tests.support.listener import wait_until

LED, LEADERLESS = TopicPartition("listening_history", 0), TopicPartition("listening_history", 1)


class StartingBroker:
    """The driver's client of a broker that has found the leader of one partition, and not of the other until asked.

    ``missed`` is how often an answer lacks that one.
    """

    def __init__(self, missed: int) -> None:
        self._missed = missed

    def end_offsets(self, partitions: Sequence[TopicPartition], *, timeout_ms: int) -> Mapping[TopicPartition, int]:
        """Answer as the driver does: it takes each partition out of an answer that lacks some."""
        assert timeout_ms
        offsets = {LED: 7} if self._missed else {LED: 7, LEADERLESS: 9}
        self._missed = max(0, self._missed - 1)
        return {each: offsets[each] for each in partitions}

    def beginning_offsets(self, partitions: Sequence[TopicPartition], *, timeout_ms: int) -> dict[TopicPartition, int]:
        """Answer."""
        assert timeout_ms
        return dict.fromkeys(partitions, 0)


def _viewer(monkeypatch: pytest.MonkeyPatch, *, missed: int, timeout_s: float) -> Viewer:
    def connect(*_: object, **__: Any) -> StartingBroker:  # noqa: ANN401 - any setting
        return StartingBroker(missed)

    monkeypatch.setattr(viewer, "connect", connect)
    monkeypatch.setattr(viewer, "POLL_MS", 1)
    return Viewer(KafkaOptions(servers=["nowhere:1"], timeout_s=timeout_s))


def test_a_leader_that_is_being_found_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    ends = _viewer(monkeypatch, missed=2, timeout_s=60).ends([LED, LEADERLESS])
    assert ends == {LED: (0, 7), LEADERLESS: (0, 9)}


def test_a_partition_without_a_leader_is_named_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="no leader for partition 1 of listening_history"):
        _viewer(monkeypatch, missed=10**6, timeout_s=0.05).ends([LED, LEADERLESS])


@pytest.mark.slow
@pytest.mark.servers("kafka")
def test_topics_that_are_gone_are_told_to_who_has_looked_at_them_before() -> None:
    options = kafka.own_options(timeout_s=10.0)
    with closing(Viewer(options)) as looking:

        def is_told() -> bool:
            try:
                return not looking.ends(looking.partitions(options.topics))
            except Unavailable as error:
                return "lacks topics" in error.message and error.hint == "audiostream cluster init makes them"

        with kafka.topics(options):
            wait_until(lambda: looking.ends(looking.partitions(options.topics)))
        wait_until(is_told)

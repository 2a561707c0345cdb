"""What brokers are asked for with each publish: that all copies in sync have it, and that none has it twice."""

from contextlib import closing
from typing import Any

import pytest
from kafka import TopicPartition
from kafka.producer.sender import Sender

from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.topics import TopicSettings
from tests.support import kafka
from tests.support.events import make_listened

_ALL_IN_SYNC = -1  # as the protocol writes it


@pytest.mark.servers("kafka")
def test_a_publish_waits_for_all_copies_and_brokers_know_its_place_in_the_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    options = kafka.own_options()
    asked: list[int] = []
    produce_request = Sender._produce_request  # noqa: SLF001 - what goes to the broker is seen nowhere else

    def seen(sender: Sender, node: object, acks: int, *rest: object) -> Any:  # noqa: ANN401 - the driver has no types
        asked.append(acks)
        return produce_request(sender, node, acks, *rest)

    monkeypatch.setattr(Sender, "_produce_request", seen)
    with kafka.topics(options, TopicSettings(partitions=1)), closing(KafkaEventLog(options)) as log:
        for _ in range(3):
            log.publish([make_listened()])
        partition = TopicPartition(options.topic("listening_history"), 0)
        with kafka.admin(options) as client:
            (producer,) = client.describe_producers([partition])[partition].active_producers
    assert len(asked) >= 3  # more where the broker was slow to answer, or not ready, and was asked again
    assert set(asked) == {_ALL_IN_SYNC}
    # A broker numbers the records of those alone that are idempotent: one sent again is not written again.
    assert producer.last_sequence == 2

"""The topics of the real broker: inspected, made, changed, grown; and what is said of their health."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from audiostream.backend.adapters.kafka import health
from audiostream.backend.adapters.kafka.connect import topics_there
from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.system import KafkaSystem
from audiostream.backend.adapters.kafka.topics import TopicSettings
from audiostream.backend.cluster.system import State, Step
from audiostream.backend.domain.events import KINDS
from audiostream.errors import InvalidConfig, Unavailable
from tests.support import kafka
from tests.support.events import make_listened
from tests.support.listener import wait_until

LISTENS = "listening_history"
NOBODY = KafkaOptions(servers=("127.0.0.1:1",), timeout_s=1.0)


@pytest.fixture
def options() -> Iterator[KafkaOptions]:
    options = kafka.own_options()
    yield options
    with kafka.admin(options) as client:
        if made := [name for name in client.list_topics() if name.startswith(options.prefix)]:
            client.delete_topics(made)


def _states(steps: Sequence[Step]) -> set[State]:
    return {step.item.state for step in steps}


def _told(steps: Sequence[Step], topic: str) -> list[tuple[str, State, str]]:
    return [(step.item.kind, step.item.state, step.item.detail) for step in steps if step.item.name == topic]


def _apply(steps: Sequence[Step]) -> None:
    for step in steps:
        if step.apply:
            step.apply()


@pytest.mark.servers("kafka")
def test_topics_are_made_once(options: KafkaOptions) -> None:
    system = KafkaSystem(options, TopicSettings(partitions=2, retention_days=9))
    system.ping()
    first = system.plan()
    assert _states(first) == {State.MISSING}
    assert [step.item.name.removeprefix(options.prefix) for step in first] == [
        name for kind in KINDS for name in (kind, f"{kind}.dlq")
    ]
    assert first[0].item.detail == "2 partitions, 1 replica, kept 9 days"
    assert first[1].item.detail == "1 partition, 1 replica, kept until dropped"
    _apply(first)
    _apply(first)  # as a second run does that began at the same moment
    again = system.plan()
    assert _states(again) == {State.UNCHANGED}
    assert [step.item.detail for step in again] == [step.item.detail for step in first]


@pytest.mark.servers("kafka")
def test_what_is_kept_for_another_time_is_changed(options: KafkaOptions) -> None:
    _apply(KafkaSystem(options, TopicSettings()).plan())
    system = KafkaSystem(options, TopicSettings(retention_days=1))
    steps = system.plan()
    outdated = [step for step in steps if step.item.state is State.OUTDATED]
    assert len(outdated) == len(KINDS)
    assert outdated[0].item.detail == "retention.ms 2592000000, 86400000 wanted"
    _apply(steps)
    assert _states(system.plan()) == {State.UNCHANGED}


@pytest.mark.servers("kafka")
def test_partitions_are_added_only_when_asked_for(options: KafkaOptions) -> None:
    _apply(KafkaSystem(options, TopicSettings(partitions=1)).plan())
    wanted = TopicSettings(partitions=2)
    steps = KafkaSystem(options, wanted).plan()
    drifted = [step for step in steps if step.item.state is State.DRIFTED]
    assert len(drifted) == len(KINDS)
    assert all(step.apply is None and "--grow" in (step.item.hint or "") for step in drifted)
    growing = KafkaSystem(options, wanted, grow=True)
    steps = growing.plan()
    _apply(steps)
    _apply(steps)  # as a second run does that began at the same moment
    assert _states(growing.plan()) == {State.UNCHANGED}
    assert _states(KafkaSystem(options, TopicSettings(partitions=1)).plan()) == {State.UNCHANGED}


@pytest.mark.servers("kafka")
def test_no_difference_of_a_topic_hides_another(options: KafkaOptions) -> None:
    _apply(KafkaSystem(options, TopicSettings(partitions=1)).plan())
    wanted = TopicSettings(partitions=2, replication=2, min_insync=2, retention_days=1)
    system = KafkaSystem(options, wanted)
    steps = system.plan()
    assert _told(steps, options.topic(LISTENS)) == [
        ("settings", State.OUTDATED, "retention.ms 2592000000, 86400000 wanted, min.insync.replicas 1, 2 wanted"),
        ("partitions", State.DRIFTED, "1 partitions, 2 wanted"),
        ("replicas", State.DRIFTED, "1 replica, 2 wanted"),
    ]
    assert _told(steps, options.dead_letter_topic(LISTENS)) == [
        ("settings", State.OUTDATED, "min.insync.replicas 1, 2 wanted"),
        ("replicas", State.DRIFTED, "1 replica, 2 wanted"),
    ]
    _apply(KafkaSystem(options, wanted, grow=True).plan())
    left = system.plan()
    assert {(step.item.kind, step.item.state) for step in left} == {("replicas", State.DRIFTED)}
    assert len(left) == 2 * len(KINDS)
    with closing(KafkaEventLog(options)) as log:
        log.publish([make_listened()])  # which brokers allow while there are fewer copies than are to be in sync


@pytest.mark.servers("kafka")
def test_more_replicas_than_brokers_are_refused_with_a_hint(options: KafkaOptions) -> None:
    steps = KafkaSystem(options, TopicSettings(replication=3, min_insync=2)).plan()
    assert steps[0].apply
    with pytest.raises(Unavailable, match="3 replicas need as many brokers, and 1 answer") as caught:
        steps[0].apply()
    assert "kafka_replication" in (caught.value.hint or "")


@pytest.mark.servers("kafka")
def test_health_tells_of_brokers_topics_replicas_and_lag(options: KafkaOptions) -> None:
    system = KafkaSystem(options, TopicSettings())
    brokers, topics = system.health()
    assert brokers.ok
    assert "1 broker" in brokers.detail
    assert not topics.ok
    assert topics.remedy == "audiostream cluster init makes them"
    _apply(system.plan())
    with closing(KafkaEventLog(options)) as log:
        log.publish([make_listened(), make_listened()])
    findings = {finding.subject: finding for finding in system.health()}
    assert list(findings) == ["brokers", "topics", "replication", "lag"]
    assert all(finding.ok and finding.remedy is None for finding in findings.values())
    assert findings["lag"].detail.startswith("2 events wait, the oldest for ")


@pytest.mark.parametrize(
    ("nodes", "replication", "subjects"),
    [
        (
            {"replica_nodes": [1, 2]},
            "1 of 20 partitions have fewer copies in sync",
            ["brokers", "topics", "replication", "lag"],
        ),
        ({"leader_id": -1}, "1 of 20 partitions have no leader", ["brokers", "topics", "replication"]),
    ],
    ids=["a copy is behind", "a leader is missing"],
)
@pytest.mark.servers("kafka")
def test_what_waits_is_told_as_long_as_it_can_be_read(
    options: KafkaOptions,
    monkeypatch: pytest.MonkeyPatch,
    nodes: dict[str, object],
    replication: str,
    subjects: list[str],
) -> None:
    system = KafkaSystem(options, TopicSettings())
    _apply(system.plan())
    with closing(KafkaEventLog(options)) as log:
        log.publish([make_listened(), make_listened()])

    def seen(admin: Any, names: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:  # noqa: ANN401 - the driver's
        """Answer as the one broker does, but for one partition as others would of which one is down."""
        there = topics_there(admin, names)
        there[names[0]]["partitions"][0].update(nodes)
        return there

    monkeypatch.setattr(health, "topics_there", seen)
    findings = {finding.subject: finding for finding in system.health()}
    assert list(findings) == subjects
    assert [finding.subject for finding in findings.values() if not finding.ok] == ["replication"]
    assert findings["replication"].detail.startswith(replication)
    if "lag" in findings:
        assert findings["lag"].detail.startswith("2 events wait")


@pytest.mark.servers("kafka")
def test_a_publish_before_the_topics_were_made_says_what_makes_them(options: KafkaOptions) -> None:
    with closing(KafkaEventLog(replace(options, timeout_s=2.0))) as log:

        def is_told() -> bool:
            with pytest.raises(Unavailable) as caught:
                log.publish([make_listened()])
            # A broker that answers later than that is told first.
            return "lacks topics" in caught.value.message and caught.value.hint == "audiostream cluster init makes them"

        wait_until(is_told)


def test_where_nobody_answers_that_is_told_soon() -> None:
    system = KafkaSystem(NOBODY, TopicSettings())
    for ask in (system.ping, system.plan):
        with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1\b.*does not answer"):
            ask()
    (finding,) = system.health()
    assert not finding.ok
    assert "kafka_servers" in (finding.remedy or "")
    with closing(KafkaEventLog(NOBODY)) as log, pytest.raises(Unavailable):
        log.publish([make_listened()])


def test_more_in_sync_than_there_are_is_no_setting() -> None:
    with pytest.raises(InvalidConfig, match="kafka_min_insync is 2"):
        TopicSettings(replication=1, min_insync=2)

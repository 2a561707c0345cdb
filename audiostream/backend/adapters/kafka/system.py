"""What Kafka should have: the topics, as they should be."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from kafka.admin import ConfigResource
from kafka.errors import InvalidPartitionsError, InvalidReplicationFactorError, TopicAlreadyExistsError

from audiostream.backend.adapters.kafka.connect import administrator, topics_there
from audiostream.backend.adapters.kafka.health import findings
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.topics import DAY_MS, Topic, TopicSettings, wanted_topics
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import Unavailable

NAME = "kafka"
_PING_S = 5.0
_PAUSE_S = 0.1


class KafkaSystem:
    """A ``System``. Topics with fewer partitions than wanted are drifted, unless ``grow`` says to add some."""

    def __init__(self, options: KafkaOptions, settings: TopicSettings, *, grow: bool = False) -> None:
        self._options = options
        self._settings = settings
        self._grow = grow

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return NAME

    def ping(self) -> None:
        """Return when a broker answers. Raises ``Unavailable``."""
        with administrator(replace(self._options, timeout_s=min(_PING_S, self._options.timeout_s))) as admin:
            admin.describe_cluster()

    def plan(self) -> Sequence[Step]:
        """Compare each topic with what there should be. Raises ``Unavailable``."""
        wanted = wanted_topics(self._options, self._settings)
        with administrator(self._options) as admin:
            there = topics_there(admin, [topic.name for topic in wanted])
            configs = _configs(admin, list(there))
        return [
            step
            for topic in wanted
            for step in (
                self._compared(topic, there[topic.name]["partitions"], configs[topic.name])
                if topic.name in there
                else [Step(_item(topic, State.MISSING, _words(topic)), partial(self._create, topic))]
            )
        ]

    def health(self) -> Sequence[Finding]:
        """Look at brokers, partitions and lag."""
        return findings(self._options, [topic.name for topic in wanted_topics(self._options, self._settings)])

    def _compared(
        self, topic: Topic, partitions: Sequence[Mapping[str, Any]], configs: Mapping[str, str]
    ) -> Sequence[Step]:
        """Return a step for each way in which a topic differs, so that one does not hide another; otherwise one."""
        found = replace(
            topic, partitions=len(partitions), replication=min(len(each["replica_nodes"]) for each in partitions)
        )
        changed = {name: value for name, value in topic.configs.items() if configs.get(name) != value}
        steps = []
        if changed:
            detail = ", ".join(f"{name} {configs.get(name)}, {value} wanted" for name, value in changed.items())
            item = _item(topic, State.OUTDATED, detail, kind="settings")
            steps.append(Step(item, partial(self._configure, topic, changed)))
        if found.partitions < topic.partitions:
            steps.append(self._growth(topic, found.partitions))
        if found.replication < topic.replication:
            steps.append(_too_few_replicas(topic, found.replication))
        return steps or [Step(_item(topic, State.UNCHANGED, _words(found)))]

    def _growth(self, topic: Topic, partitions: int) -> Step:
        detail = f"{partitions} partitions, {topic.partitions} wanted"
        if self._grow:
            item = _item(topic, State.OUTDATED, detail, kind="partitions")
            return Step(item, partial(self._add_partitions, topic))
        hint = "--grow adds partitions, which cannot be undone"
        return Step(_item(topic, State.DRIFTED, detail, kind="partitions", hint=hint))

    def _create(self, topic: Topic) -> str:
        spec = {
            "num_partitions": topic.partitions,
            "replication_factor": topic.replication,
            "configs": dict(topic.configs),
        }
        with administrator(self._options) as admin:
            try:
                with suppress(TopicAlreadyExistsError):  # another run made it at this moment
                    admin.create_topics({topic.name: spec})
                admin.wait_for_topics([topic.name], timeout_ms=self._options.timeout_ms)
            except InvalidReplicationFactorError as error:
                brokers = len(admin.describe_cluster()["brokers"])
                raise Unavailable(
                    f"{topic.replication} replicas need as many brokers, and {brokers} answer",
                    hint="start the others, or set kafka_replication lower",
                ) from error
        return _words(topic)

    def _add_partitions(self, topic: Topic) -> str:
        refused: InvalidPartitionsError | None = None
        with administrator(self._options) as admin:
            try:
                admin.create_partitions({topic.name: topic.partitions})
            except InvalidPartitionsError as error:  # another run may have added them at this moment
                refused = error
            has_them = self._await(lambda: _has_partitions(admin, topic))
            if refused is not None and not has_them:
                raise refused
        return f"{topic.partitions} partitions"

    def _configure(self, topic: Topic, changed: Mapping[str, str]) -> str:
        with administrator(self._options) as admin:
            admin.alter_configs([ConfigResource("topic", topic.name, dict(changed))])
            self._await(lambda: changed.items() <= _configs(admin, [topic.name])[topic.name].items())
        return ", ".join(f"{name} {value}" for name, value in changed.items())

    def _await(self, is_seen: Callable[[], bool]) -> bool:
        """Wait until a change is seen: brokers hear of it a moment later, and who looks meanwhile would not find it."""
        deadline = time.monotonic() + self._options.timeout_s
        while not (seen := is_seen()) and time.monotonic() < deadline:
            time.sleep(_PAUSE_S)
        return seen


def _has_partitions(admin: Any, topic: Topic) -> bool:  # noqa: ANN401 - the driver has no types
    found = topics_there(admin, [topic.name]).get(topic.name)
    return found is not None and len(found["partitions"]) >= topic.partitions


def _configs(admin: Any, names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:  # noqa: ANN401 - the driver has no types
    if not names:
        return {}
    found = admin.describe_configs([ConfigResource("topic", name) for name in names], config_filter="all")["topic"]
    return {name: {key: each["value"] for key, each in found[name].items()} for name in names}


def _too_few_replicas(topic: Topic, replicas: int) -> Step:
    detail = f"{replicas} replica{'' if replicas == 1 else 's'}, {topic.replication} wanted"
    hint = "Kafka's kafka-reassign-partitions.sh adds replicas"
    return Step(_item(topic, State.DRIFTED, detail, kind="replicas", hint=hint))


def _item(topic: Topic, state: State, detail: str, *, kind: str = "topic", hint: str | None = None) -> Item:
    return Item(system=NAME, kind=kind, name=topic.name, state=state, detail=detail, hint=hint)


def _words(topic: Topic) -> str:
    partitions = f"{topic.partitions} partition{'' if topic.partitions == 1 else 's'}"
    replicas = f"{topic.replication} replica{'' if topic.replication == 1 else 's'}"
    kept = topic.configs.get("retention.ms")
    return f"{partitions}, {replicas}, " + (f"kept {int(kept) // DAY_MS} days" if kept else "kept until dropped")

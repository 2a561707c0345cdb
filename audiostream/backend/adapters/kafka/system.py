"""What Kafka should have: the topics, as they should be."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource
from kafka.errors import InvalidReplicationFactorError, TopicAlreadyExistsError

from audiostream.backend.adapters.kafka.connect import connect
from audiostream.backend.adapters.kafka.failures import told
from audiostream.backend.adapters.kafka.health import findings
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.topics import DAY_MS, Topic, TopicSettings, wanted_topics
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import Unavailable

NAME = "kafka"
_KIND = "topic"
_PING_S = 3.0


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
        with _admin(replace(self._options, timeout_s=min(_PING_S, self._options.timeout_s))) as admin:
            admin.describe_cluster()

    def plan(self) -> Sequence[Step]:
        """Compare each topic with what there should be. Raises ``Unavailable``."""
        wanted = wanted_topics(self._options, self._settings)
        with _admin(self._options) as admin:
            there = {each["name"]: each for each in admin.describe_topics() if each["error_code"] == 0}
            names = [topic.name for topic in wanted if topic.name in there]
            configs = _configs(admin, names)
        return [
            self._compared(topic, there[topic.name]["partitions"], configs[topic.name])
            if topic.name in there
            else Step(_item(topic, State.MISSING, _words(topic)), partial(self._create, topic))
            for topic in wanted
        ]

    def health(self) -> Sequence[Finding]:
        """Look at brokers, partitions and lag."""
        return findings(self._options, [topic.name for topic in wanted_topics(self._options, self._settings)])

    def _compared(self, topic: Topic, partitions: Sequence[Mapping[str, Any]], configs: Mapping[str, str]) -> Step:
        replication = min(len(each["replica_nodes"]) for each in partitions)
        if len(partitions) < topic.partitions:
            detail = f"{len(partitions)} partitions, {topic.partitions} wanted"
            if self._grow:
                return Step(_item(topic, State.OUTDATED, detail), partial(self._add_partitions, topic))
            return Step(_item(topic, State.DRIFTED, detail, hint="--grow adds partitions, which cannot be undone"))
        changed = {name: value for name, value in topic.configs.items() if configs.get(name) != value}
        if changed:
            detail = ", ".join(f"{name} {configs.get(name)}, {value} wanted" for name, value in changed.items())
            return Step(_item(topic, State.OUTDATED, detail), partial(self._configure, topic, changed))
        if replication < topic.replication:
            detail = f"{replication} replicas, {topic.replication} wanted"
            return Step(_item(topic, State.DRIFTED, detail, hint="Kafka's kafka-reassign-partitions.sh adds replicas"))
        return Step(
            _item(topic, State.UNCHANGED, _words(replace(topic, partitions=len(partitions), replication=replication)))
        )

    def _create(self, topic: Topic) -> str:
        spec = {
            "num_partitions": topic.partitions,
            "replication_factor": topic.replication,
            "configs": dict(topic.configs),
        }
        with _admin(self._options) as admin:
            try:
                admin.create_topics({topic.name: spec}, wait_for_metadata=True)
            except TopicAlreadyExistsError:  # another run made it at this moment
                admin.wait_for_topics([topic.name])
            except InvalidReplicationFactorError as error:
                brokers = len(admin.describe_cluster()["brokers"])
                raise Unavailable(
                    f"{topic.replication} replicas need as many brokers, and {brokers} answer",
                    hint="start the others, or set kafka_replication lower",
                ) from error
        return _words(topic)

    def _add_partitions(self, topic: Topic) -> str:
        with _admin(self._options) as admin:
            admin.create_partitions({topic.name: topic.partitions})
            admin.wait_for_topics([topic.name])
        return _words(topic)

    def _configure(self, topic: Topic, changed: Mapping[str, str]) -> str:
        with _admin(self._options) as admin:
            admin.alter_configs([ConfigResource("topic", topic.name, dict(changed))])
        return ", ".join(f"{name} {value}" for name, value in changed.items())


@contextmanager
def _admin(options: KafkaOptions) -> Iterator[Any]:
    with (
        told(options),
        closing(connect(KafkaAdminClient, options, request_timeout_ms=options.timeout_ms)) as admin,
    ):
        yield admin


def _configs(admin: Any, names: Sequence[str]) -> Mapping[str, Mapping[str, str]]:  # noqa: ANN401 - the driver has no types
    if not names:
        return {}
    found = admin.describe_configs([ConfigResource("topic", name) for name in names], config_filter="all")["topic"]
    return {name: {key: each["value"] for key, each in found[name].items()} for name in names}


def _item(topic: Topic, state: State, detail: str, *, hint: str | None = None) -> Item:
    return Item(system=NAME, kind=_KIND, name=topic.name, state=state, detail=detail, hint=hint)


def _words(topic: Topic) -> str:
    partitions = f"{topic.partitions} partition{'' if topic.partitions == 1 else 's'}"
    replicas = f"{topic.replication} replica{'' if topic.replication == 1 else 's'}"
    kept = topic.configs.get("retention.ms")
    return f"{partitions}, {replicas}, " + (f"kept {int(kept) // DAY_MS} days" if kept else "kept until dropped")

"""Kafka's topics are made as the settings say, and changed to what they say later."""

from pathlib import Path

import pytest
from kafka.admin import ConfigResource

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.domain.events import KINDS
from audiostream.backend.wiring import options
from audiostream.settings import Settings
from tests.support import kafka
from tests.support.clusters import listener_with, own_settings
from tests.support.listener import wait_until

pytestmark = [pytest.mark.servers("kafka"), pytest.mark.slow]

INIT = ("cluster", "init", "--wait", "60", "--only", "kafka")
DAY_MS = 24 * 60 * 60 * 1000
ASKED = ("cleanup.policy", "retention.ms", "min.insync.replicas")


def test_partitions_replicas_retention_and_copies_in_sync_are_by_setting(tmp_path: Path) -> None:
    with own_settings(kafka_partitions=2, kafka_retention_days=9) as settings:
        names = options.kafka_options(Settings(**settings))  # type: ignore[arg-type]  # as their fields
        listener_with(settings, tmp_path / "first").run(*INIT)
        made = _described(names)
        assert {kind: made[kind] for kind in KINDS} == dict.fromkeys(KINDS, (2, 1, "delete", str(9 * DAY_MS), "1"))
        # Few, and kept until someone drops them.
        letters = [made[f"{kind}.dlq"] for kind in KINDS]
        assert {(partitions, kept) for partitions, _, kept, *_ in letters} == {(1, "compact")}

        # The tests' one broker cannot hold two copies: that they are wanted is told, and all else is done.
        more = {"kafka_partitions": 3, "kafka_replication": 2, "kafka_min_insync": 2, "kafka_retention_days": 8}
        later = listener_with({**settings, **more}, tmp_path / "later")
        grown = later.run(*INIT, "--grow", "--json", code=5).data["items"]
        prefix = names.prefix
        assert [(item["kind"], item["status"]) for item in grown if item["name"] == f"{prefix}listening_history"] == [
            ("settings", "changed"),
            ("partitions", "changed"),
            ("replicas", "drifted"),
        ]
        assert {item["detail"] for item in grown if item["status"] == "drifted"} == {"1 replica, 2 wanted"}
        # What Kafka has been told it tells others in a moment.
        wanted = dict.fromkeys(KINDS, (3, 1, "delete", str(8 * DAY_MS), "2"))
        wait_until(lambda: wanted.items() <= _described(names).items())
        made = _described(names)
        assert {made[f"{kind}.dlq"][-1] for kind in KINDS} == {"2"}


def _described(names: KafkaOptions) -> dict[str, tuple[int, int, str, str, str]]:
    """Return of each topic its partitions, replicas, and what brokers were told of how to keep it."""
    wanted = [name for kind in KINDS for name in (names.topic(kind), names.dead_letter_topic(kind))]
    with kafka.admin(names) as client:
        topics = client.describe_topics(wanted)
        configs = client.describe_configs([ConfigResource("topic", name) for name in wanted], config_filter="all")
    found = {}
    for topic in topics:
        cleanup, kept, in_sync = (configs["topic"][topic["name"]][each]["value"] for each in ASKED)
        (replicas,) = {len(partition["replica_nodes"]) for partition in topic["partitions"]}
        found[names.kind(topic["name"])] = (len(topic["partitions"]), replicas, cleanup, kept, in_sync)
    return found

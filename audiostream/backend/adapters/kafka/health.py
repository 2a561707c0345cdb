"""What can be said of Kafka's health."""

import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from audiostream.backend.adapters.kafka.backlog import lags
from audiostream.backend.adapters.kafka.connect import administrator, topics_there
from audiostream.backend.adapters.kafka.failures import DOWN
from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.backend.cluster.system import Finding
from audiostream.backend.domain.events import now_us
from audiostream.errors import AudiostreamError

_SYSTEM = "kafka"
_NOBODY = "start the brokers, or name others in kafka_servers; see a broker's log"
LATE_S = 60
"""Events that wait longer say that the consumers do not keep up, or that there is none."""


def findings(options: KafkaOptions, topics: Sequence[str]) -> Sequence[Finding]:
    """Look at the brokers, these topics of theirs, and the lag of the group of the options."""
    found: list[Finding] = []
    try:
        with administrator(options) as admin:
            found.append(_brokers(admin))
            there = topics_there(admin, topics)
        found.append(_topics(topics, there))
        if partitions := [part for topic in there.values() for part in topic["partitions"]]:
            found.append(_replicas(partitions))
        # How much waits is known only where each partition can be read; copies that lag behind do not matter to that.
        if len(there) == len(topics) and not _leaderless(partitions):
            found.append(_lag(options))
    except AudiostreamError as error:
        remedy = _NOBODY if error.hint in (None, DOWN) else error.hint
        found.append(_finding("brokers", error.message, remedy=remedy))
    return found


def _brokers(admin: Any) -> Finding:  # noqa: ANN401 - the driver has no types
    begun = time.perf_counter()
    brokers = admin.describe_cluster()["brokers"]
    latency_ms = (time.perf_counter() - begun) * 1000
    version = ".".join(map(str, admin.config["api_version"] or _version(admin)))
    count = f"{len(brokers)} broker{'' if len(brokers) == 1 else 's'}"
    return _finding("brokers", f"{count}, Kafka {version} or later, {latency_ms:.0f} ms")


def _version(admin: Any) -> Sequence[int]:  # noqa: ANN401 - the driver has no types
    version: Sequence[int] = admin._manager.broker_version  # noqa: SLF001 - the driver tells it nowhere else
    return version


def _topics(topics: Sequence[str], there: Mapping[str, object]) -> Finding:
    missing = [name for name in topics if name not in there]
    if missing:
        return _finding("topics", f"missing: {', '.join(missing)}", remedy="audiostream cluster init makes them")
    return _finding("topics", f"all {len(topics)} are there")


def _replicas(partitions: Sequence[Mapping[str, Any]]) -> Finding:
    leaderless = _leaderless(partitions)
    behind = sum(len(each["isr_nodes"]) < len(each["replica_nodes"]) for each in partitions)
    if leaderless:
        detail = f"{leaderless} of {len(partitions)} partitions have no leader: their events wait"
        return _finding("replication", detail, remedy="start the brokers that are down")
    if behind:
        detail = f"{behind} of {len(partitions)} partitions have fewer copies in sync than wanted"
        return _finding("replication", detail, remedy="start the brokers that are down; they catch up by themselves")
    return _finding("replication", f"all {len(partitions)} partitions have all copies in sync")


def _leaderless(partitions: Sequence[Mapping[str, Any]]) -> int:
    return sum(each["leader_id"] < 0 for each in partitions)


def _lag(options: KafkaOptions) -> Finding:
    with closing(Viewer(options)) as viewer:
        behind = lags(options, viewer)
    waiting = sum(each.waiting for each in behind)
    oldest_at = min((each.oldest_at for each in behind if each.oldest_at is not None), default=None)
    age_s = 0 if oldest_at is None else max(0, (now_us() - oldest_at) // 1_000_000)
    detail = f"{waiting:,} events wait" + (f", the oldest for {age_s:,} s" if waiting else "")
    if age_s > LATE_S:
        return _finding("lag", detail, remedy="start (another) audiostream consumer run, or see what it says")
    return _finding("lag", detail)


def _finding(subject: str, detail: str, *, remedy: str | None = None) -> Finding:
    return Finding(system=_SYSTEM, subject=subject, ok=remedy is None, detail=detail, remedy=remedy)

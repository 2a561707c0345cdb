"""TLS and passwords, by the settings alone, on servers that want them; and what is said where they are wrong."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.cassandra.system import CassandraSystem
from audiostream.backend.adapters.catalog.system import CatalogueSystem
from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.adapters.kafka.system import KafkaSystem
from audiostream.backend.adapters.kafka.topics import TopicSettings
from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.system import S3System
from audiostream.backend.cluster.system import System
from audiostream.backend.domain.events import KINDS, decode
from audiostream.backend.wiring import options
from audiostream.errors import AudiostreamError, InvalidConfig, Unavailable
from audiostream.settings import Settings
from tests.support import kafka, postgresql, secured
from tests.support.events import make_listened
from tests.support.servers import CASSANDRA_HOSTS, unique
from tools.servers import addresses

pytestmark = [
    pytest.mark.servers,
    pytest.mark.slow,
    # Drivers drop a connection that never came about without closing it; Python closes it, and tells.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
WAYS = [("ssl", "PLAIN"), *((each, name) for each in ("sasl_ssl", "sasl_plaintext") for name in MECHANISMS)]
# By what each is told whom to trust.
SYSTEMS = {
    "cassandra": "cassandra_ca_file",
    "kafka": "kafka_ca_file",
    "catalogue": "sslrootcert",
    "storage": "s3_ca_file",
}


@pytest.fixture(autouse=True)
def _dropped() -> Iterator[None]:
    """Have what a test's drivers have dropped told in that test."""
    yield
    gc.collect()


def _settings(trusted: Path, **changes: str) -> Settings:
    given: dict[str, Any] = {
        "cassandra_hosts": ",".join(CASSANDRA_HOSTS),
        "cassandra_ca_file": str(trusted),
        **secured.kafka("sasl_ssl"),
        "kafka_ca_file": str(trusted),
        "catalogue_dsn": secured.trusting(postgresql.dsn("postgres"), trusted),
        "s3_endpoint": addresses.S3_TLS_ENDPOINT,
        "s3_access_key": addresses.S3_ACCESS_KEY,
        "s3_secret_key": addresses.S3_SECRET_KEY,
        "s3_ca_file": str(trusted),
    }
    return Settings(**{**given, **changes})


@contextmanager
def _system(name: str, settings: Settings) -> Iterator[System]:
    makers: dict[str, Callable[[], Any]] = {
        "cassandra": lambda: CassandraSystem(replace(options.cassandra_options(settings), connect_timeout_s=20.0)),
        "kafka": lambda: KafkaSystem(replace(options.kafka_options(settings), timeout_s=6.0), TopicSettings()),
        "catalogue": lambda: CatalogueSystem(options.catalogue_options(settings)),
        "storage": lambda: S3System(Bucket(options.s3_options(settings))),
    }
    with ExitStack() as stack:
        system = makers[name]()
        if hasattr(system, "close"):
            stack.callback(system.close)
        yield system


def _refusal(name: str, settings: Settings) -> AudiostreamError:
    with _system(name, settings) as system, pytest.raises(AudiostreamError) as caught:
        system.ping()
    with _system(name, settings) as system:
        # What the doctor says is the same, and it always has a remedy.
        [finding] = system.health()
    assert (finding.ok, finding.detail, finding.remedy) == (False, caught.value.message, caught.value.hint)
    return caught.value


@pytest.mark.parametrize("name", SYSTEMS)
def test_each_server_is_reached_by_tls(name: str) -> None:
    with _system(name, _settings(secured.authority())) as system:
        system.ping()


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_server_of_another_authority_is_not_trusted(name: str, tmp_path: Path) -> None:
    told = _refusal(name, _settings(secured.wrong_authority(tmp_path)))
    assert isinstance(told, Unavailable)
    assert "certificate" in told.message
    assert SYSTEMS[name] in str(told.hint)


@pytest.mark.parametrize("name", SYSTEMS)
def test_a_file_of_authorities_that_is_missing_is_told_by_its_name(name: str, tmp_path: Path) -> None:
    told = _refusal(name, _settings(tmp_path / "none.pem"))
    assert str(tmp_path / "none.pem") in told.message
    assert told.hint
    assert isinstance(told, Unavailable if name == "catalogue" else InvalidConfig)


@pytest.mark.parametrize("name", ["cassandra", "kafka", "storage"])
def test_a_file_without_a_certificate_is_told(name: str, tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("no certificate\n", encoding="utf-8")
    told = _refusal(name, _settings(tmp_path / "empty.pem"))
    assert isinstance(told, InvalidConfig)
    assert "holds no certificate" in told.message


def test_what_passes_between_us_and_cassandra_is_encrypted() -> None:
    settings = options.cassandra_options(_settings(secured.authority()))
    with closing(Session(settings)) as session:
        clients = session.rows("SELECT ssl_enabled, driver_name FROM system_views.clients")
    assert True in {encrypted for encrypted, _ in clients}


def test_what_passes_between_us_and_the_database_is_encrypted() -> None:
    address = secured.trusting(postgresql.dsn("postgres"), secured.authority())
    assert postgresql.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", address) == [(True,)]


def test_a_wrong_password_for_the_database_is_told_and_shown_to_nobody() -> None:
    address = secured.trusting(
        postgresql.dsn("postgres"), secured.authority(), user=f"{addresses.POSTGRES_STRANGER}:s3cr3t"
    )
    told = _refusal("catalogue", _settings(secured.authority(), catalogue_dsn=address))
    assert "password authentication failed" in told.message
    assert "user and password in catalogue_dsn" in str(told.hint)
    assert "s3cr3t" not in f"{told.message} {told.hint}"


@contextmanager
def _user(mechanism: str) -> Iterator[str]:
    """Give one who may log in; to SCRAM each is told by Kafka's administrator."""
    if mechanism == "PLAIN":
        yield addresses.KAFKA_USER
        return
    from kafka.admin import UserScramCredentialDeletion, UserScramCredentialUpsertion

    name = unique("listener")
    with kafka.admin(kafka.own_options()) as client:
        made = UserScramCredentialUpsertion(name, mechanism, addresses.KAFKA_PASSWORD)
        client.alter_user_scram_credentials([made])
        try:
            yield name
        finally:
            client.alter_user_scram_credentials([UserScramCredentialDeletion(name, mechanism)])


@pytest.mark.parametrize(("security", "mechanism"), WAYS)
def test_events_come_and_go_by_each_way_into_kafka(security: str, mechanism: str) -> None:
    name, event = unique("test"), make_listened()
    with _user(mechanism) as user:
        settings = {**secured.kafka(security, mechanism), "kafka_user": user, "kafka_prefix": f"{name}."}
        way = options.kafka_options(_settings(secured.authority(), **settings))
        with (
            kafka.topics(replace(way, servers=kafka.SERVERS, security="plaintext")),
            closing(KafkaEventLog(way)) as log,
            closing(KafkaEventReader(way, KINDS)) as reader,
        ):
            log.publish([event])
            came = reader.poll(limit=10, timeout_s=kafka.PATIENCE_S)
        assert [decode(each.topic, each.value) for each in came] == [event]


@pytest.mark.parametrize("security", ["sasl_ssl", "sasl_plaintext"])
def test_a_wrong_password_for_kafka_is_told(security: str) -> None:
    told = _refusal("kafka", _settings(secured.authority(), **secured.kafka(security) | {"kafka_password": "s3cr3t"}))
    assert isinstance(told, Unavailable)
    assert "user, password or mechanism may be wrong" in told.message
    assert "kafka_password" in str(told.hint)
    assert "s3cr3t" not in f"{told.message} {told.hint}"


def test_tls_where_kafka_speaks_none_is_told() -> None:
    plain = f"127.0.0.1:{addresses.KAFKA_PORT}"
    told = _refusal("kafka", _settings(secured.authority(), kafka_servers=plain, kafka_security="ssl"))
    assert "it does not speak TLS there" in told.message
    assert "kafka_security" in str(told.hint)


def test_no_tls_where_kafka_wants_it_is_told() -> None:
    wants = secured.kafka("ssl")["kafka_servers"]
    told = _refusal("kafka", _settings(secured.authority(), kafka_servers=wants, kafka_security="plaintext"))
    assert "takes connections, but does not let us in" in told.message
    assert "kafka_security" in str(told.hint)

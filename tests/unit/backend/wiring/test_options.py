"""From settings to what each adapter is told."""

from pathlib import Path

import pytest

from audiostream.backend.wiring import options
from audiostream.errors import InvalidConfig
from audiostream.settings import Settings


def test_with_nothing_set_nobody_logs_in_and_servers_are_on_this_machine() -> None:
    settings = Settings()
    cassandra, kafka, s3 = (
        options.cassandra_options(settings),
        options.kafka_options(settings),
        options.s3_options(settings),
    )
    assert (cassandra.hosts, cassandra.user, cassandra.password, cassandra.ca_file) == (
        ("127.0.0.1:9042",),
        None,
        None,
        None,
    )
    assert (kafka.servers, kafka.user, kafka.ca_file, kafka.group) == (("127.0.0.1:9092",), None, None, "audiostream")
    assert (s3.bucket, s3.endpoint, s3.region, s3.access_key, s3.secret_key) == ("audiostream", None, None, None, None)


def test_several_hosts_stand_with_commas_between() -> None:
    settings = Settings(cassandra_hosts="a:1, b:2,", kafka_servers=" c:3 ,d:4")
    assert options.cassandra_options(settings).hosts == ("a:1", "b:2")
    assert options.kafka_options(settings).servers == ("c:3", "d:4")


def test_a_prefix_keeps_the_group_apart_too() -> None:
    kafka = options.kafka_options(Settings(kafka_prefix="staging."))
    assert (kafka.topic("listening_history"), kafka.group) == ("staging.listening_history", "staging.audiostream")


def test_who_logs_in_and_whom_to_trust_is_passed_on() -> None:
    settings = Settings(
        cassandra_user="ada",
        cassandra_password="s1",  # noqa: S106 - of nothing
        cassandra_ca_file="/a.pem",
        kafka_security="sasl_ssl",
        kafka_user="bob",
        kafka_password="s2",  # noqa: S106
        kafka_ca_file="/b.pem",
        s3_access_key="key",
        s3_secret_key="s3",  # noqa: S106
        s3_ca_file="/c.pem",
    )
    cassandra, kafka = options.cassandra_options(settings), options.kafka_options(settings)
    assert (cassandra.user, cassandra.password, cassandra.ca_file) == ("ada", "s1", Path("/a.pem"))
    assert (kafka.security, kafka.user, kafka.password, kafka.ca_file) == ("sasl_ssl", "bob", "s2", Path("/b.pem"))
    assert options.s3_options(settings).ca_file == Path("/c.pem")
    assert (options.s3_options(settings).access_key, options.s3_options(settings).secret_key) == ("key", "s3")


@pytest.mark.parametrize(
    ("settings", "read", "reason"),
    [
        (Settings(cassandra_hosts=" , "), options.cassandra_options, "cassandra_hosts names no host"),
        (Settings(kafka_servers=""), options.kafka_options, "kafka_servers names no host"),
        (Settings(), options.catalogue_options, "catalogue_dsn is not set"),
        (Settings(), options.cloudfront_options, "cdn_private_key_file is not set"),
        (Settings(cdn_ip_range="192.0.2.7/24"), options.cdn_ip_range, "cdn_ip_range: .*has host bits set"),
        (Settings(cdn_ip_range="2001:db8::/32"), options.cdn_ip_range, "cdn_ip_range: "),
        (Settings(cassandra_keyspace="No-Name"), options.cassandra_options, "cannot be the name of a keyspace"),
    ],
)
def test_what_is_needed_and_not_set_is_told(settings: Settings, read: object, reason: str) -> None:
    assert callable(read)
    with pytest.raises(InvalidConfig, match=reason) as caught:
        read(settings)
    assert caught.value.hint

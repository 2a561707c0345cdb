"""Where the Cassandra cluster is."""

import pytest

from audiostream.backend.adapters.cassandra.options import CassandraOptions, parse_host
from audiostream.errors import InvalidConfig


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("127.0.0.1", ("127.0.0.1", 9042)),
        ("db.example.org:19042", ("db.example.org", 19042)),
        ("[::1]", ("::1", 9042)),
        ("[fe80::2]:1", ("fe80::2", 1)),
    ],
)
def test_a_node_is_a_host_and_maybe_a_port(text: str, host: tuple[str, int]) -> None:
    assert parse_host(text) == host


@pytest.mark.parametrize("text", ["", ":9042", "::1", "a:0", "a:65536", "a:b", "a b", "http://a:9042", "a:1:2", "[::1"])
def test_what_is_no_node_is_refused(text: str) -> None:
    with pytest.raises(InvalidConfig, match="not the address"):
        CassandraOptions(hosts=[text])


@pytest.mark.parametrize("name", ["", "Music", "1st", "a-b", "a;drop", "a" * 49, 'a"b'])
def test_a_keyspace_that_needs_quotes_is_refused(name: str) -> None:
    with pytest.raises(InvalidConfig, match="keyspace"):
        CassandraOptions(keyspace=name)


def test_at_least_one_node_is_named() -> None:
    with pytest.raises(InvalidConfig, match="no Cassandra node"):
        CassandraOptions(hosts=())


def test_the_password_is_never_shown() -> None:
    options = CassandraOptions(user="ada", password="s3cret")  # noqa: S106 - an example
    assert "s3cret" not in f"{options} {options!r}"

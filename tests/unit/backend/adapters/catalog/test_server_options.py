"""Addresses of a catalogue's server: what is made of them, and what is said of those that are none."""

import importlib.util
from typing import Any

import pytest

from audiostream.backend.adapters.catalog.server_options import READ_COMMITTED, Server, ServerOptions, server_of
from audiostream.errors import InvalidConfig


def _server(dsn: str, **fields: Any) -> Server:  # noqa: ANN401 - any field
    return server_of(ServerOptions(dsn=dsn, **fields))


def _options(server: Server) -> dict[str, str]:
    options = server.settings["OPTIONS"]
    assert isinstance(options, dict)
    return options


@pytest.mark.parametrize(
    ("scheme", "engine"),
    [
        ("postgresql", "django.db.backends.postgresql"),
        ("postgres", "django.db.backends.postgresql"),
        ("PostgreSQL", "django.db.backends.postgresql"),
        ("cockroachdb", "django_cockroachdb"),
        ("cockroach", "django_cockroachdb"),
    ],
)
def test_the_scheme_says_which_database_it_is(scheme: str, engine: str) -> None:
    server = _server(f"{scheme}://nina@db.example:5433/music")
    assert server.settings["ENGINE"] == engine
    assert {name: server.settings[name] for name in ("NAME", "USER", "HOST", "PORT")} == {
        "NAME": "music",
        "USER": "nina",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert (server.database, server.address) == ("music", "db.example:5433")


def test_what_is_percent_encoded_is_decoded() -> None:
    server = _server("postgresql://ni%40na:p%40ss%3A%2F%3F%23%25w%C3%B6rd@[::1]:5433/m%C3%BCsic")
    assert server.settings["USER"] == "ni@na"
    assert server.settings["PASSWORD"] == "p@ss:/?#%wörd"  # noqa: S105 - of nobody
    assert (server.settings["HOST"], server.database) == ("::1", "müsic")


def test_what_is_not_said_is_usual() -> None:
    server = _server("postgresql://")
    assert (server.database, server.address) == ("audiostream", "localhost")
    assert not {"USER", "PASSWORD", "HOST", "PORT"} & server.settings.keys()


def test_tls_is_as_the_address_has_it() -> None:
    options = _options(_server("cockroachdb://db.example/music?sslmode=verify-full&sslrootcert=/etc/ca%20s/ca.crt"))
    assert (options["sslmode"], options["sslrootcert"]) == ("verify-full", "/etc/ca s/ca.crt")


def test_several_hosts_are_tried_in_turn() -> None:
    server = _server("postgresql://a.example:26257,b.example:26258/music?target_session_attrs=read-write")
    assert (server.settings["HOST"], server.settings["PORT"]) == ("a.example,b.example", "26257,26258")
    assert _options(server)["target_session_attrs"] == "read-write"


def test_sessions_are_serializable_and_bounded_unless_the_address_says_otherwise() -> None:
    options = _options(_server("postgresql://db.example", statement_timeout_s=1.5, connect_timeout_s=7))
    assert options["options"].split(" -c ") == [
        "-c default_transaction_isolation=serializable",
        "statement_timeout=1500",
        "idle_in_transaction_session_timeout=1500",
    ]
    assert options["connect_timeout"] == "7"
    said = _options(_server("postgresql://db.example?connect_timeout=9&options=-c%20statement_timeout%3D1"))
    assert said["connect_timeout"] == "9"
    # The last one counts.
    assert said["options"].endswith("-c idle_in_transaction_session_timeout=30000 -c statement_timeout=1")


def test_another_isolation_is_one_option_to_the_server() -> None:
    said = _options(_server("postgresql://db.example", isolation=READ_COMMITTED))
    assert "-c default_transaction_isolation=read\\ committed -c" in said["options"]


@pytest.mark.parametrize(
    "dsn",
    [
        "",
        "db.example",
        "host=db.example password=s3cr3t",
        "mysql://root:s3cr3t@db.example/music",
        "://root:s3cr3t@db.example",
        "postgresql://root:s3cr3t%zz@db.example",
        "postgresql://root:/s3cr3t@db.example",
        "postgresql://root:s3cr3t@db.example/music?sslmood=off",
        "postgresql://root:s3cr3t@db.example/music?password=s3cr3t&password",
        "postgresql://root:s3cr3t@[::1/music",
    ],
)
def test_what_is_no_address_is_refused_without_showing_it(dsn: str) -> None:
    with pytest.raises(InvalidConfig, match="catalogue_dsn is not the address of a server") as caught:
        _server(dsn)
    assert "s3cr3t" not in caught.value.message
    assert "postgresql://USER:PASSWORD@HOST:PORT/DATABASE" in str(caught.value.hint)


def test_nothing_shows_the_password() -> None:
    options = ServerOptions(dsn="postgresql://root:s3cr3t@db.example")
    assert "s3cr3t" not in f"{options}{server_of(options)}"


@pytest.mark.parametrize("missing", ["psycopg2", "django_cockroachdb"])
def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(InvalidConfig, match=f"needs the package '{missing}'") as caught:
        _server("cockroachdb://db.example")
    assert caught.value.hint == "pip install 'audiostream[cluster]'"

"""A catalogue's database from nothing to ready, and what is said of its health."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from itertools import count
from typing import Any
from unittest.mock import patch

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.migrating import known_migrations, steps
from audiostream.backend.adapters.catalog.server_options import ServerOptions, server_of
from audiostream.backend.adapters.catalog.settings import CATALOGUE, WITH_TABLES
from audiostream.backend.adapters.catalog.system import CatalogueSystem
from audiostream.backend.cluster.system import Finding, State, Step
from audiostream.errors import InvalidConfig, Rejected, Unavailable
from tests.support import cockroachdb, postgresql
from tests.support.builders import make_artist
from tests.support.threads import at_once

pytestmark = pytest.mark.servers

NOBODY = "postgresql://root:s3cr3t@127.0.0.1:1/music?connect_timeout=2"


@pytest.fixture
def dsn() -> Iterator[str]:
    with postgresql.database('a "new" one') as address:
        yield address


@pytest.fixture
def system(dsn: str) -> Iterator[CatalogueSystem]:
    with closing(CatalogueSystem(ServerOptions(dsn=dsn))) as opened:
        yield opened


def _states(system: CatalogueSystem) -> dict[str, State]:
    return {f"{step.item.kind} {step.item.name}": step.item.state for step in system.plan()}


def _apply(steps: list[Step]) -> None:
    for step in steps:
        assert step.apply
        step.apply()


def _finding(system: CatalogueSystem, subject: str) -> Finding:
    (found,) = [each for each in system.health() if each.subject == subject]
    return found


def test_from_nothing_to_ready_and_again(system: CatalogueSystem, dsn: str) -> None:
    system.ping()
    plan = list(system.plan())
    assert [step.item.kind for step in plan] == ["database", *["migration"] * len(steps(WITH_TABLES))]
    assert {step.item.state for step in plan} == {State.MISSING}
    assert set(_states(system).values()) == {State.MISSING}, "a plan changes nothing"
    _apply(plan)
    assert set(_states(system).values()) == {State.UNCHANGED}
    _apply(plan)
    assert [each for each in system.health() if not each.ok] == []
    with closing(open_server_catalogue(ServerOptions(dsn=dsn))) as catalogue:
        assert catalogue.put_artist(make_artist())[1]


def test_one_that_broke_off_goes_on(system: CatalogueSystem) -> None:
    plan = list(system.plan())
    _apply(plan[:2])
    assert list(_states(system).values()) == [State.UNCHANGED, State.UNCHANGED, *[State.MISSING] * (len(plan) - 2)]
    _apply(list(system.plan()))
    assert set(_states(system).values()) == {State.UNCHANGED}


def test_on_cockroachdb_which_undoes_no_tables_one_that_broke_off_goes_on_too(dsn: str) -> None:
    with cockroachdb.played(), closing(CatalogueSystem(ServerOptions(dsn=cockroachdb.dsn(dsn)))) as system:
        database, *migrations = list(system.plan())
        _apply([database])
        cockroachdb.make_row_ids(dsn)
        _apply(migrations[:2])
        postgresql.run(
            "CREATE TABLE catalog_artist_words (artist_id BIGINT, length INT, whole TEXT, words TSVECTOR)", dsn
        )
        assert _states(system)["migration catalog.0004_server_search"] is State.MISSING
        _apply(migrations)
        assert set(_states(system).values()) == {State.UNCHANGED}


class _Crash(Exception):
    """The process ended here."""


@contextmanager
def _crashing(after: int) -> Iterator[None]:
    """Have a migration end after so many changes of tables."""
    from django_cockroachdb.schema import DatabaseSchemaEditor

    done, execute = 0, DatabaseSchemaEditor.execute

    def execute_and_crash(self: DatabaseSchemaEditor, *given: Any, **named: Any) -> None:  # noqa: ANN401 - Django's
        nonlocal done
        execute(self, *given, **named)
        done += 1
        if done == after:
            raise _Crash

    with patch.object(DatabaseSchemaEditor, "execute", execute_and_crash):
        yield


def _tables(dsn: str) -> list[tuple[object, ...]]:
    return postgresql.run(
        "SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
        " WHERE table_schema = 'public' UNION ALL SELECT tablename, indexname, indexdef, NULL, NULL FROM pg_indexes"
        " WHERE schemaname = 'public' UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid),"
        " NULL, NULL FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3",
        dsn,
    )


@pytest.mark.slow
def test_on_cockroachdb_a_crash_after_any_change_of_a_table_is_made_good_by_the_next_run(dsn: str) -> None:
    with cockroachdb.played(), closing(CatalogueSystem(ServerOptions(dsn=cockroachdb.dsn(dsn)))) as system:
        database, *migrations = list(system.plan())
        _apply([database])
        cockroachdb.make_row_ids(dsn)
        crashes = 0
        for step in migrations:
            assert step.apply
            for after in count(1):
                with suppress(_Crash), _crashing(after):
                    step.apply()
                    break
                crashes += 1
        assert crashes > 30
        assert set(_states(system).values()) == {State.UNCHANGED}
        assert _tables(dsn) == _tables(cockroachdb.process_database())


def test_on_cockroachdb_nodes_are_counted(dsn: str) -> None:
    with cockroachdb.played(), closing(CatalogueSystem(ServerOptions(dsn=cockroachdb.dsn(dsn)))) as system:
        database, *migrations = list(system.plan())
        _apply([database])
        cockroachdb.make_row_ids(dsn)
        _apply(migrations)
        # PostgreSQL has none of it, as a newer CockroachDB has not for everyone: that is no illness.
        assert _finding(system, "nodes").ok
        assert "not counted" in _finding(system, "nodes").detail
        cockroachdb.make_nodes(dsn, {"db1:26257": True, "db2:26257": True, "db3:26257": False})
        told = _finding(system, "nodes")
    assert (told.ok, told.detail) == (False, "2 of 3 live; not: db3:26257 (node 3)")
    assert "Start CockroachDB there" in str(told.remedy)


def test_on_postgresql_there_are_no_nodes_to_count(system: CatalogueSystem) -> None:
    _apply(list(system.plan()))
    assert "nodes" not in {each.subject for each in system.health()}


def test_several_at_once_end_as_one(dsn: str) -> None:
    def initialise(_: int) -> set[State]:
        with closing(CatalogueSystem(ServerOptions(dsn=dsn))) as system:
            _apply(list(system.plan()))
            return set(_states(system).values())

    assert at_once(4, initialise) == [{State.UNCHANGED}] * 4


def test_the_migrations_can_be_undone(system: CatalogueSystem, dsn: str) -> None:
    from django.core.management import call_command

    from audiostream.backend.adapters.catalog.server_database import ServerDatabase

    _apply(list(system.plan()))
    with closing(ServerDatabase(ServerOptions(dsn=dsn), [CATALOGUE])) as database:
        database.read(lambda alias: call_command("migrate", "catalog", "zero", database=alias, verbosity=0))
    left = postgresql.run("SELECT tablename FROM pg_tables WHERE tablename LIKE 'catalog%'", dsn)
    assert left == [("catalog_migrating",)]


def test_before_it_is_ready_a_catalogue_says_what_to_do(system: CatalogueSystem, dsn: str) -> None:
    plan = list(system.plan())
    with closing(open_server_catalogue(ServerOptions(dsn=dsn))) as catalogue:
        with pytest.raises(Unavailable, match="does not exist"):
            catalogue.artists(limit=1)
        for done, message in ((1, "has no catalogue yet"), (2, "lacks the migration 'catalog.0002_sqlite_search'")):
            _apply(plan[:done])
            with pytest.raises(Unavailable, match=message) as caught:
                catalogue.artists(limit=1)
            assert caught.value.hint == "Run 'audiostream cluster init'."
        _apply(plan)
        assert not catalogue.artists(limit=1).items


def test_one_of_a_newer_version_is_left_alone(system: CatalogueSystem, dsn: str) -> None:
    _apply(list(system.plan()))
    postgresql.run("INSERT INTO django_migrations (app, name, applied) VALUES ('catalog', '9999_new', now())", dsn)
    assert _states(system)["migration catalog.9999_new"] is State.DRIFTED
    schema = _finding(system, "schema")
    assert (schema.ok, schema.remedy) == (False, "Upgrade audiostream.")
    with closing(open_server_catalogue(ServerOptions(dsn=dsn))) as catalogue:
        with pytest.raises(Unavailable, match="newer audiostream") as caught:
            catalogue.artists(limit=1)
        assert caught.value.hint == "Upgrade audiostream."


def test_health_says_version_and_latency(system: CatalogueSystem) -> None:
    _apply(list(system.plan()))
    server = _finding(system, "server")
    assert server.ok
    assert server.detail.startswith("PostgreSQL 1")
    assert server.detail.endswith(" ms")
    assert {each.system for each in system.health()} == {"catalogue"}


def test_health_says_what_is_not_there(system: CatalogueSystem) -> None:
    assert [(each.subject, each.ok) for each in system.health()] == [("database", False)]
    _apply(list(system.plan())[:2])
    schema = _finding(system, "schema")
    count = len(known_migrations(WITH_TABLES))
    assert schema.detail == f"lacks {count - 1} of {count} migrations, first catalog.0002_sqlite_search"
    assert schema.remedy == "Run 'audiostream cluster init'."


@pytest.mark.parametrize(
    ("option", "subject", "remedy"),
    [
        ("default_transaction_isolation%3Dread\\%20committed", "isolation", "default_transaction_isolation"),
        ("default_transaction_read_only%3Don", "writes", "takes writes"),
    ],
)
def test_health_says_what_is_unwell_and_its_remedy(dsn: str, option: str, subject: str, remedy: str) -> None:
    with closing(CatalogueSystem(ServerOptions(dsn=dsn))) as system:
        _apply(list(system.plan()))
    with closing(CatalogueSystem(ServerOptions(dsn=f"{dsn}%20-c%20{option}"))) as system:
        (unwell,) = [each for each in system.health() if not each.ok]
        assert unwell.subject == subject
        assert remedy in str(unwell.remedy)


def test_health_sees_an_encoding_that_holds_not_every_title(dsn: str) -> None:
    name = postgresql.quote_ident(server_of(ServerOptions(dsn=dsn)).database)
    postgresql.run(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0")
    with closing(CatalogueSystem(ServerOptions(dsn=dsn))) as system:
        assert not _finding(system, "encoding").ok


def test_nobody_listening_is_said_without_the_password() -> None:
    with closing(CatalogueSystem(ServerOptions(dsn=NOBODY))) as system:
        for call in (system.ping, system.plan):
            with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1") as caught:
                call()
            assert "s3cr3t" not in caught.value.message
        (server,) = system.health()
        assert not server.ok
        assert server.remedy
        assert "s3cr3t" not in server.detail


def test_who_may_not_make_a_database_is_told(dsn: str) -> None:
    role = "audiostream_test_nobody"
    postgresql.run(f"DROP ROLE IF EXISTS {role}")
    postgresql.run(f"CREATE ROLE {role} LOGIN")
    try:
        with closing(CatalogueSystem(ServerOptions(dsn=dsn.replace("postgres@", f"{role}@")))) as system:
            plan = list(system.plan())
            assert plan[0].item.state is State.MISSING
            with pytest.raises(Rejected, match="permission denied") as caught:
                _apply(plan)
            assert "grant" in str(caught.value.hint)
    finally:
        postgresql.run(f"DROP ROLE {role}")


def test_an_address_that_is_none_is_refused_at_once() -> None:
    with pytest.raises(InvalidConfig):
        CatalogueSystem(ServerOptions(dsn="mysql://127.0.0.1"))

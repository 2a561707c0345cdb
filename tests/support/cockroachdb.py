"""The catalogue as it speaks to CockroachDB, on PostgreSQL.

CockroachDB itself is not what answers. But the backend is django-cockroachdb, and so are the statements: what it does
otherwise than Django's own for PostgreSQL, and what of ours asks which of them it is, is run here.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from audiostream.backend.adapters.accounts.opening import open_server_accounts
from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.system import CatalogueSystem
from audiostream.backend.ports import AccountStore, Catalogue
from tests.support import postgresql

_VERSION = "CockroachDB CCL v25.2.0 (x86_64-pc-linux-gnu, built 2025/05/05 00:00:00, go1.23.7)"
# By which django-cockroachdb has the ids of rows made; ours come with them.
_ROW_ID = """
    CREATE SEQUENCE row_id;
    CREATE FUNCTION unique_rowid() RETURNS BIGINT LANGUAGE SQL AS 'SELECT nextval(''row_id'')'
"""
# What an INTEGER of CockroachDB's is.
_LONG = {"AutoField": "bigint", "BigAutoField": "bigint"}


@contextmanager
def catalogue(_folder: Path) -> Iterator[Catalogue]:
    """Give an empty catalogue."""
    with played(), closing(open_server_catalogue(_empty_options())) as opened:
        yield opened


@contextmanager
def accounts(_folder: Path) -> Iterator[AccountStore]:
    """Give a store without an account."""
    with played(), closing(open_server_accounts(_empty_options())) as opened:
        yield opened


@contextmanager
def played() -> Iterator[None]:
    """Have django-cockroachdb take PostgreSQL for CockroachDB."""
    from django_cockroachdb.base import DatabaseWrapper

    version = patch.object(DatabaseWrapper, "cockroachdb_server_info", _VERSION)
    with version, patch.dict(DatabaseWrapper.data_types, _LONG):
        yield


def _empty_options() -> ServerOptions:
    address = process_database()
    postgresql.empty(address)
    return ServerOptions(dsn=dsn(address))


@cache
def process_database() -> str:
    """Return the address of this process's database, which has all tables."""
    return postgresql.kept("cockroachdb", _make)


def make_row_ids(address: str) -> None:
    """Give a database of PostgreSQL's what it lacks."""
    postgresql.run(_ROW_ID, address)


def make_nodes(address: str, nodes: Mapping[str, bool]) -> None:
    """Give a database of PostgreSQL's the nodes of a cluster: whether each lives, by where it is."""
    rows = ", ".join(f"({number}, '{where}', {lives})" for number, (where, lives) in enumerate(nodes.items(), start=1))
    postgresql.run("CREATE SCHEMA crdb_internal", address)
    postgresql.run("CREATE TABLE crdb_internal.gossip_nodes (node_id INT, address TEXT, is_live BOOLEAN)", address)
    postgresql.run(f"INSERT INTO crdb_internal.gossip_nodes VALUES {rows}", address)  # noqa: S608 - the tests' own


def _make(address: str) -> None:
    with closing(CatalogueSystem(ServerOptions(dsn=dsn(address)))) as system:
        made, *migrated = [step.apply for step in system.plan() if step.apply]
        made()
        make_row_ids(address)
        for apply in migrated:
            apply()


def dsn(address: str) -> str:
    """Return a PostgreSQL's address as one of CockroachDB."""
    return address.replace("postgresql://", "cockroachdb://", 1)

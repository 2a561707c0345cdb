"""Databases on the PostgreSQL that the tests have: one a process, emptied before each test."""

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

import psycopg2

from audiostream.backend.adapters.accounts.opening import open_server_accounts
from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.system import CatalogueSystem
from audiostream.backend.ports import AccountStore, Catalogue
from tools.servers.addresses import POSTGRES_PORT, POSTGRES_USER

# Nothing here must survive a power cut.
_FAST = "options=-c%20synchronous_commit%3Doff"
# The words go with what they are of. TRUNCATE makes new files, which costs more than a test.
_TABLES = (
    *("catalog_song", "catalog_album", "catalog_artist"),
    *("accounts_devicetoken", "accounts_loginfailure", "django_admin_log", "accounts_account", "django_session"),
)
_EMPTY = "; ".join(f"DELETE FROM {table}" for table in _TABLES)  # noqa: S608 - names of ours alone


def quote_ident(name: str) -> str:
    """Return a name as statements have it."""
    return '"' + name.replace('"', '""') + '"'


def dsn(database: str) -> str:
    """Return the address of a database that may not exist."""
    return f"postgresql://{POSTGRES_USER}@127.0.0.1:{POSTGRES_PORT}/{database}?{_FAST}"


def run(statement: str, address: str | None = None) -> list[tuple[object, ...]]:
    """Run a statement outside of a transaction; return its rows."""
    with closing(psycopg2.connect(address or dsn("postgres"))) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


@contextmanager
def database(name: str) -> Iterator[str]:
    """Give the address of a database of that name, made by whoever wants to; it is dropped at the end."""
    own = f"audiostream_test_{os.getpid()}_{name}"
    try:
        yield dsn(quote(own))
    finally:
        run(f"DROP DATABASE IF EXISTS {quote_ident(own)} WITH (FORCE)")


def make(address: str) -> None:
    """Make a database and its tables."""
    with closing(CatalogueSystem(ServerOptions(dsn=address))) as system:
        for step in system.plan():
            if step.apply:
                step.apply()


@cache
def process_database() -> str:
    """Return the address of this process's database, which has all tables."""
    return kept("catalogue", make)


def kept(name: str, make: Callable[[str], None]) -> str:
    """Return the address of a database that is made now, and dropped when the process ends."""
    with ExitStack() as stack:
        address = stack.enter_context(database(name))
        make(address)
        atexit.register(stack.pop_all().close)
    return address


def empty_options() -> ServerOptions:
    """Return where this process's database is, which is empty now."""
    empty(process_database())
    return ServerOptions(dsn=process_database())


def empty(address: str) -> None:
    """Take all out of a database of ours."""
    run(_EMPTY, address)


@contextmanager
def accounts(_folder: Path) -> Iterator[AccountStore]:
    """Give a store without an account."""
    with closing(open_server_accounts(empty_options())) as opened:
        yield opened


@contextmanager
def catalogue(_folder: Path) -> Iterator[Catalogue]:
    """Give an empty catalogue."""
    with closing(open_server_catalogue(empty_options())) as opened:
        yield opened


def execute(alias: str, statement: str) -> list[tuple[object, ...]]:
    """Run a statement by a connection of Django's; return its rows."""
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return [tuple(row) for row in cursor.fetchall()] if cursor.description else []

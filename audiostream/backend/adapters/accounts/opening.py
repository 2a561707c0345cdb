"""The ways into this adapter."""

from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import ACCOUNTS, CATALOGUE
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase

if TYPE_CHECKING:
    from audiostream.backend.adapters.accounts.store import DjangoAccounts

_APPS = (CATALOGUE, ACCOUNTS)


def open_accounts(path: Path) -> "DjangoAccounts":
    """Return the accounts in the SQLite file of a catalogue; it is made, or brought up to date, at its first use."""
    database = SqliteDatabase(path, _APPS)
    from audiostream.backend.adapters.accounts.store import DjangoAccounts

    return DjangoAccounts(database)


def open_server_accounts(options: ServerOptions) -> "DjangoAccounts":
    """Return the accounts in a catalogue's database on PostgreSQL or CockroachDB, connected to at its first use.

    Raises:
        InvalidConfig: the address cannot be read, or a package is missing.
    """
    from audiostream.backend.adapters.catalog.server_database import ServerDatabase

    database = ServerDatabase(options, _APPS)
    from audiostream.backend.adapters.accounts.store import DjangoAccounts

    return DjangoAccounts(database)

"""The ways into this adapter."""

from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import CATALOGUE, WITH_TABLES
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase
from audiostream.files import shut_out_strangers

if TYPE_CHECKING:
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue


def open_catalogue(path: Path) -> "DjangoCatalogue":
    """Return the catalogue in a SQLite file, which is made, or brought up to date, at its first use.

    A process may open any number of them.
    """
    database = SqliteDatabase(path, [CATALOGUE])
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue

    return DjangoCatalogue(database)


def make_tables(path: Path) -> None:
    """Make the tables of all apps in a SQLite file, or bring them up to date: the web server's too.

    A file of before, which had nothing but a catalogue, may be one that anybody can read: no longer.
    """
    with closing(SqliteDatabase(path, WITH_TABLES)) as database:
        database.read(_nothing)
        for ending in ("", "-wal", "-shm"):
            # It is another account's of this machine, or is not there.
            with suppress(PermissionError, FileNotFoundError):
                shut_out_strangers(path.with_name(f"{path.name}{ending}"))


def check_tables(options: ServerOptions) -> None:
    """Return when a database on a server has the tables of all apps. Raises ``Unavailable``."""
    from audiostream.backend.adapters.catalog.server_database import ServerDatabase

    with closing(ServerDatabase(options, WITH_TABLES)) as database:
        database.reach()


def open_server_catalogue(options: ServerOptions) -> "DjangoCatalogue":
    """Return the catalogue in a database on PostgreSQL or CockroachDB, connected to at its first use.

    Its tables are made by ``system.CatalogueSystem``; where they are not as this version needs them, each call
    raises ``Unavailable`` and says so.

    Raises:
        InvalidConfig: the address cannot be read, or a package is missing.
    """
    from audiostream.backend.adapters.catalog.server_database import ServerDatabase

    database = ServerDatabase(options, [CATALOGUE])
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue

    return DjangoCatalogue(database)


def _nothing(_alias: str) -> None:
    pass

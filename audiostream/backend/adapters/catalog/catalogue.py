"""The ways into this adapter."""

from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase

if TYPE_CHECKING:
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue


def open_catalogue(path: Path) -> "DjangoCatalogue":
    """Return the catalogue in a SQLite file, which is made, or brought up to date, at its first use.

    A process may open any number of them.
    """
    set_up_django()
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue

    return DjangoCatalogue(SqliteDatabase(path))


def open_server_catalogue(options: ServerOptions) -> "DjangoCatalogue":
    """Return the catalogue in a database on PostgreSQL or CockroachDB, connected to at its first use.

    Its tables are made by ``system.CatalogueSystem``; where they are not as this version needs them, each call
    raises ``Unavailable`` and says so.

    Raises:
        InvalidConfig: the address cannot be read, or a package is missing.
    """
    from audiostream.backend.adapters.catalog.server_database import ServerDatabase

    database = ServerDatabase(options)
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue

    return DjangoCatalogue(database)

"""The way into this adapter."""

from pathlib import Path
from typing import TYPE_CHECKING

from audiostream.backend.adapters.catalog.connection import Database, set_up_django

if TYPE_CHECKING:
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue


def open_catalogue(path: Path) -> "DjangoCatalogue":
    """Return the catalogue in a SQLite file, which is made, or brought up to date, at its first use.

    A process may open any number of them.
    """
    set_up_django()
    from audiostream.backend.adapters.catalog.store import DjangoCatalogue

    return DjangoCatalogue(Database(path))

"""The whole catalogue on Django's ORM."""

from audiostream.backend.adapters.catalog.albums import Albums
from audiostream.backend.adapters.catalog.artists import Artists
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.search import Search
from audiostream.backend.adapters.catalog.songs import Songs


class DjangoCatalogue(Artists, Albums, Songs, Search):
    """The port ``Catalogue``; usable from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def close(self) -> None:
        """Close the connections of all threads."""
        self._database.close()

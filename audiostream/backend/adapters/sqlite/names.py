"""The names of things as the files have them at once: for the tab key, which waits for nothing."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from audiostream.backend.adapters.sqlite.failures import translated
from audiostream.backend.domain.ids import UserId

# More would be no choice. The last of all is added: what all have in common the shell then still finds.
_MOST = 1000
_TIMEOUT_S = 0.2

_ARTISTS = "SELECT name, plain FROM catalog_artist"
_ALBUMS = "SELECT title AS name, plain FROM catalog_album"
_PLAYLISTS = "SELECT name, name AS plain FROM playlist WHERE user_id = :user AND name IS NOT NULL AND NOT deleted"


class SqliteNames:
    """What things are called, read without making, mending or bringing up to date a file.

    Each method returns names that begin just so, in their order, each once. It raises ``Unavailable`` where a file is
    missing, locked, or of an older release.
    """

    def __init__(self, folder: Path, user_id: UserId) -> None:
        self._folder = folder
        self._user_id = user_id

    def artists(self, beginning: str) -> Sequence[str]:
        """Return names of artists."""
        return self._names("catalogue.sqlite3", _ARTISTS, beginning)

    def albums(self, beginning: str) -> Sequence[str]:
        """Return titles of albums."""
        return self._names("catalogue.sqlite3", _ALBUMS, beginning)

    def playlists(self, beginning: str) -> Sequence[str]:
        """Return names of the user's playlists."""
        return self._names("playlists.sqlite3", _PLAYLISTS, beginning)

    def _names(self, file: str, select: str, beginning: str) -> Sequence[str]:
        path = self._folder / file
        statement = f"""
            SELECT DISTINCT name, plain FROM ({select}) WHERE substr(name, 1, :length) = :beginning ORDER BY plain, name
        """  # noqa: S608 - made of constants
        values = {"beginning": beginning, "length": len(beginning), "user": self._user_id}
        with translated(path), closing(_open(path)) as connection:
            names = [name for name, _ in connection.execute(statement, values)]
        return names if len(names) <= _MOST else [*names[: _MOST - 1], names[-1]]


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=_TIMEOUT_S)

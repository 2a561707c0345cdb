"""Full-text indices: what the catalogue asks of a database's own, and the one of SQLite."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connections

from audiostream.backend.domain.search import MAX_WORDS, words


@dataclass(frozen=True, slots=True)
class Kind:
    """What can be found, and the columns its words are in: the one that counts most first."""

    name: str
    columns: tuple[str, ...]


ARTISTS = Kind("artist", ("name",))
ALBUMS = Kind("album", ("title", "artist"))
SONGS = Kind("song", ("title", "artist", "album"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to be found: its id, and the text of each of its kind's columns."""

    id: int
    texts: tuple[str, ...]


class Index(Protocol):
    """A database's full-text index; what leaves the catalogue leaves the index by the database's own means."""

    def add(self, kind: Kind, entries: Iterable[Entry]) -> None:
        """Make entries findable, in the transaction that is open."""

    def find(self, kind: Kind, text: str, *, limit: int) -> list[int]:
        """Return the ids of what has every word of the text, the last as a beginning, best first.

        What has just these words, in this order, as its first column comes before what has them all there among
        others; then comes what has them in the first two columns, and so on. Among those, a short first
        column, of which the words are a greater part, comes before a long one.
        """


def index_of(alias: str) -> Index:
    """Return the index of the database behind an alias."""
    if connections[alias].vendor == "sqlite":
        return SqliteIndex(alias)
    from audiostream.backend.adapters.catalog.server_index import ServerIndex

    return ServerIndex(alias)


class SqliteIndex:
    """FTS5; ``migrations/0002_sqlite_search.py`` has its tables, and how they keep the order of results."""

    # Above the running number in a place, which so has room for 2**40 titles of one length.
    _LENGTH_SHIFT = 40
    _MAX_LENGTH = 4095

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def add(self, kind: Kind, entries: Iterable[Entry]) -> None:
        """Make entries findable."""
        rows = [(entry.id, [" ".join(words(text)) for text in entry.texts]) for entry in entries]
        # FTS5 writes a new segment whenever a row id is smaller than the one before.
        rows.sort(key=lambda row: len(row[1][0]))
        table, columns = f"catalog_{kind.name}_words", ", ".join(kind.columns)
        marks = ", ".join(["%s"] * len(kind.columns))
        statement = f"""
            INSERT INTO {table} (place, {kind.name}_id, {columns}) VALUES (
                (SELECT coalesce(max(place), %s) + 1 FROM {table} WHERE place BETWEEN %s AND %s), %s, {marks}
            )
        """  # noqa: S608 - names of ours alone
        with connections[self._alias].cursor() as cursor:
            cursor.executemany(statement, [(*self._places(texts[0]), entry_id, *texts) for entry_id, texts in rows])

    def find(self, kind: Kind, text: str, *, limit: int) -> list[int]:
        """Return the ids of what has the words."""
        whole = words(text)
        asked = list(dict.fromkeys(whole[:MAX_WORDS]))
        if not asked:
            return []
        # Only letters and digits are in words, so quotes keep FTS5's own words (AND, OR, NEAR) out.
        terms = " AND ".join(f'"{word}"' for word in asked) + " *"
        found = dict.fromkeys(self._titled(kind, " ".join(whole), limit))
        for count in range(1, len(kind.columns) + 1):
            if len(found) < limit:
                columns = " ".join(kind.columns[:count])
                found |= dict.fromkeys(self._matching(kind, f"{{{columns}}} : ({terms})", limit))
        return list(found)[:limit]

    def _titled(self, kind: Kind, title: str, limit: int) -> Sequence[int]:
        statement = f"""
            SELECT {kind.name}_id FROM catalog_{kind.name}_words WHERE {kind.columns[0]} = %s ORDER BY place LIMIT %s
        """  # noqa: S608 - names of ours alone
        with connections[self._alias].cursor() as cursor:
            cursor.execute(statement, [title, limit])
            return [found for (found,) in cursor.fetchall()]

    def _matching(self, kind: Kind, expression: str, limit: int) -> Sequence[int]:
        statement = f"""
            SELECT {kind.name}_id FROM catalog_{kind.name}_words WHERE place IN (
                SELECT rowid FROM catalog_{kind.name}_index WHERE catalog_{kind.name}_index MATCH %s
                ORDER BY rowid LIMIT %s
            ) ORDER BY place
        """  # noqa: S608 - names of ours alone
        with connections[self._alias].cursor() as cursor:
            cursor.execute(statement, [expression, limit])
            return [found for (found,) in cursor.fetchall()]

    def _places(self, title: str) -> tuple[int, int, int]:
        first = min(len(title), self._MAX_LENGTH) << self._LENGTH_SHIFT
        return first, first, first | ((1 << self._LENGTH_SHIFT) - 1)

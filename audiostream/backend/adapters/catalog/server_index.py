"""The full-text index on PostgreSQL and CockroachDB."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from django.db import connections

from audiostream.backend.adapters.catalog.index import Entry, Kind
from audiostream.backend.adapters.catalog.parts import parts
from audiostream.backend.domain.search import MAX_WORDS, words

# A last word of so many letters begins many words; a longer one few enough to sort what it finds.
_OFTEN_MET = 2

_Row = tuple[int, int, str, str]


class ServerIndex:
    """The protocol ``Index`` on ``TSVECTOR``; ``migrations/0004_server_search.py`` has its tables, and why."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def add(self, kind: Kind, entries: Iterable[Entry]) -> None:
        """Make entries findable."""
        columns = f"{kind.name}_id, length, whole, words"
        with connections[self._alias].cursor() as cursor:
            for some in parts([_row(entry) for entry in entries]):
                marks = ", ".join(["(%s, %s, %s, %s::TSVECTOR)"] * len(some))
                cursor.execute(
                    f"INSERT INTO catalog_{kind.name}_words ({columns}) VALUES {marks}",  # noqa: S608 - names of ours
                    [value for row in some for value in row],
                )

    def find(self, kind: Kind, text: str, *, limit: int) -> list[int]:
        """Return the ids of what has the words."""
        whole = words(text)
        asked = list(dict.fromkeys(whole[:MAX_WORDS]))
        if not asked:
            return []
        name, table = f"{kind.name}_id", f"catalog_{kind.name}_words"
        exact = f"SELECT {name} FROM {table} WHERE whole = %s ORDER BY length, {name} LIMIT %s"  # noqa: S608 - ours
        matching = f"SELECT {name}, length FROM {table} WHERE words @@ %s::TSQUERY"  # noqa: S608 - names of ours
        # PostgreSQL takes any beginning of a word for one that many titles have, and would read titles by length until
        # it met enough of them: all, where there are none. What few have it is told to look up whole.
        few = "" if len(asked[-1]) <= _OFTEN_MET else "MATERIALIZED"
        ordered = f"SELECT {name} FROM found ORDER BY length, {name} LIMIT %s"  # noqa: S608 - names of ours
        in_order = f"WITH found AS {few} ({matching}) {ordered}"
        found = dict.fromkeys(self._ids(exact, _digest(whole), limit))
        for level in range(1, len(kind.columns) + 1):
            if len(found) < limit:
                terms = " & ".join(f"'{level}{word}'" for word in asked) + ":*"
                found |= dict.fromkeys(self._ids(in_order, terms, limit))
        return list(found)[:limit]

    def _ids(self, statement: str, value: str, limit: int) -> Iterator[int]:
        with connections[self._alias].cursor() as cursor:
            cursor.execute(statement, [value, limit])
            return (found for (found,) in cursor.fetchall())


def _row(entry: Entry) -> _Row:
    split = [words(text) for text in entry.texts]
    # Only letters, digits and marks are in words, so they need no escapes between quotes.
    lexemes = {
        f"'{level}{word}'"
        for column, some in enumerate(split, start=1)
        for level in range(column, len(split) + 1)
        for word in some
    }
    return entry.id, len(" ".join(split[0])), _digest(split[0]), " ".join(sorted(lexemes))


def _digest(some: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(some).encode(), digest_size=16).hexdigest()

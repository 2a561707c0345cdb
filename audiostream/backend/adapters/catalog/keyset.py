"""Paging by key: a page begins behind the last row of the one before, wherever that row is by now."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import BooleanField, F, Func, Model, QuerySet, Value

from audiostream.backend.domain.ids import MAX_ID
from audiostream.backend.domain.paging import Page, decode_cursor, encode_cursor, wrong_cursor

Key = Mapping[str, type[str] | type[int]]
BY_NAME: Key = {"plain": str, "folded": str, "id": int}

_Row = TypeVar("_Row", bound=Model)
_Item = TypeVar("_Item")


class _Behind(Func):
    """``(column, …) > (value, …)``: a row comparison, which an index answers by one seek.

    SQLite, PostgreSQL and CockroachDB have it; Django's ORM makes ORs of it on SQLite, which sort.
    """

    output_field = BooleanField()

    def __init__(self, columns: Sequence[str], values: Sequence[str | int]) -> None:
        super().__init__(*map(F, columns), *map(Value, values))

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **__: Any) -> tuple[str, tuple[Any, ...]]:  # noqa: ANN401, ARG002 - Django's form
        """Return the comparison in SQL, and its values."""
        compiled = [compiler.compile(each) for each in self.source_expressions]
        half = len(compiled) // 2
        columns, values = (", ".join(sql for sql, _ in part) for part in (compiled[:half], compiled[half:]))
        return f"({columns}) > ({values})", tuple(value for _, some in compiled for value in some)


def page(  # noqa: PLR0913 - all that makes a listing
    rows: QuerySet[_Row], key: Key, listing: str, *, limit: int, after: str | None, item: Callable[[_Row], _Item]
) -> Page[_Item]:
    """Return the page behind a cursor; ``listing`` names the listing and its filters.

    Raises:
        InvalidInput: the cursor is of another listing, or none.
    """
    if after is not None:
        rows = rows.filter(_Behind(list(key), _read(after, key, listing)))
    found = list(rows.order_by(*key)[: limit + 1])
    more = len(found) > limit
    cursor = encode_cursor(listing, *(getattr(found[limit - 1], name) for name in key)) if more else None
    return Page([item(row) for row in found[:limit]], cursor)


def _read(cursor: str, key: Key, listing: str) -> Sequence[str | int]:
    made_for, *values = decode_cursor(cursor, tuple[str | int, ...])
    fits = made_for == listing and [type(value) for value in values] == list(key.values())
    if not fits or any(isinstance(value, int) and abs(value) > MAX_ID for value in values):
        raise wrong_cursor(cursor)
    return values

"""Long lists, as queries take them."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

# Two lists of this length fit into one statement of any SQLite since 2020, and of PostgreSQL.
MOST_PARAMETERS = 1000

_Item = TypeVar("_Item")


def parts(items: Sequence[_Item]) -> Iterator[Sequence[_Item]]:
    """Yield the items in lists short enough for one query."""
    for start in range(0, len(items), MOST_PARAMETERS):
        yield items[start : start + MOST_PARAMETERS]

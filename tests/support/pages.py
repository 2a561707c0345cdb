"""Reading listings whole, page by page."""

from collections.abc import Callable
from typing import TypeVar

from audiostream.backend.domain.paging import Page

_Item = TypeVar("_Item")


def all_pages(read: Callable[[str | None], Page[_Item]]) -> list[list[_Item]]:
    """Return the items of all pages; ``read`` is given the cursor, None at first."""
    pages, cursor = [], None
    while True:
        page = read(cursor)
        pages.append(list(page.items))
        if (cursor := page.next) is None:
            return pages

"""Answers, written at once: what they hold was made by ``domain.shapes``, and no second model reads it again."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from django.http import HttpResponse

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.paging import Page
from audiostream.backend.domain.shapes import songs_data

_Item = TypeVar("_Item")

_encoder = msgspec.json.Encoder()


def json_answer(data: object, *, status: int = 200) -> HttpResponse:
    """Return data as JSON; it is of one account, so nothing between keeps it."""
    response = HttpResponse(_encoder.encode(data), content_type="application/json", status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def listing(items: Sequence[_Item], shape: Callable[[_Item], object]) -> HttpResponse:
    """Return a whole listing, each item in its shape."""
    return json_answer({"items": [shape(item) for item in items], "next": None})


def page_answer(page: Page[_Item], shape: Callable[[_Item], object]) -> HttpResponse:
    """Return a page of a listing, each item in its shape."""
    return json_answer({"items": [shape(item) for item in page.items], "next": page.next})


def songs_answer(page: Page[Song]) -> HttpResponse:
    """Return a page of songs."""
    return json_answer({"items": songs_data(page.items), "next": page.next})


def created_or_not(data: object, *, new: bool) -> HttpResponse:
    """Return what was made, or was there."""
    return json_answer(data, status=201 if new else 200)

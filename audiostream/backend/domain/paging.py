"""Listing by key: a page, and the cursor that asks for the next one."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from audiostream.errors import InvalidInput

DEFAULT_LIMIT = 50
MAX_LIMIT = 1000

_Item = TypeVar("_Item")
_Shape = TypeVar("_Shape", bound=tuple[str | int, ...])


@dataclass(frozen=True, slots=True)
class Page(Generic[_Item]):
    """Some items in order, and the cursor of the next page where there is one."""

    items: Sequence[_Item]
    next: str | None = None


def encode_cursor(*key: str | int) -> str:
    """Return the text that stands for a place in a listing; opaque to whoever holds it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).rstrip(b"=").decode()


def decode_cursor(cursor: str, shape: type[_Shape]) -> _Shape:
    """Read a cursor of the given shape.

    Raises:
        InvalidInput: it was not made by :func:`encode_cursor` for such a listing.
    """
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=shape)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise wrong_cursor(cursor) from error


def wrong_cursor(cursor: str) -> InvalidInput:
    """Return the error for a cursor that is none, or one of another listing."""
    return InvalidInput(
        f"{cursor!r} is not a cursor of this listing",
        hint="Use the value that the page before gave as its next cursor.",
    )


def check_limit(limit: int) -> int:
    """Return how many items a page may have at most.

    Raises:
        InvalidInput: it is not from 1 to 1000.
    """
    if not 1 <= limit <= MAX_LIMIT:
        raise InvalidInput(f"{limit} is not a possible limit; it must be from 1 to {MAX_LIMIT}")
    return limit

"""Identifiers: 64-bit catalogue ids, and UUIDs for what clients make.

A catalogue id has the layout of CockroachDB's ``unique_rowid()``: the 10-microsecond ticks since
2015-01-01 UTC, shifted left by 15 bits, over 15 low bits (there the node, here random), see
https://www.cockroachlabs.com/docs/stable/serial. They are made here and not by the database, so
that an insert can be retried and an id is the same on every database. They exceed 2**53, so JSON
and HTML carry them as strings.
"""

import secrets
import threading
import time
from datetime import UTC, datetime
from typing import NewType, TypeVar
from uuid import UUID

from audiostream.errors import InvalidInput

MAX_ID = 2**63 - 1

_EPOCH_TICKS = int(datetime(2015, 1, 1, tzinfo=UTC).timestamp()) * 100_000
_LOW_BITS = 15


class CatalogueId(int):
    """An id of an artist, album or song; positive and below 2**63."""

    __slots__ = ()


_Id = TypeVar("_Id", bound=CatalogueId)


class ArtistId(CatalogueId):
    """The id of an artist."""

    __slots__ = ()


class AlbumId(CatalogueId):
    """The id of an album."""

    __slots__ = ()


class SongId(CatalogueId):
    """The id of a song."""

    __slots__ = ()


UserId = NewType("UserId", str)
PlaylistId = NewType("PlaylistId", UUID)
EntryId = NewType("EntryId", UUID)
EventId = NewType("EventId", UUID)

_lock = threading.Lock()
_last_tick = 0


def new_catalogue_id(kind: type[_Id]) -> _Id:
    """Return an id of the given kind that is greater than all this process made before."""
    global _last_tick  # noqa: PLW0603 - the clock of the process, guarded by the lock
    with _lock:
        _last_tick = max(_last_tick + 1, time.time_ns() // 10_000 - _EPOCH_TICKS)
        tick = _last_tick
    return kind((tick << _LOW_BITS) | secrets.randbits(_LOW_BITS))


def parse_catalogue_id(kind: type[_Id], text: str) -> _Id:
    """Read an id as people and JSON write it.

    Raises:
        InvalidInput: the text is not a decimal number from 1 to 2**63 - 1.
    """
    if text.isascii() and text.isdigit() and 0 < int(text[:20]) <= MAX_ID and len(text) <= 19:  # noqa: PLR2004
        return kind(text)
    noun = kind.__name__.removesuffix("Id").lower()
    raise InvalidInput(f"{text!r} is not an id of the kind '{noun}': a whole number from 1 to {MAX_ID}")

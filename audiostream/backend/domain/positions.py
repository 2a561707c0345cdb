"""Places in a playlist as text that sorts: fractional indices in base 62.

Between any two places there is room for another, so putting a song somewhere writes that song
alone. The keys are those of https://observablehq.com/@dgreensp/implementing-fractional-indexing;
their characters are ASCII, so they sort alike as text and as bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fractional_indexing import FIError, generate_n_keys_between, validate_order_key

MAX_POSITION = 255

_DIGITS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def is_position(text: str) -> bool:
    """Return whether text is a place between which and any other there is room."""
    if not 0 < len(text) <= MAX_POSITION or not _DIGITS.issuperset(text):
        return False
    try:
        validate_order_key(text)
    except FIError:
        return False
    return True


def between(before: str | None, after: str | None, count: int) -> list[str]:
    """Return ``count`` places in order, all between two others; ``None`` is the end on that side.

    Raises:
        ValueError: there is no room, as ``before`` does not sort before ``after``; :func:`make_room`
            knows a way.
    """
    try:
        places: list[str] = generate_n_keys_between(before, after, count)
    except FIError as error:
        raise ValueError(f"no room between {before!r} and {after!r}") from error
    if not all(map(is_position, places)):
        raise ValueError(f"no short place between {before!r} and {after!r}")
    return places


@dataclass(frozen=True, slots=True)
class Room:
    """Places for new entries, and the new ones of entries that had to move, by their index."""

    places: Sequence[str]
    moved: Mapping[int, str] = field(default_factory=dict)


def make_room(taken: Sequence[str], at: int, count: int) -> Room:
    """Find places for ``count`` entries before the one with index ``at`` (``len(taken)`` is the end).

    ``taken`` are the places of all entries, as they sort. Usually no entry moves. Two clients that
    inserted at one spot chose the same place, and between equal places there is none: then those of them that
    stand behind move along. Where places have become too long, all are dealt out anew.
    """
    before = taken[at - 1] if at else None
    behind = at
    while behind < len(taken) and taken[behind] == before:
        behind += 1
    after = taken[behind] if behind < len(taken) else None
    try:
        found = between(before, after, count + behind - at)
    except ValueError:
        return _deal_out(len(taken), at, count)
    return Room(found[:count], dict(zip(range(at, behind), found[count:], strict=True)))


def _deal_out(size: int, at: int, count: int) -> Room:
    places = between(None, None, size + count)
    old = places[:at] + places[at + count :]
    return Room(places[at : at + count], dict(enumerate(old)))

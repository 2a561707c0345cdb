"""Lengths of sound as people read and write them."""

import re

from audiostream.errors import InvalidInput
from audiostream.player.lengths import clock

__all__ = ["clock", "parse_clock"]

_CLOCK = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:\.(\d{1,3}))?", re.ASCII)
_SIXTY = 60


def parse_clock(text: str) -> int:
    """Read a length as people write it, ``90``, ``1:30``, ``1:02:03`` or ``7.5``, and return milliseconds.

    Raises:
        InvalidInput: it is none of these.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found:
        hours, minutes, seconds = (int(part or 0) for part in found.groups()[:3])
        fits = (seconds < _SIXTY or found[2] is None) and (minutes < _SIXTY or found[1] is None)
        if fits:
            return ((hours * _SIXTY + minutes) * _SIXTY + seconds) * 1000 + int((found[4] or "").ljust(3, "0"))
    raise InvalidInput(f"{text!r} is not a position in a track", hint="Write seconds (90), or M:SS (1:30).")

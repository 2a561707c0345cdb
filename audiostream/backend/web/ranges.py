"""Which part of a file a request asks for: RFC 9110, section 14."""

import re
from typing import NamedTuple

_ONE = re.compile(r"bytes=[ \t,]*(?:(\d{1,30})-(\d{1,30})?|-(\d{1,30}))[ \t,]*", re.ASCII | re.IGNORECASE)


class Part(NamedTuple):
    """Bytes from ``first`` on, before ``end``."""

    first: int
    end: int


class Unsatisfiable(Exception):
    """No byte of what is asked for is in the file."""


def part_of(header: str | None, size: int) -> Part | None:
    """Return the part of a file of ``size`` bytes that a ``Range`` header asks for; None where all is to be sent.

    All is sent too where the header is of another unit, is wrong, or has several ranges: a server may ignore it, and
    no player asks for several.

    Raises:
        Unsatisfiable: nothing of that part is there.
    """
    found = _ONE.fullmatch(header) if header else None
    if found is None:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        part = Part(max(0, size - int(suffix)), size)
    else:
        if last is not None and int(last) < int(first):
            return None
        part = Part(int(first), size if last is None else min(int(last) + 1, size))
    if part.first >= part.end:
        raise Unsatisfiable
    return part

"""The atoms (boxes) that an MP4 file is made of, ISO/IEC 14496-12 section 4.2."""

from collections.abc import Iterator
from dataclasses import dataclass

from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.backend.adapters.mutagen.formats import truncated
from audiostream.errors import Unusable

_MAX_ATOMS = 10_000


@dataclass(frozen=True, slots=True)
class Atom:
    """An atom: where its content begins, and where it ends."""

    name: bytes
    at: int
    end: int


def atoms(file: BoundedFile, at: int, end: int) -> Iterator[Atom]:
    """Yield what lies one after another in a part of a file.

    Raises:
        Unusable: one goes on beyond the end, or is none.
    """
    for _ in range(_MAX_ATOMS):
        if at >= end:
            return
        atom = _atom(file, at, end)
        yield atom
        at = atom.end
    raise Unusable(f"damaged: it has more than {_MAX_ATOMS:,} parts")


def inside(file: BoundedFile, outer: Atom, *path: bytes) -> Atom | None:
    """Return the first atom of a path of names below another."""
    for name in path:
        found = next((atom for atom in atoms(file, outer.at, outer.end) if atom.name == name), None)
        if found is None:
            return None
        outer = found
    return outer


def _atom(file: BoundedFile, at: int, end: int) -> Atom:
    head = file.read_at(at, 16)
    if len(head) < 8:  # noqa: PLR2004 - size and name
        raise truncated("its last part is cut off")
    size, name, content = int.from_bytes(head[:4], "big"), head[4:8], at + 8
    if size == 0:  # to the end
        size = end - at
    elif size == 1:  # in the 64 bits that follow
        size, content = int.from_bytes(head[8:], "big"), at + 16
    # The names of tags begin with the sign of copyright, in an encoding of its time.
    if at + size < content or not name.lstrip(b"\xa9").isascii():
        raise Unusable("damaged: it has a part of no meaning")
    if at + size > end:
        raise truncated(f"its part {name.decode('latin-1')!r} goes on beyond the end")
    return Atom(name, content, at + size)

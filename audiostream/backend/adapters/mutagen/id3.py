"""ID3v2 tags: checked before mutagen reads them, since it drops what it cannot decode and inflates what it is given.

https://id3.org/id3v2.4.0-structure, and 2.3 and 2.2 before it.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from mutagen.id3 import ID3, Frames, Frames_2_2, ID3NoHeaderError, TextFrame

from audiostream.backend.adapters.mutagen.bounded import MAX_TAGS, MEGABYTE, BoundedFile
from audiostream.backend.adapters.mutagen.formats import Parsed, truncated
from audiostream.backend.adapters.mutagen.tags import pick
from audiostream.errors import Unusable

HEADER = 10
_MAX_FRAMES = 10_000
_NAMES = {
    "TIT2": "title", "TPE1": "artist", "TPE2": "album artist", "TALB": "album",
    "TT2": "title", "TP1": "artist", "TP2": "album artist", "TAL": "album",
}  # fmt: skip
# A NUL parts the values of a text; nobody gives a song two titles, so here it is what it looks like.
_SINGLE = ("TIT2", "TALB")
_ENCODINGS = {1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
_FRAME_ID = re.compile(rb"[A-Z][A-Z0-9]{2,3}")
# What mutagen is to decode; the rest, covers above all, it leaves as it is.
_WANTED = {
    name: kind
    for name, kind in (Frames | Frames_2_2).items()
    if name
    in {*_NAMES, "TDRC", "TDRL", "TDOR", "TYER", "TYE", "TDAT", "TRCK", "TRK", "TPOS", "TPA", "TXXX", "TXX", "RVA2"}
}
_MAX_TEXTS = MEGABYTE
_FIELDS = {
    "title": ("TIT2",),
    "artist": ("TPE1",),
    "album_artist": ("TPE2",),
    "album": ("TALB",),
    "date": ("TDRC", "TDRL", "TDOR"),
    "track": ("TRCK",),
    "disc": ("TPOS",),
    **{field: (f"TXXX:REPLAYGAIN_{field.upper()}",) for field in ("track_gain", "track_peak", "album_gain")},
    "album_peak": ("TXXX:REPLAYGAIN_ALBUM_PEAK",),
}


@dataclass(frozen=True, slots=True)
class _Tag:
    version: int
    flags: int
    size: int


@dataclass(frozen=True, slots=True)
class _Frame:
    name: str
    flags: int
    body: memoryview


def skip(file: BoundedFile, offset: int) -> int:
    """Check the tags that begin at an offset, one after another, and return where they end."""
    begin = offset
    while (tag := _header(file, offset)) is not None:
        if offset + HEADER + tag.size > file.size:
            raise truncated("it ends within its tags")
        _check(tag, file.read_at(offset + HEADER, tag.size))
        has_footer = tag.version == 4 and tag.flags & 0x10  # noqa: PLR2004 - ID3v2.4
        offset += HEADER + tag.size + (HEADER if has_footer else 0)
        if offset - begin > MAX_TAGS:
            raise _huge(f"{(offset - begin) / MEGABYTE:,.0f} MB")
    return offset


def texts(file: BinaryIO | BoundedFile, *, with_v1: bool = False) -> dict[str, list[str]]:
    """Return our fields of the tag at a file's start, completed from the ID3v1 tag at its end if asked."""
    file.seek(0)
    tags: Parsed
    try:
        tags = ID3(file, known_frames=_WANTED, load_v1=with_v1)  # type: ignore[no-untyped-call]
    except ID3NoHeaderError:
        return {}
    found: dict[str, list[str]] = {}
    for key in tags:
        frame: Parsed = tags[key]
        if isinstance(frame, TextFrame):
            found[key.upper()] = [str(text) for text in frame]
    for key in _SINGLE:
        if key in found:
            found[key] = ["\0".join(found[key])]
    raw = pick(_FIELDS, found)
    for frame in tags.getall("RVA2"):  # what the TXXX frames replaced
        field = "album" if frame.desc.casefold() == "album" else "track"
        raw.setdefault(f"{field}_gain", [f"{frame.gain:.2f}"])
        if frame.peak:
            raw.setdefault(f"{field}_peak", [f"{frame.peak:.6f}"])
    return raw


def _header(file: BoundedFile, offset: int) -> _Tag | None:
    head = file.read_at(offset, HEADER)
    if len(head) < HEADER or head[:3] != b"ID3" or head[3] == 0xFF or max(head[6:10]) > 0x7F:  # noqa: PLR2004
        return None
    tag = _Tag(version=head[3], flags=head[5], size=_synchsafe(head[6:10]))
    if tag.size > MAX_TAGS:
        raise _huge(f"{tag.size / MEGABYTE:,.0f} MB")
    return tag


def _check(tag: _Tag, body: bytes) -> None:
    if tag.version not in (2, 3, 4):
        raise Unusable(f"tags of an unknown version: ID3v2.{tag.version}")
    if tag.flags & 0x80 and tag.version < 4:  # noqa: PLR2004 - from 2.4 on each frame by itself
        body = _resynchronised(body)
    wanted = 0
    for count, frame in enumerate(_frames(tag, memoryview(body))):
        if count > _MAX_FRAMES:
            raise _huge(f"more than {_MAX_FRAMES} frames")
        if frame.name not in _WANTED:
            continue
        content = _content(tag, frame)
        wanted += len(content)
        if wanted > _MAX_TEXTS:
            raise _huge("texts of more than a megabyte")
        encoding = _ENCODINGS.get(content[0]) if content and frame.name in _NAMES else None
        if encoding is not None:
            _check_text(_NAMES[frame.name], encoding, bytes(content[1:]))


def _frames(tag: _Tag, body: memoryview) -> Iterator[_Frame]:
    id_size, head = (3, 6) if tag.version == 2 else (4, 10)  # noqa: PLR2004
    at = _extended(tag, body)
    while at + head <= len(body) and _FRAME_ID.fullmatch(body[at : at + id_size]):
        name = bytes(body[at : at + id_size]).decode("ascii")
        raw_size = bytes(body[at + id_size : at + id_size + id_size])
        size = int.from_bytes(raw_size, "big")
        if tag.version == 4 and max(raw_size) < 0x80:  # noqa: PLR2004
            safe = _synchsafe(raw_size)
            # iTunes wrote plain sizes into 2.4: believe the one after which another frame, or padding, begins.
            size = safe if _plausible(body, at + head + safe) or not _plausible(body, at + head + size) else size
        start = at + head
        if start + size > len(body):
            raise Unusable(f"huge tags: the frame {name} declares {size:,} bytes, {len(body) - start:,} are there")
        yield _Frame(name, int.from_bytes(body[at + 8 : at + 10], "big") if head == HEADER else 0, body[start:][:size])
        at = start + size


def _extended(tag: _Tag, body: memoryview) -> int:
    # The size counts itself in 2.4 and not in 2.3; some taggers set the flag and write no such header.
    if not tag.flags & 0x40 or tag.version == 2 or _FRAME_ID.fullmatch(body[:4]):  # noqa: PLR2004
        return 0
    return _synchsafe(bytes(body[:4])) if tag.version == 4 else 4 + int.from_bytes(body[:4], "big")  # noqa: PLR2004


def _plausible(body: memoryview, at: int) -> bool:
    return at == len(body) or (at < len(body) and (body[at] == 0 or bool(_FRAME_ID.match(body[at : at + 4]))))


def _content(tag: _Tag, frame: _Frame) -> bytes | memoryview:
    body: bytes | memoryview = frame.body
    compressed = frame.flags & (0x08 if tag.version == 4 else 0x80)  # noqa: PLR2004
    if tag.version == 4:  # noqa: PLR2004
        if frame.flags & 0x09:
            body = body[4:]
        if frame.flags & 0x02 or tag.flags & 0x80:
            body = _resynchronised(bytes(body))
    elif compressed:
        body = body[4:]
    return _inflated(frame.name, bytes(body)) if compressed else body


def _inflated(name: str, body: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        content = inflater.decompress(body, MAX_TAGS + 1)
    except zlib.error:
        return b""
    if len(content) > MAX_TAGS:
        raise _huge(f"the compressed frame {name}")
    return content


def _check_text(what: str, encoding: str, content: bytes) -> None:
    try:
        # Half a character at the end is what terminators of the wrong width leave behind.
        text = content[: len(content) & ~1] if encoding != "utf-8" else content
        text.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unusable(f"hostile tag: the {what} is not valid {encoding.upper()}") from error


def _resynchronised(data: bytes) -> bytes:
    return data.replace(b"\xff\x00", b"\xff")


def _synchsafe(data: bytes) -> int:
    # Seven bits a byte, so that no size looks like the start of sound.
    return sum(byte << 7 * place for place, byte in enumerate(reversed(data)))


def _huge(what: str) -> Unusable:
    return Unusable(f"huge tags: {what} where {MAX_TAGS // MEGABYTE} MB in {_MAX_FRAMES} frames are allowed")

"""M4A: AAC or ALAC in the ISO base media file format, ISO/IEC 14496-12."""

import itertools
from collections.abc import Iterable

from mutagen.mp4 import MP4

from audiostream.backend.adapters.mutagen.bounded import MAX_TAGS, MEGABYTE, BoundedFile
from audiostream.backend.adapters.mutagen.formats import Parsed, Sound, not_audio, parse, truncated
from audiostream.backend.adapters.mutagen.tags import FIELDS, pick
from audiostream.errors import Unusable

_MAX_ATOMS = 10_000
_CODECS = {"mp4a": "aac", "alac": "alac", "ac-3": "ac3", "ec-3": "eac3", "fLaC": "flac", "Opus": "opus", ".mp3": "mp3"}
# RFC 6381 names what is in "mp4a": 40.x is AAC, 69 and 6B are MP3.
_MP3_IN_MP4 = ("mp4a.69", "mp4a.6B")
_FREEFORM = "----:com.apple.itunes:"
_FIELDS = {field: (f"{_FREEFORM}replaygain_{field}",) for field in FIELDS if field.endswith(("_gain", "_peak"))} | {
    "title": ("\xa9nam",),
    "artist": ("\xa9art",),
    "album_artist": ("aart",),
    "album": ("\xa9alb",),
    "date": ("\xa9day",),
    "track": ("trkn",),
    "disc": ("disk",),
}


def read(file: BoundedFile) -> Sound:
    """Read an MP4 file that has a track of sound."""
    media_size = _check_atoms(file)
    mp4 = parse(MP4, file)
    info = mp4.info
    name = info.codec.split(".")[0] if not info.codec.startswith(".") else info.codec
    if name == "drms":
        raise Unusable("protected against copying: only its shop's player can play it")
    if name not in _CODECS:
        raise not_audio()
    return Sound(
        extension="m4a",
        mime_type="audio/mp4",
        codec="mp3" if info.codec in _MP3_IN_MP4 else _CODECS[name],
        seconds=info.length,
        bitrate=info.bitrate or (round(8 * media_size / info.length) if info.length else 0),
        sample_rate=info.sample_rate,
        channels=info.channels,
        raw=_texts(mp4.tags) if mp4.tags else {},
    )


def _check_atoms(file: BoundedFile) -> int:
    """Walk the atoms of the top level; return how many bytes of media there are."""
    at, found = 0, dict.fromkeys((b"moov", b"mdat"), 0)
    for count in itertools.count():
        if at >= file.size:
            break
        if count > _MAX_ATOMS:
            raise Unusable(f"damaged: it has more than {_MAX_ATOMS:,} parts")
        name, size = _atom(file, at)
        if at + size > file.size:
            raise truncated(f"its part {name.decode('latin-1')!r} goes on beyond the end")
        if name in found:
            found[name] += size
        at += size
    for name, size in found.items():
        if not size:
            raise truncated(f"its part {name.decode()!r} is missing")
    if found[b"moov"] > 2 * MAX_TAGS:
        raise Unusable(f"huge tags: {found[b'moov'] / MEGABYTE:,.0f} MB of headers")
    return found[b"mdat"]


def _atom(file: BoundedFile, at: int) -> tuple[bytes, int]:
    head = file.read_at(at, 16)
    if len(head) < 8:  # noqa: PLR2004 - size and name
        raise truncated("its last part is cut off")
    size = int.from_bytes(head[:4], "big")
    if size == 0:  # to the end of the file
        size = file.size - at
    elif size == 1:
        size = int.from_bytes(head[8:], "big")
    if size < 8 or not head[4:8].isascii():  # noqa: PLR2004
        raise Unusable("damaged: it has a part of no meaning")
    return head[4:8], size


def _texts(tags: Parsed) -> dict[str, list[str]]:
    # What mutagen could not decode it has put aside.
    for key, what in (("\xa9nam", "title"), ("\xa9ART", "artist"), ("aART", "album artist"), ("\xa9alb", "album")):
        if key in tags._failed_atoms:  # noqa: SLF001 - it has no public name
            raise Unusable(f"hostile tag: the {what} is not valid UTF-8")
    return pick(_FIELDS, {key.casefold(): _values(value) for key, value in tags.items() if isinstance(value, list)})


def _values(values: Iterable[object]) -> list[str]:
    return [
        str(value[0])
        if isinstance(value, tuple) and value
        else bytes(value).decode("utf-8", "replace")
        if isinstance(value, bytes)
        else str(value)
        for value in values
    ]

"""Vorbis comments, the tags of FLAC, Ogg Vorbis and Opus: https://xiph.org/vorbis/doc/v-comment.html."""

from collections.abc import Iterable

from audiostream.backend.adapters.mutagen.tags import FIELDS, pick
from audiostream.errors import Unusable

_MAX_COMMENTS = 10_000
_MAX_VENDOR = 10_000
_FIELDS = {field: (f"replaygain_{field}",) for field in FIELDS if field.endswith(("_gain", "_peak"))} | {
    "title": ("title",),
    "artist": ("artist",),
    "album_artist": ("albumartist", "album artist"),
    "album": ("album",),
    "date": ("date", "year", "originaldate"),
    "track": ("tracknumber",),
    "disc": ("discnumber",),
}
# Opus measures in Q7.8 against -23 LUFS (RFC 7845, section 5.2.1); ReplayGain 2.0 against -18 LUFS.
_R128_STEP = 256
_R128_OFFSET_DB = 5.0


def check(block: bytes) -> None:
    """Refuse comments whose number or vendor's name is out of all proportion; ``block`` may be only their start."""
    vendor = int.from_bytes(block[:4], "little")
    if vendor > _MAX_VENDOR:
        raise Unusable(f"huge tags: the comments' vendor has {vendor:,} bytes")
    count = int.from_bytes(block[4 + vendor : 8 + vendor], "little")
    if count > _MAX_COMMENTS:
        raise Unusable(f"huge tags: {count:,} comments where {_MAX_COMMENTS:,} are allowed")


def texts(comments: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return our fields of the comments that mutagen read."""
    found: dict[str, list[str]] = {}
    for key, value in comments:
        found.setdefault(key.casefold(), []).append(value)
    raw = pick(_FIELDS, found)
    for field in ("track_gain", "album_gain"):
        for value in found.get(f"r128_{field}", ())[:1]:
            if value.strip().lstrip("+-").isdecimal():
                raw[field] = [f"{int(value.strip()[:8]) / _R128_STEP + _R128_OFFSET_DB:.2f}"]
    return raw

"""APEv2 tags, which some players put at the end of an MP3."""

from mutagen.apev2 import APETextValue

from audiostream.backend.adapters.mutagen.formats import Parsed
from audiostream.backend.adapters.mutagen.tags import FIELDS, pick
from audiostream.errors import Unusable

_MAX_ITEMS = 10_000
_FIELDS = {field: (f"replaygain_{field}",) for field in FIELDS if field.endswith(("_gain", "_peak"))} | {
    "title": ("title",),
    "artist": ("artist",),
    "album_artist": ("album artist", "albumartist"),
    "album": ("album",),
    "date": ("year", "date"),
    "track": ("track",),
    "disc": ("disc",),
}


def check(footer: bytes) -> None:
    """Refuse a tag of more items than any has; ``footer`` is its 32 bytes."""
    count = int.from_bytes(footer[16:20], "little")
    if count > _MAX_ITEMS:
        raise Unusable(f"huge tags: {count:,} items where {_MAX_ITEMS:,} are allowed")


def texts(tags: Parsed) -> dict[str, list[str]]:
    """Return our fields of an ``APEv2`` that mutagen read."""
    values = {key.casefold(): value for key, value in tags.items() if isinstance(value, APETextValue)}
    # A NUL parts the values of a text; a song and an album have one title, so there it stays to be refused.
    return pick(
        _FIELDS, {key: [str(value)] if key in ("title", "album") else list(value) for key, value in values.items()}
    )

"""APEv2 tags, which some players put at the end of an MP3."""

from mutagen.apev2 import APETextValue

from audiostream.backend.adapters.mutagen.formats import Parsed
from audiostream.backend.adapters.mutagen.tags import FIELDS, pick

_FIELDS = {field: (f"replaygain_{field}",) for field in FIELDS if field.endswith(("_gain", "_peak"))} | {
    "title": ("title",),
    "artist": ("artist",),
    "album_artist": ("album artist", "albumartist"),
    "album": ("album",),
    "date": ("year", "date"),
    "track": ("track",),
    "disc": ("disc",),
}


def texts(tags: Parsed) -> dict[str, list[str]]:
    """Return our fields of an ``APEv2`` that mutagen read."""
    values = {key.casefold(): value for key, value in tags.items() if isinstance(value, APETextValue)}
    # A NUL parts the values of a text; a song and an album have one title, so there it stays to be refused.
    return pick(
        _FIELDS, {key: [str(value)] if key in ("title", "album") else list(value) for key, value in values.items()}
    )

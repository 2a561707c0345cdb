"""How pages write lengths, times, pictures and songs."""

import json
import re
from zlib import crc32

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.times import iso, moment_of
from audiostream.player.lengths import clock

register = template.Library()

_CODE = re.compile(r"`([^`]+)`")
# As many as the style sheet has.
_HUES = 12
_INITIALS = 2

register.filter("clock", clock)
register.filter("moment", moment_of)
register.filter("iso", iso)


@register.filter
def hue(text: str) -> str:
    """Return the class of a picture's colours: always the same for the same name."""
    return f"hue-{crc32(text.encode()) % _HUES}"


@register.filter
def initials(text: str) -> str:
    """Return the letters that stand for a name in its picture."""
    return "".join(word[0] for word in text.split()[:_INITIALS]).upper()


@register.filter
def codes(text: str) -> SafeString:
    """Return a text of the API's document as HTML: what stands in backticks is code, as in Markdown."""
    return mark_safe(_CODE.sub(r"<code>\1</code>", conditional_escape(text)))  # noqa: S308 - escaped before


@register.filter
def playable(song: Song) -> str:
    """Return all that the player in the browser needs to know of a song, as JSON."""
    return json.dumps(
        {
            "id": str(int(song.id)),
            "title": song.title,
            "artist": song.artist.name,
            "artist_id": str(int(song.artist.id)),
            "album": song.album.title,
            "album_id": str(int(song.album.id)),
            "duration_ms": song.audio.duration_ms,
        }
    )


@register.simple_tag
def length_of(songs: list[Song]) -> str:
    """Return how long songs last together, as people say it."""
    minutes = round(sum(song.audio.duration_ms for song in songs) / 60_000)
    hours, minutes = divmod(max(1, minutes), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"

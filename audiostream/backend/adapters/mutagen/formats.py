"""What the reader of each format gives, and what all of them share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from audiostream.backend.adapters.mutagen.bounded import BoundedFile
from audiostream.errors import Unusable

KNOWN = "MP3, FLAC, Ogg Vorbis, Opus, M4A, AAC, WAV, AIFF"

# Our names of fields (see tags.py) and the texts a file has for them, uncleaned.
Raw: TypeAlias = Mapping[str, Sequence[str]]
# What mutagen makes of a file: it annotates too little of it to be checked against.
Parsed: TypeAlias = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """What a reader found; ``seconds`` and ``bitrate`` (bits a second) as the file's headers have it."""

    extension: str
    codec: str
    seconds: float
    bitrate: int
    sample_rate: int
    channels: int
    raw: Raw = field(default_factory=dict)


def parse(parser: Parsed, file: BoundedFile) -> Parsed:
    """Have one of mutagen's classes read a file from its start."""
    file.seek(0)
    return parser(file)


def truncated(detail: str) -> Unusable:
    """Return the error for a file whose end is missing."""
    return Unusable(f"truncated: {detail}")


def not_audio(detail: str | None = None) -> Unusable:
    """Return the error for content of no known format."""
    return Unusable(f"not audio of a known format ({KNOWN})" + (f": {detail}" if detail else ""))


def need(file: BoundedFile, offset: int, size: int, what: str) -> bytes:
    """Return exactly ``size`` bytes from ``offset`` on; raises ``Unusable`` when the file ends before."""
    data = file.read_at(offset, size)
    if len(data) < size:
        raise truncated(f"it ends within {what}")
    return data

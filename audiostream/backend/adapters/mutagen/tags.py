"""From the texts of a file's tags to what may be stored: cleaned names, numbers, loudness."""

import math
import re
from collections.abc import Iterable, Mapping

from audiostream.backend.adapters.mutagen.formats import Raw
from audiostream.backend.domain.catalogue import ReplayGain, Tags
from audiostream.backend.domain.names import clean_name
from audiostream.errors import InvalidInput, Unusable

# Of these the first value counts; several artists are named together.
_SINGLE = ("title", "album")
_NAMES = ("title", "artist", "album_artist", "album")
_GAINS = ("track_gain", "album_gain")
_PEAKS = ("track_peak", "album_peak")
FIELDS = (*_NAMES, "date", "track", "disc", *_GAINS, *_PEAKS)

_MOST_PARTS = 9_999
_INVISIBLE = " \t\r\n\v\f\0\u00a0\u200b\u200e\u200f\u061c\ufeff"
_YEAR = re.compile(r"\s*([0-9]{4})(?![0-9])")
_PART = re.compile(r"\s*([0-9]{1,9})\s*(/.*)?", re.DOTALL)
_NUMBER = re.compile(r"\s*([+-]?[0-9]{0,6}[.,]?[0-9]{1,12})\s*(dB)?\s*", re.IGNORECASE)
# Loudness outside of these is a mistake of some tool, and would deafen or silence.
_MAX_GAIN_DB = 60.0
_MAX_PEAK = 64.0
# Text that was declared Latin-1 and is Windows-1252: its quotes, dashes and euro sign are control
# characters in Latin-1, and no tag means those.
_WINDOWS_1252 = {
    code: text for code in range(0x80, 0xA0) if (text := bytes([code]).decode("cp1252", "ignore"))
}  # fmt: skip


def pick(names: Mapping[str, tuple[str, ...]], texts: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Return our fields from a file's: of those that ``names`` has for a field, the first that is there."""
    found = {}
    for field, theirs in names.items():
        values = next((texts[each] for each in theirs if each in texts), None)
        if values is not None:
            found[field] = list(values)
    return found


def clean_tags(raw: Raw) -> Tags:
    """Return what may be stored of a file's tags.

    Raises:
        Unusable: a name would deceive a reader or a program; the message names the tag.
    """
    names = {field: _name(raw, field) for field in _NAMES}
    return Tags(
        **names, year=_year(_first(raw, "date")), track=_part(_first(raw, "track")), disc=_part(_first(raw, "disc"))
    )


def replay_gain(raw: Raw) -> ReplayGain | None:
    """Return a file's loudness, where it has been measured."""
    found = {field: _number(_first(raw, field), -_MAX_GAIN_DB, _MAX_GAIN_DB) for field in _GAINS}
    found |= {field: _number(_first(raw, field), 0.0, _MAX_PEAK) for field in _PEAKS}
    return ReplayGain(**found) if any(value is not None for value in found.values()) else None


def _name(raw: Raw, field: str) -> str | None:
    what = f"hostile tag: the {field.replace('_', ' ')}"
    texts = [text.strip("\0") for text in raw.get(field, ())]
    texts = [text for text in texts if text.strip(_INVISIBLE)]
    if not texts:
        return None
    if field in _SINGLE:
        texts = texts[:1]
    try:
        # Each by itself first: joined, "../x" could hide.
        return clean_name("; ".join([clean_name(text.translate(_WINDOWS_1252), what) for text in texts]), what)
    except InvalidInput as error:
        raise Unusable(error.message) from error


def _first(raw: Raw, field: str) -> str:
    return next(iter(raw.get(field, ())), "")


def _year(text: str) -> int | None:
    match = _YEAR.match(text)
    return int(match[1]) or None if match else None


def _part(text: str) -> int | None:
    match = _PART.fullmatch(text.strip("\0"))
    number = int(match[1]) if match else 0
    return number if 0 < number <= _MOST_PARTS else None


def _number(text: str, least: float, most: float) -> float | None:
    match = _NUMBER.fullmatch(text.strip("\0"))
    if match is None:
        return None
    value = float(match[1].replace(",", "."))
    return value if math.isfinite(value) and least <= value <= most else None

"""Names that people give to things, and when two of them are the same.

The rule of sameness is Unicode's compatibility caseless matching (The Unicode Standard,
section 3.13, definition D146): "Björk", "BJÖRK" and "Björk" in decomposed form are one
artist, "Bjork" is another. Lists are in the order of :func:`plain`, in which both are "bjork".
"""

import re
import unicodedata

from audiostream.errors import InvalidInput

MAX_NAME = 500

# The bidirectional embeddings, overrides and isolates of UAX #9: they reorder what is shown around them.
_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible marks that are harmless and never part of a name: zero-width space, marks, byte-order mark.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\ufeff"))
_SPACES = re.compile(r"\s+")
# Letters that Unicode does not decompose, as people without them on the keyboard type them.
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "\u0131": "i", "ħ": "h"}
)
_ABSOLUTE = re.compile(r"(~?[\\/]{1,2}|[A-Za-z]:[\\/]|file:///?)[^\\/]+([\\/]|$)")


def clean_name(text: str, what: str = "name") -> str:
    """Return a name as it is stored: NFC, trimmed, runs of white space as one space.

    Raises:
        InvalidInput: it is empty, longer than 500 characters, or has something in it that could
            deceive a reader or a program; the message begins with ``what``.
    """
    if reason := _refusal(text):
        raise InvalidInput(f"{what} {reason}")
    name = _SPACES.sub(" ", unicodedata.normalize("NFC", text).translate(_INVISIBLE)).strip()
    if not name:
        raise InvalidInput(f"{what} is empty")
    if ".." in re.split(r"[\\/]", name) or _is_absolute_path(name):
        raise InvalidInput(f"{what} looks like a path")
    if len(name) > MAX_NAME:
        raise InvalidInput(f"{what} has {len(name)} characters; {MAX_NAME} are allowed")
    return name


def fold(name: str) -> str:
    """Return the key under which names that differ only in case or normalisation are equal."""
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", name).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def plain(text: str) -> str:
    """Return text without case and accents: how it is sorted, and how it is typed where letters are missing.

    Compared by code point it gives the same order on every database. A change of it needs a migration, as
    it is stored.

    >>> plain("Ágætis byrjun")
    'agaetis byrjun'
    """
    parted = unicodedata.normalize("NFKD", fold(text))
    bare = "".join(char for char in parted if not unicodedata.combining(char))
    return unicodedata.normalize("NFC", bare.casefold().translate(_PLAIN))


def _refusal(text: str) -> str | None:
    if "\0" in text:
        return "contains a NUL byte"
    if not _BIDI_CONTROLS.isdisjoint(text):
        return "contains bidirectional control characters, which change the order of what is shown"
    if any(unicodedata.category(char) == "Cs" for char in text) or "\ufffd" in text:
        return "is not valid Unicode text"
    if any(unicodedata.category(char) == "Cc" and not char.isspace() for char in text):
        return "contains control characters"
    return None


def _is_absolute_path(text: str) -> bool:
    # "/etc/passwd" and "C:\Windows" are paths; "AC/DC" and a song called "/" are not.
    return _ABSOLUTE.match(text) is not None and re.search(r"\w", text) is not None

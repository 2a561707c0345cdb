"""Search: how text becomes words to compare, the same on every database."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.names import plain

MAX_WORDS = 8
MAX_WORD = 64

# Scripts written without spaces: each character is a word of its own.
_UNSPACED = re.compile(r"([\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
_APOSTROPHES = re.compile(r"['\u2019\u02bc`]")


def words(text: str) -> list[str]:
    """Split text into words without case, accents or punctuation.

    >>> words("Motörhead: Ace of Spades")
    ['motorhead', 'ace', 'of', 'spades']
    """
    spaced = _UNSPACED.sub(r" \1 ", _APOSTROPHES.sub("", plain(text)))
    return [word[:MAX_WORD] for word in "".join(map(_letter_or_space, spaced)).split()]


def _letter_or_space(char: str) -> str:
    # The vowel signs of the scripts of India are marks, and part of the word.
    return char if char.isalnum() or unicodedata.category(char).startswith("M") else " "


@dataclass(frozen=True, slots=True)
class Hits:
    """What a search found, each kind best first."""

    artists: Sequence[Artist] = ()
    albums: Sequence[Album] = ()
    songs: Sequence[Song] = ()

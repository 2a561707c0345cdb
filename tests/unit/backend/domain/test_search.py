"""How text becomes words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.search import MAX_WORD, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Motörhead: Ace of Spades", ["motorhead", "ace", "of", "spades"]),
        ("  ", []),
        ("!!! ... - _", []),
        ("AC/DC", ["ac", "dc"]),
        ("Don't / Don’t / Donʼt", ["dont", "dont", "dont"]),  # noqa: RUF001 - as typeset
        ("P!nk feat. Ke$ha", ["p", "nk", "feat", "ke", "ha"]),
        ("Sigur Rós – Ágætis byrjun", ["sigur", "ros", "agaetis", "byrjun"]),  # noqa: RUF001
        ("Røyksopp, Łona, Đorđe, Þeyr, œuvre", ["royksopp", "lona", "dorde", "theyr", "oeuvre"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("İstanbul ISTANBUL ıstanbul", ["istanbul"] * 3),  # noqa: RUF001 - Turkish
        ("ΜΈΛΟΣ μέλος", ["μελοσ", "μελοσ"]),
        ("Йод", ["иод"]),
        ("東京 Tokyo", ["東", "京", "tokyo"]),
        ("シナー", ["シ", "ナ", "ー"]),
        ("한국", ["한국"]),
        ("\uff34\uff26\uff22 ½ ①", ["tfb", "1", "2", "1"]),
        ("99 Luftballons", ["99", "luftballons"]),
        ("a\u0000b\u200bc", ["a", "b", "c"]),
        ("snake_case", ["snake", "case"]),
        ("x" * 100, ["x" * MAX_WORD]),
    ],
)
def test_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text())
def test_words_are_letters_and_digits_in_one_form(text: str) -> None:
    for word in words(text):
        assert 0 < len(word) <= MAX_WORD
        assert all(char.isalnum() or unicodedata.category(char).startswith("M") for char in word)
        assert '"' not in word


@given(st.text())
def test_the_words_of_words_are_the_same(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_form_of_a_text_does_not_matter(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert words(unicodedata.normalize(form, text)) == words(text)

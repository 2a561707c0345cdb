"""Text from outside, made safe for terminals."""

import pytest

from audiostream.text import one_line, printable

PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]0;owned\x07", "\\x1b]0;owned\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("a\rb", "a\\rb"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("\udcff", "\\udcff"),
        ("\U000e0041", "\\U000e0041"),
    ],
    ids=["title", "one-byte control sequence", "return", "right-to-left override", "not UTF-8", "tag"],
)
def test_what_could_steer_a_terminal_is_shown_as_an_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    ["Björk", "夜に駆ける", "שלום", PERSIAN, "👩\u200d🎤", "10\u00a0000", "one\n\ttwo"],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_one_line_has_no_breaks_and_single_spaces() -> None:
    assert one_line("  Deux\r\n\tmots\u2028fin ") == "Deux mots fin"


def test_one_line_takes_apart_what_terminals_disagree_about() -> None:
    assert one_line("👩\u200d🎤 \u2764\ufe0f") == "👩🎤 \u2764"


def test_one_line_keeps_the_spelling_of_persian() -> None:
    assert one_line(PERSIAN) == PERSIAN


def test_one_line_is_as_safe_as_printable() -> None:
    assert one_line("\x1b[2J\u202e") == "\\x1b[2J\\u202e"

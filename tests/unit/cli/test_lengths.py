"""Lengths as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.cli.lengths import clock, parse_clock
from audiostream.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0", 0),
        ("90", 90_000),
        ("1:30", 90_000),
        ("01:05", 65_000),
        ("1:02:03", 3_723_000),
        ("75:00", 4_500_000),
        ("7.5", 7_500),
        ("0:00.25", 250),
        (" 3 ", 3_000),
    ],
)
def test_reads_what_people_write(text: str, milliseconds: int) -> None:
    assert parse_clock(text) == milliseconds


@pytest.mark.parametrize("text", ["", "x", "-1", "1:60", "1:60:00", "1:2:3:4", "1:", ":30", "1.2.3", "1,5", "\u0663"])
def test_says_what_it_cannot_read(text: str) -> None:
    with pytest.raises(InvalidInput, match="is not a position") as caught:
        parse_clock(text)
    assert caught.value.hint


@given(st.integers(0, 10**8))
def test_reads_what_it_shows(milliseconds: int) -> None:
    assert parse_clock(clock(milliseconds)) == milliseconds // 1000 * 1000

"""Numbers of things and amounts of data as text."""

import pytest

from audiostream.cli.sizes import amount, count


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_940, "999.9 kB"),
        (999_960, "1.0 MB"),
        (4_800_000, "4.8 MB"),
        (1.25e9, "1.2 GB"),
        (3.5e12, "3.5 TB"),
        (4.2e15, "4200.0 TB"),
    ],
)
def test_amounts_are_decimal_and_never_show_a_thousand_of_a_unit(size: float, text: str) -> None:
    assert amount(size) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0 songs"), (1, "1 song"), (2, "2 songs"), (12_345, "12,345 songs")])
def test_a_number_of_things_is_as_it_is_spoken(number: int, text: str) -> None:
    assert count(number, "song") == text

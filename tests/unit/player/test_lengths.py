"""Lengths of sound as people read them."""

import pytest

from audiostream.player.lengths import clock


@pytest.mark.parametrize(
    ("milliseconds", "shown"),
    [(-1, "0:00"), (0, "0:00"), (999, "0:00"), (187_000, "3:07"), (3_599_999, "59:59"), (3_723_000, "1:02:03")],
)
def test_lengths_are_shown_as_people_read_them(milliseconds: int, shown: str) -> None:
    assert clock(milliseconds) == shown

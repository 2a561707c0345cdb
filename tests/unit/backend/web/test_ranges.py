"""Parts of files as RFC 9110 has them, held against a plain model of it."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.web.ranges import Part, Unsatisfiable, part_of

SIZES = st.integers(0, 40)
PLACES = st.integers(0, 50)


def chosen(size: int, first: int, last: int | None) -> list[int]:
    """Return which bytes ``first-last`` means, by asking of each."""
    return [at for at in range(size) if at >= first and (last is None or at <= last)]


def found(header: str, size: int) -> list[int] | None:
    """Return the bytes of the part that a header gets; None for the whole file, [] for none."""
    try:
        part = part_of(header, size)
    except Unsatisfiable:
        return []
    if part is None:
        return None
    assert 0 <= part.first < part.end <= size
    return list(range(*part))


@given(SIZES, PLACES, st.none() | PLACES)
def test_a_range_is_the_bytes_it_names(size: int, first: int, last: int | None) -> None:
    header = f"bytes={first}-{'' if last is None else last}"
    wrong = last is not None and last < first
    assert found(header, size) == (None if wrong else chosen(size, first, last))


@given(SIZES, PLACES)
def test_a_suffix_is_the_last_bytes(size: int, length: int) -> None:
    assert found(f"bytes=-{length}", size) == list(range(size))[max(0, size - length) :] * (length > 0)


@given(st.text(string.printable, max_size=30) | st.text("bytes=0123456789-, ", max_size=30), SIZES)
def test_anything_gets_a_part_that_is_there_the_whole_or_nothing(header: str, size: int) -> None:
    found(header, size)


@pytest.mark.parametrize(
    "header",
    [None, "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes=5-1", "bytes=0 - 1"],
)
def test_what_is_wrong_or_not_offered_is_ignored(header: str | None) -> None:
    assert part_of(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=0-1", "BYTES=0-1", "bytes= 0-1 ", "bytes=,0-1,", "bytes=00-01"])
def test_one_range_may_be_written_in_several_ways(header: str) -> None:
    assert part_of(header, 10) == Part(0, 2)


def test_numbers_may_be_larger_than_any_file() -> None:
    assert part_of(f"bytes=1-{10**29}", 10) == Part(1, 10)
    with pytest.raises(Unsatisfiable):
        part_of(f"bytes={10**29}-", 10)

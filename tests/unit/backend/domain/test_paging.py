"""Cursors and limits."""

import base64
from contextlib import suppress

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from audiostream.backend.domain.ids import MAX_ID
from audiostream.backend.domain.paging import MAX_LIMIT, check_limit, decode_cursor, encode_cursor
from audiostream.errors import InvalidInput

Key = tuple[str | int, ...]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(-MAX_ID, MAX_ID)))
def test_a_cursor_is_read_as_it_was_made(key: list[str | int]) -> None:
    assert decode_cursor(encode_cursor(*key), Key) == tuple(key)


@given(st.text(max_size=50))
def test_a_cursor_needs_no_quotes_in_a_shell_or_an_address(text: str) -> None:
    cursor = encode_cursor("songs", text.encode(errors="ignore").decode(), 7)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert cursor.isascii()


@given(st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
@example("")
@example("WyJhIiw3XQ")
def test_anything_else_is_refused_or_fits(text: str) -> None:
    key: Key = ("a", 7)
    with suppress(InvalidInput):
        key = decode_cursor(text, tuple[str, int])
    assert [type(each) for each in key] == [str, int]


@pytest.mark.parametrize("other", [(), ("a",), ("a", "b"), (1, "a"), ("a", 1, 2)])
def test_a_cursor_of_another_shape_is_refused(other: Key) -> None:
    with pytest.raises(InvalidInput, match="not a cursor of this listing"):
        decode_cursor(encode_cursor(*other), tuple[str, int])


@pytest.mark.parametrize("limit", [1, MAX_LIMIT])
def test_a_limit_may_be(limit: int) -> None:
    assert check_limit(limit) == limit


@pytest.mark.parametrize("limit", [0, -1, MAX_LIMIT + 1])
def test_a_limit_may_not_be(limit: int) -> None:
    with pytest.raises(InvalidInput, match=f"{limit} is not a possible limit; it must be from 1 to 1000"):
        check_limit(limit)

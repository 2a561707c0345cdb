"""Places in a playlist."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.domain.positions import MAX_POSITION, between, is_position, make_room

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("text", ["a0", "a1", "zzzzzzzzzzzzzzzzzzzzzzzzzzz", "Zz", "a0V", "A" + "0" * 25 + "1", "b12x"])
def test_these_are_positions(text: str) -> None:
    assert is_position(text)


@pytest.mark.parametrize(
    "text",
    ["", "0", "00", "a", "b1", "a00", "a0V0", "a0\n", "a-", "á0", "a٣", "A" + "0" * 26, "a" + "1" * MAX_POSITION],
)
def test_these_are_none(text: str) -> None:
    assert not is_position(text)


@pytest.mark.parametrize(("before", "after"), [(None, None), ("a0", None), (None, "a0"), ("a0", "a1")])
def test_between_finds_places_in_order(before: str | None, after: str | None) -> None:
    places = between(before, after, 100)
    assert len(set(places)) == 100
    whole = [*([before] if before else []), *places, *([after] if after else [])]
    assert whole == sorted(whole)
    assert len(set(whole)) == len(whole)
    assert between(before, after, 0) == []


@pytest.mark.parametrize(("before", "after"), [("a1", "a1"), ("a1", "a0"), (None, "A" + "0" * 25 + "1")])
def test_where_there_is_no_room_between_says_so(before: str | None, after: str) -> None:
    with pytest.raises(ValueError, match="between"):
        between(before, after, 1)


positions = st.text(DIGITS, min_size=1, max_size=30).filter(is_position) | st.sampled_from(
    ["a0", "a1", "a0V", "z" * 27, "A" + "0" * 25 + "1", "a0" + "V" * 253, "a0" + "0" * 252 + "1"]
)


@settings(deadline=None)
@given(taken=st.lists(positions, max_size=12).map(sorted), data=st.data())
def test_room_is_found_wherever_it_is_asked_for(taken: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(taken)))
    count = data.draw(st.integers(1, 5))
    room = make_room(taken, at, count)
    after = [room.moved.get(index, place) for index, place in enumerate(taken)]
    assert all(map(is_position, [*room.places, *room.moved.values()]))
    whole = [*after[:at], *room.places, *after[at:]]
    assert whole == sorted(whole)
    # Strictly: the new ones stand exactly there, whatever their entries' ids are.
    for left, right in zip(whole[max(at - 1, 0) : at + count], whole[max(at, 1) : at + count + 1], strict=False):
        assert left < right


def test_usually_no_entry_moves() -> None:
    assert not make_room(["a0", "a1", "a1", "a2"], 1, 3).moved
    assert not make_room(["a0", "a1"], 0, 3).moved
    assert not make_room(["a0", "a1"], 2, 3).moved


def test_of_equal_places_those_behind_move_along() -> None:
    room = make_room(["a0", "a1", "a1", "a1", "a2"], 2, 1)
    assert sorted(room.moved) == [2, 3]
    assert "a1" < room.places[0] < room.moved[2] < room.moved[3] < "a2"


def test_thousands_of_songs_put_at_one_spot_keep_places_short() -> None:
    taken = ["a0", "a1"]
    for n in range(3000):
        room = make_room(taken, 1 + n % 2, 1)
        taken = [room.moved.get(index, place) for index, place in enumerate(taken)]
        taken.insert(1 + n % 2, room.places[0])
    assert taken == sorted(set(taken))
    assert max(map(len, taken)) <= MAX_POSITION

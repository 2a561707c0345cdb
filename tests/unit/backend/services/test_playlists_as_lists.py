"""Whatever is done to a playlist, it is done as to a list."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.domain.ids import SongId
from audiostream.backend.domain.positions import MAX_POSITION
from tests.support.desk import SONGS, Desk


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(tmp_path_factory.mktemp("shared"), stack)


# What is done to a playlist: the kind, and two numbers that are fitted to its length.
_OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "move", "remove"]), st.integers(0, 99), st.integers(0, 99)), max_size=14
)


@settings(max_examples=40, deadline=None)
@given(operations=_OPERATIONS)
def test_a_playlist_behaves_as_a_list(operations: list[tuple[str, int, int]], desk: Desk) -> None:
    ref, expected, fresh = desk.mix(), list[SongId](), count()
    for kind, first, second in operations:
        size = len(expected)
        if kind == "add":
            at, songs = first % (size + 1), [SONGS[(next(fresh) + n) % 6].id for n in range(second % 3 + 1)]
            desk.service.add(ref, songs, at + 1)
            expected[at:at] = songs
        elif size and kind == "move":
            desk.service.move(ref, first % size + 1, second % size + 1)
            expected.insert(second % size, expected.pop(first % size))
        elif size:
            desk.service.remove(ref, [first % size + 1])
            del expected[first % size]
    items = desk.service.view(ref).items
    assert [item.entry.song_id for item in items] == expected
    assert all(len(item.entry.position) < MAX_POSITION for item in items)

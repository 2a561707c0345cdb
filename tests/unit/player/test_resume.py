"""The queue of last time comes back, as far as its songs still exist."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.ids import UserId
from audiostream.errors import Unavailable
from audiostream.player.model import Repeat, Status
from audiostream.player.queue import Queue
from audiostream.player.resume import EVERY_MS, Memory, Remembered
from audiostream.player.state import State
from tests.support.events import ADA, BOB
from tests.support.machine import SONGS, A, B, C, D

QUEUE = Queue(songs=tuple(SONGS), order=(2, 0, 3, 1), index=1, shuffle=True, repeat=Repeat.ALL, seed=9)
STATE = State(queue=QUEUE, status=Status.PLAYING, volume=30, muted=True, position_ms=12_345, now_ms=1_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "player.json"


def load(path: Path, user_id: UserId = ADA) -> Remembered | None:
    told: list[str] = []
    remembered = Memory(path, user_id).load(told.append)
    assert told == []
    return remembered


def loaded(path: Path) -> Remembered:
    remembered = load(path)
    assert remembered is not None
    return remembered


def test_all_that_was_kept_comes_back(path: Path) -> None:
    Memory(path, ADA).keep(STATE)
    remembered = loaded(path)
    assert remembered.queue(SONGS) == (QUEUE, 12_345)
    assert (remembered.volume, remembered.muted) == (30, True)
    assert list(remembered.song_ids()) == [song.id for song in SONGS]


def test_nothing_was_kept(path: Path) -> None:
    assert load(path) is None


def test_another_users_queue_is_not_ones_own(path: Path) -> None:
    Memory(path, ADA).keep(STATE)
    assert load(path, BOB) is None


def test_songs_that_are_gone_are_dropped(path: Path) -> None:
    Memory(path, ADA).keep(STATE)  # plays c, a (present), d, b
    found = loaded(path).queue([A, B, D])
    assert found is not None
    queue, position_ms = found
    assert [queue.song, *queue.upcoming(2)] == [A, D, B]
    assert (queue.index, position_ms) == (0, 12_345)


def test_after_a_present_song_that_is_gone_comes_the_next_from_its_start(path: Path) -> None:
    Memory(path, ADA).keep(STATE)
    found = loaded(path).queue([B, C, D])
    assert found is not None
    queue, position_ms = found
    assert (queue.song, queue.index, position_ms) == (D, 1, 0)


def test_after_a_last_song_that_is_gone_it_begins_anew(path: Path) -> None:
    Memory(path, ADA).keep(replace(STATE, queue=replace(QUEUE, index=3)))
    found = loaded(path).queue([A, C, D])
    assert found is not None
    assert (found[0].song, found[1]) == (C, 0)


def test_of_no_songs_no_queue_comes_back(path: Path) -> None:
    Memory(path, ADA).keep(STATE)
    assert loaded(path).queue([]) is None


@given(st.permutations(range(4)), st.integers(0, 3), st.sets(st.sampled_from(SONGS), min_size=1))
def test_whatever_is_gone_the_rest_is_a_queue_in_order(order: list[int], index: int, known: set[object]) -> None:
    queue = Queue(songs=SONGS, order=tuple(order), index=index)
    memory = Memory(Path("unused"), ADA)
    kept = [song for song in SONGS if song in known]
    found = memory.remember(replace(STATE, queue=queue)).queue(kept)
    assert found is not None
    left = [song for song in (SONGS[place] for place in order) if song in known]
    assert [found[0].songs[place] for place in found[0].order] == left


def test_a_queue_played_to_its_end_is_forgotten(path: Path) -> None:
    memory = Memory(path, ADA)
    memory.keep(STATE)
    memory.keep(replace(STATE, played_out=True, status=Status.STOPPED))
    memory.keep(replace(STATE, played_out=True, status=Status.STOPPED))
    assert load(path) is None


CHANGES: list[Callable[[State], State]] = [
    lambda state: replace(state, volume=31),
    lambda state: replace(state, muted=False),
    lambda state: replace(state, queue=state.queue.cycled_repeat()),
    lambda state: replace(state, queue=state.queue.toggled_shuffle()),
    lambda state: replace(state, queue=state.queue.previous(), position_ms=0),
    lambda state: replace(state, position_ms=20_000, now_ms=state.now_ms + EVERY_MS),
    lambda state: replace(state, position_ms=20_000, status=Status.STOPPED),
]


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_is_kept(path: Path, change: Callable[[State], State]) -> None:
    memory = Memory(path, ADA)
    memory.keep(STATE)
    changed = change(STATE)
    memory.keep(changed)
    assert loaded(path) == memory.remember(changed) != memory.remember(STATE)


def test_a_position_alone_is_kept_every_few_seconds(path: Path) -> None:
    memory = Memory(path, ADA)
    memory.keep(STATE)
    memory.keep(replace(STATE, position_ms=13_000, now_ms=STATE.now_ms + EVERY_MS - 1))
    assert loaded(path).position_ms == 12_345


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"\xff\xfe",
        b'{"v": 1}',
        *(
            b'{"v":%s,"user_id":"ada","songs":%s,"order":%s,"index":%s,"position_ms":0,"shuffle":false,'
            b'"repeat":"off","seed":1,"volume":%s,"muted":false}' % fields
            for fields in (
                (b"2", b'["1"]', b"[0]", b"0", b"50"),
                (b"1", b'["x"]', b"[0]", b"0", b"50"),
                (b"1", b'["1"]', b"[1]", b"0", b"50"),
                (b"1", b'["1","2"]', b"[0,0]", b"0", b"50"),
                (b"1", b'["1"]', b"[0]", b"1", b"50"),
                (b"1", b"[]", b"[]", b"0", b"50"),
                (b"1", b'["1"]', b"[0]", b"0", b"101"),
                (b"1", b'["1"]', b"[0]", b"-1", b"50"),
            )
        ),
    ],
)
def test_a_damaged_file_is_told_and_ignored(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    told: list[str] = []
    assert Memory(path, ADA).load(told.append) is None
    (message,) = told
    assert message.startswith(f"{path} is damaged and ignored: ")


def test_a_folder_in_its_place_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    told: list[str] = []
    assert Memory(path, ADA).load(told.append) is None
    assert len(told) == 1


def test_what_cannot_be_written_leaves_no_half_behind(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(Unavailable):
        Memory(path, ADA).keep(STATE)
    assert list(path.parent.iterdir()) == [path]

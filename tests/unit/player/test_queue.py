"""Shuffle plays each once, and every kind of repeat goes where it should."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.catalogue import Song
from audiostream.player.model import Repeat
from audiostream.player.queue import Queue
from tests.support.builders import make_album, make_song

ALBUM = make_album()
SONGS = [make_song(title, album=ALBUM) for title in "abcdefghijklmnopqrst"]


def titles(songs: Sequence[Song]) -> str:
    return "".join(song.title for song in songs)


def play_through(queue: Queue, *, limit: int = 1000) -> str:
    played = [queue.song]
    here: Queue | None = queue
    while len(played) < limit and (here := here.next() if here else None):
        played.append(here.song)
    return titles(played)


def test_without_anything_it_plays_in_order_and_ends() -> None:
    assert play_through(Queue.of(SONGS[:4], seed=1)) == "abcd"


def test_nothing_is_no_queue() -> None:
    with pytest.raises(ValueError, match="index"):
        Queue.of([], seed=1)


@given(st.integers(1, 20), st.integers(0, 2**32))
def test_shuffle_plays_each_once(count: int, seed: int) -> None:
    played = play_through(Queue.of(SONGS[:count], shuffle=True, seed=seed))
    assert sorted(played) == list(titles(SONGS[:count]))


def test_shuffle_follows_from_the_seed_and_differs_with_it() -> None:
    def order(seed: int) -> str:
        return play_through(Queue.of(SONGS, shuffle=True, seed=seed))

    assert order(7) == order(7)
    assert len({order(seed) for seed in range(20)}) == 20
    assert len({order(seed)[0] for seed in range(50)}) > 5


@given(st.integers(2, 8), st.integers(0, 2**32))
def test_each_round_of_a_repeated_shuffle_is_new_and_has_each_once(count: int, seed: int) -> None:
    rounds = 6
    queue = Queue.of(SONGS[:count], shuffle=True, repeat=Repeat.ALL, seed=seed)
    played = play_through(queue, limit=rounds * count)
    for start in range(0, len(played), count):
        assert sorted(played[start : start + count]) == list(titles(SONGS[:count]))
    assert all(one != other for one, other in pairwise(played))


def test_rounds_of_a_repeated_shuffle_differ() -> None:
    played = play_through(Queue.of(SONGS, shuffle=True, repeat=Repeat.ALL, seed=3), limit=60)
    assert len({played[:20], played[20:40], played[40:]}) == 3


def test_the_same_song_twice_does_not_keep_a_shuffle_from_going_on() -> None:
    queue = Queue.of([SONGS[0], SONGS[0]], shuffle=True, repeat=Repeat.ALL, seed=3)
    assert play_through(queue, limit=6) == "aaaaaa"


@given(st.integers(1, 20), st.data())
def test_shuffling_midway_keeps_the_present_one_and_plays_the_rest_once(count: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, count - 1))
    queue = Queue(songs=SONGS[:count], order=range(count), index=index, seed=data.draw(st.integers(0, 1000)))
    shuffled = queue.toggled_shuffle()
    assert shuffled.song == queue.song
    assert sorted(play_through(shuffled)) == list(titles(SONGS[index:count]))
    assert shuffled.toggled_shuffle().order == tuple(range(count))
    assert shuffled.toggled_shuffle().song == queue.song


def test_unshuffled_it_goes_on_in_order_from_the_present_one() -> None:
    queue = Queue(songs=SONGS[:4], order=(2, 0, 3, 1), index=1, shuffle=True)
    assert play_through(queue.toggled_shuffle()) == "abcd"


def test_repeat_one_repeats_at_the_end_but_next_goes_on() -> None:
    queue = Queue.of(SONGS[:2], repeat=Repeat.ONE, seed=1)
    assert queue.after_end() == queue
    assert play_through(queue, limit=4) == "abab"


def test_repeat_all_goes_round() -> None:
    assert play_through(Queue.of(SONGS[:3], repeat=Repeat.ALL, seed=1), limit=7) == "abcabca"


def test_repeat_cycles_off_all_one() -> None:
    queue = Queue.of(SONGS[:1], seed=1)
    kinds = [queue.repeat]
    for _ in range(3):
        queue = queue.cycled_repeat()
        kinds.append(queue.repeat)
    assert kinds == [Repeat.OFF, Repeat.ALL, Repeat.ONE, Repeat.OFF]


def test_previous_goes_back_and_stays_at_the_first() -> None:
    queue = Queue(songs=SONGS[:3], order=range(3), index=1)
    assert queue.previous().song.title == "a"
    assert queue.previous().previous().song.title == "a"


@pytest.mark.parametrize("repeat", [Repeat.ALL, Repeat.ONE])
def test_previous_goes_round_where_the_queue_does(repeat: Repeat) -> None:
    queue = Queue.of(SONGS[:3], repeat=repeat, seed=1)
    assert queue.previous().song.title == "c"


def test_previous_does_not_cut_a_shuffled_round_short() -> None:
    queue = Queue.of(SONGS, shuffle=True, repeat=Repeat.ALL, seed=1)
    assert queue.previous() == queue


def test_previous_finds_the_way_back_through_a_shuffle() -> None:
    queue = Queue.of(SONGS, shuffle=True, seed=1)
    after = queue.next()
    assert after is not None
    assert after.previous().song == queue.song


QUEUES = st.builds(
    Queue.of,
    st.integers(1, 6).map(lambda count: SONGS[:count]),
    shuffle=st.booleans(),
    repeat=st.sampled_from(Repeat),
    seed=st.integers(0, 999),
)


@given(QUEUES, st.integers(0, 5), st.integers(1, 9))
def test_upcoming_is_what_plays_next(queue: Queue, steps: int, limit: int) -> None:
    for _ in range(steps):
        queue = queue.next() or queue
    upcoming = queue.upcoming(limit)
    played: list[Song] = []
    here = queue.after_end()
    while here and len(played) < len(upcoming):
        played.append(here.song)
        here = here.after_end()
    assert list(upcoming) == played
    assert len(upcoming) <= limit
    assert bool(upcoming) == (queue.after_end() is not None)

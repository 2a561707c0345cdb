"""From what a listener asks for to the player's first moment."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import SongId
from audiostream.cli.environment import Environment
from audiostream.cli.play_request import PlayRequest, begin
from audiostream.errors import InvalidInput, NotFound
from audiostream.player.model import Repeat
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.state import State
from tests.support.events import ADA
from tests.support.machine import LENGTH_MS, SONGS, A, B, C


class Streaming:
    """Finds all songs, whatever is asked for; those in ``gone`` exist no more."""

    def __init__(self) -> None:
        self.gone: set[Song] = set()

    def resolve(self, targets: Sequence[str], tell: Callable[[str], None]) -> list[Song]:
        """Return all songs."""
        tell(f"asked for {' '.join(targets)}")
        return SONGS[:3]

    def known(self, song_ids: Sequence[SongId]) -> list[Song]:
        """Return those that are not gone."""
        return [song for song in SONGS if song.id in song_ids and song not in self.gone]


class World:
    """A listener's settings, services and memory."""

    def __init__(self, path: Path) -> None:
        self.streaming = Streaming()
        self.memory = Memory(path, ADA)
        self.said: list[str] = []
        self.env = SimpleNamespace(
            services=SimpleNamespace(streaming=self.streaming),
            settings=SimpleNamespace(volume=70),
            say=self.said.append,
        )

    def begin(self, request: PlayRequest) -> tuple[State, int]:
        """Begin what is wished."""
        return begin(cast("Environment", self.env), request, self.memory)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "player.json")


@pytest.fixture
def remembering(world: World) -> World:
    """A listener who was in the midst of the second of three songs."""
    queue = Queue(songs=tuple(SONGS[:3]), order=(0, 1, 2), index=1, repeat=Repeat.ALL)
    world.memory.keep(State(queue=queue, volume=20, muted=True, position_ms=9_000))
    return world


def test_plays_what_is_found_as_the_settings_say(world: World) -> None:
    state, start_ms = world.begin(PlayRequest(targets=["album:x"]))
    assert (list(state.queue.songs), state.queue.song, start_ms) == (SONGS[:3], A, 0)
    assert (state.volume, state.queue.shuffle, state.queue.repeat) == (70, False, Repeat.OFF)
    assert world.said == ["asked for album:x"]


def test_plays_as_the_listener_says(world: World) -> None:
    request = PlayRequest(targets=["x"], shuffle=True, repeat=Repeat.ONE, start_ms=5000, volume=1, leave_after_ms=300)
    state, start_ms = world.begin(request)
    assert (state.volume, state.queue.shuffle, state.queue.repeat, start_ms) == (1, True, Repeat.ONE, 5000)
    assert state.leave_after_ms == 300


def test_every_shuffle_is_another(world: World) -> None:
    orders = {tuple(world.begin(PlayRequest(targets=["x"], shuffle=True))[0].queue.order) for _ in range(200)}
    assert len(orders) == 6


def test_resumes_as_it_was(remembering: World) -> None:
    state, start_ms = remembering.begin(PlayRequest(resume=True))
    assert (state.queue.song, start_ms, state.queue.repeat) == (B, 9_000, Repeat.ALL)
    assert (state.volume, state.muted) == (20, True)
    assert remembering.said == []


def test_resumes_as_the_listener_says(remembering: World) -> None:
    request = PlayRequest(resume=True, shuffle=True, repeat=Repeat.OFF, start_ms=0, volume=90)
    state, start_ms = remembering.begin(request)
    assert (state.queue.song, start_ms) == (B, 0)
    assert (state.queue.shuffle, state.queue.repeat) == (True, Repeat.OFF)
    assert (state.volume, state.muted) == (90, False)


def test_a_shuffle_that_is_resumed_stays_as_it_was(world: World) -> None:
    queue = Queue(songs=tuple(SONGS[:3]), order=(2, 0, 1), shuffle=True)
    world.memory.keep(State(queue=queue))
    assert world.begin(PlayRequest(resume=True, shuffle=True))[0].queue == queue


def test_resumes_without_what_is_gone_and_says_so(remembering: World) -> None:
    remembering.streaming.gone = {B}
    state, start_ms = remembering.begin(PlayRequest(resume=True))
    assert (list(state.queue.songs), state.queue.song, start_ms) == ([A, C], C, 0)
    assert remembering.said == ["Left out 1 of the songs of last time: removed from the catalogue since."]


def test_nothing_is_left_to_resume(remembering: World) -> None:
    remembering.streaming.gone = set(SONGS)
    with pytest.raises(NotFound, match="not in the catalogue any more"):
        remembering.begin(PlayRequest(resume=True))


def test_nothing_was_ever_played(world: World) -> None:
    with pytest.raises(NotFound, match="nothing to resume"):
        world.begin(PlayRequest(resume=True))


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (PlayRequest(), "nothing to play was named"),
        (PlayRequest(targets=["x"], resume=True), "takes no targets"),
        (PlayRequest(targets=["x"], start_ms=LENGTH_MS), "a is 1:00 long, and cannot begin at 1:00"),
    ],
)
def test_says_what_makes_no_sense(world: World, asked: PlayRequest, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        world.begin(asked)


def test_a_song_of_unknown_length_begins_anywhere(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    endless = replace(A, audio=replace(A.audio, duration_ms=0))
    monkeypatch.setattr(world.streaming, "resolve", lambda targets, tell: [endless] if tell else targets)
    assert world.begin(PlayRequest(targets=["x"], start_ms=99_000))[1] == 99_000

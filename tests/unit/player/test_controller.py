"""The thread that plays: commands reach the engine, listens the spool, and nothing hangs."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.errors import AudiostreamError, Unavailable
from audiostream.player.controller import QUIET_BEFORE_END_MS, Controller
from audiostream.player.effects import Announce, Finish, OpenAhead, Say, Skipped
from audiostream.player.engine import EngineEvent
from audiostream.player.model import (
    ChangeVolume,
    Ending,
    Next,
    Quit,
    SeekBy,
    Status,
    ToggleMute,
    TogglePause,
)
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.spool import Recorder
from audiostream.player.state import State
from tests.support.control import World
from tests.support.engines import FakeEngine
from tests.support.events import ADA
from tests.support.machine import LENGTH_MS, SONGS, A, B, C


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as spool:
        opened = World(tmp_path, spool)
        yield opened
        if hasattr(opened, "player"):
            opened.player.close()
            opened.finished()


def test_plays_a_queue_to_its_end(world: World) -> None:
    player = world.play()
    for number in (1, 2, 3):
        world.sound(number)
        world.engine.advance(LENGTH_MS)
    world.finished()
    assert [effect.song for effect in world.told if isinstance(effect, Announce)] == [A, B, C]
    assert (player.ending, player.failure) == (Ending.WELL, None)
    assert world.engine.closed
    assert player.snapshot().status is Status.STOPPED
    assert not (world.folder / "player.json").exists()


def test_commands_reach_the_engine(world: World) -> None:
    player = world.play(start_ms=5000)
    world.sound(1)
    assert (world.engine.volume, world.engine.position_ms()) == (80, 5000)
    for command in (ChangeVolume(-30), ToggleMute(), SeekBy(10_000), TogglePause()):
        player.send(command)
    now = world.wait(lambda now: now.status is Status.PAUSED and world.engine.paused)
    assert (now.volume, now.muted, now.position_ms) == (50, True, 15_000)
    assert (world.engine.volume, world.engine.muted, world.engine.paused) == (50, True, True)
    player.send(TogglePause())
    world.wait(lambda now: now.status is Status.PLAYING and not world.engine.paused)
    player.send(Next())
    world.sound(2)
    assert player.snapshot().song == B


def test_opens_the_next_ahead_and_plays_what_it_opened(world: World) -> None:
    world.play()
    world.sound(1)
    world.engine.advance(LENGTH_MS - 5000)
    world.wait_told(OpenAhead)
    world.wait(lambda _: world.engine.ahead is not None)
    opened = world.engine.ahead
    world.engine.advance(5000)
    world.sound(2)
    assert world.engine.playing == opened
    assert world.asked == [A, B]


def test_an_address_that_has_expired_is_asked_for_anew(world: World) -> None:
    world.lasts = timedelta(seconds=1)
    world.play()
    world.sound(1)
    world.engine.advance(LENGTH_MS - 1000)
    world.wait_told(OpenAhead)
    world.wait(lambda _: world.engine.ahead is not None)
    opened = world.engine.ahead
    world.engine.advance(1000)
    world.sound(2)
    assert world.engine.playing != opened
    assert world.asked == [A, B, B]


def test_what_cannot_be_played_is_skipped(world: World) -> None:
    world.missing = {A}
    player = world.play(2)
    skipped = world.wait_told(Skipped)
    assert skipped == Skipped(A, "the file of a is missing")
    world.sound(2)
    world.engine.advance(LENGTH_MS)
    world.finished()
    assert (player.ending, player.failure) == (Ending.PARTLY, None)


def test_what_fails_in_the_engine_is_skipped_too(world: World) -> None:
    world.broken = {A}
    world.play(2)
    world.wait(lambda _: world.engine.playing is not None)
    world.engine.advance()
    assert world.wait_told(Skipped) == Skipped(A, "it cannot be opened")


def test_three_in_a_row_stop(world: World) -> None:
    world.missing = set(SONGS)
    player = world.play(4)
    world.finished()
    assert player.ending is Ending.UNPLAYABLE
    assert isinstance(player.failure, AudiostreamError)
    assert world.told[-1] == Finish(Ending.UNPLAYABLE, player.failure.message)
    assert len(world.asked) == 3


def test_without_a_sound_device_it_says_what_helps(world: World) -> None:
    world.device = "there is no sound device"
    player = world.play()
    world.wait(lambda _: world.engine.playing is not None)
    world.engine.advance()
    world.finished()
    assert player.ending is Ending.WITHOUT_SOUND
    assert isinstance(player.failure, Unavailable)
    assert player.failure.message == "there is no sound device (to play silently: --audio-output dummy)"


def test_quit_records_what_was_heard_and_remembers_the_place(world: World) -> None:
    player = world.play()
    world.sound(1)
    world.engine.advance(250)
    world.wait(lambda now: now.position_ms == 250)
    player.send(Quit())
    world.finished()
    assert world.listens() == [int(A.id)]
    remembered = Memory(world.folder / "player.json", ADA).load(pytest.fail)
    assert remembered is not None
    assert remembered.queue(SONGS) == (player._state.queue, 250)  # noqa: SLF001 - the whole of it is compared


def test_what_is_heard_is_on_disk_while_it_plays(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiostream.player.spool.CHECKPOINT_US", 0)
    world.play()
    world.sound(1)
    world.engine.advance(250)
    world.wait(lambda _: world.listens() == [int(A.id)])


def test_the_disk_is_left_alone_when_the_next_track_is_due(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    monkeypatch.setattr(Memory, "keep", lambda _, state: kept.append(state.position_ms))
    player = world.play(1)
    world.sound(1)
    late = LENGTH_MS - QUIET_BEFORE_END_MS + 1
    world.engine.advance(late)
    world.wait(lambda now: now.position_ms == late)
    player.send(ChangeVolume(-1))
    world.wait(lambda now: now.volume == 79)
    assert late not in kept
    player.send(TogglePause())
    world.wait(lambda _: late in kept)


def test_commands_after_the_end_do_nothing(world: World) -> None:
    player = world.play(1)
    player.send(Quit())
    world.finished()
    before = player.snapshot()
    player.send(Next())
    assert player.snapshot() == before


def test_a_disk_that_fails_stops_no_music_and_is_told_once(world: World) -> None:
    (world.folder / "player.json").mkdir()
    player = world.play()
    world.sound(1)
    said = world.wait_told(Say)
    assert isinstance(said, Say)
    assert said.message.startswith("the queue cannot be remembered for --resume: ")
    player.send(ChangeVolume(-1))
    world.wait(lambda now: now.volume == 79)
    world.sound(1)
    assert len([effect for effect in world.told if isinstance(effect, Say)]) == 1


def test_a_crash_ends_it_with_the_listen_recorded(world: World) -> None:
    player = world.play()
    world.sound(1)
    world.engine.advance(250)
    world.wait(lambda now: now.position_ms == 250)

    def fall_apart(percent: int) -> None:
        raise RuntimeError(f"no volume {percent}")

    world.engine.set_volume = fall_apart  # type: ignore[method-assign]
    player.send(ChangeVolume(-5))
    world.finished()
    assert isinstance(player.failure, RuntimeError)
    assert player.snapshot().status is Status.STOPPED
    assert world.listens() == [int(A.id)]
    assert world.engine.closed


def test_an_engine_that_cannot_be_closed_is_a_failure_and_no_hang(world: World) -> None:
    player = world.play()
    world.sound(1)

    def stick() -> None:
        raise RuntimeError("stuck")

    world.engine.close = stick  # type: ignore[method-assign]
    player.send(Quit())
    world.finished()
    assert str(player.failure) == "stuck"


def test_an_engine_that_cannot_be_made_is_told_to_the_caller(world: World) -> None:
    def make(tell: Callable[[EngineEvent], None]) -> FakeEngine:
        raise Unavailable(f"no library for {tell}")

    player = Controller(
        State(queue=Queue.of(SONGS, seed=1)),
        url=world.url,
        recorder=Recorder(world.spool, ADA, lambda: None),
        memory=Memory(world.folder / "player.json", ADA),
    )
    with pytest.raises(Unavailable):
        player.start(make)
    player.close()

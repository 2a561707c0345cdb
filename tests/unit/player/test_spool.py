"""One player's listens on disk: a checkpoint every few seconds, one id a listen."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.player.listens import Heard
from audiostream.player.spool import CHECKPOINT_US, CLIENT, Recorder
from tests.support.builders import make_song
from tests.support.events import ADA

SONG = make_song()


class World:
    """A recorder, its spool, and a clock that a test moves."""

    def __init__(self, spool: SqliteSpool) -> None:
        self.now = 1_700_000_000_000_000
        self.spool = spool
        self.sent = 0
        self.recorder = Recorder(spool, ADA, self._send, clock=lambda: self.now)

    def _send(self) -> None:
        self.sent += 1

    def adopted(self) -> list[tuple[int, bool]]:
        """Take what is under way for finished, as after a crash; return lengths and completeness of all."""
        self.spool.adopt(self.now + 1)
        return [(listen.played_ms, listen.completed) for listen in self.spool.waiting(ADA, limit=9)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as spool:
        yield World(spool)


def heard(played_ms: int, number: int = 1) -> Heard:
    return Heard(number=number, song=SONG, started_us=1_699_999_999_000_000, played_ms=played_ms, duration_ms=180_000)


def test_a_crash_loses_at_most_the_time_between_checkpoints(world: World) -> None:
    for played in range(250, 10_000, 250):
        world.now += 250_000
        world.recorder.keep(heard(played))
    ((kept, completed),) = world.adopted()
    assert 9750 - kept <= CHECKPOINT_US // 1000
    assert not completed


def test_checkpoints_are_no_more_frequent_than_they_must_be(world: World) -> None:
    world.now += CHECKPOINT_US
    world.recorder.keep(heard(3000))
    world.now += CHECKPOINT_US - 1
    world.recorder.keep(heard(5999))
    assert world.adopted() == [(3000, False)]


def test_a_clock_that_was_set_back_does_not_end_them(world: World) -> None:
    world.now -= 3_600_000_000
    world.recorder.keep(heard(3000))
    assert world.adopted() == [(3000, False)]


def test_a_pause_keeps_the_player_alive(world: World) -> None:
    world.now += CHECKPOINT_US
    world.recorder.keep(heard(3000))
    world.now += CHECKPOINT_US
    world.recorder.keep(heard(3000))
    assert world.spool.adopt(world.now) == 0


def test_a_finished_listen_is_one_whatever_was_stored_before(world: World) -> None:
    world.now += CHECKPOINT_US
    world.recorder.keep(heard(3000))
    world.recorder.finish(heard(100_000))
    assert world.sent == 1
    assert world.adopted() == [(100_000, True)]


def test_each_playing_is_a_listen_of_its_own(world: World) -> None:
    world.recorder.finish(heard(1000, number=1))
    world.recorder.finish(heard(2000, number=2))
    assert sorted(world.adopted()) == [(1000, False), (2000, False)]


def test_it_says_who_heard_what_and_when(world: World) -> None:
    world.recorder.finish(heard(1000))
    (listen,) = world.spool.waiting(ADA, limit=9)
    assert (listen.user_id, listen.song_id, listen.client) == (ADA, SONG.id, CLIENT)
    assert (listen.started_at, listen.occurred_at) == (1_699_999_999_000_000, world.now)

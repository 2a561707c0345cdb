"""An address expires while its track plays or rests: the player goes on under a new one, and says nothing."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.player.effects import Announce, OpenAhead, Skipped
from audiostream.player.model import SeekBy, Status, TogglePause
from tests.support.control import World
from tests.support.machine import LENGTH_MS, A, B

pytestmark = pytest.mark.slow

EXPIRED = timedelta(seconds=1)
GOOD = timedelta(hours=1)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as spool:
        opened = World(tmp_path, spool)
        yield opened
        opened.player.close()
        opened.finished()


def _begin(world: World, lasts: timedelta | None) -> None:
    """Play the first song to its twentieth second."""
    world.lasts = lasts
    world.play()
    world.sound(1)
    world.engine.advance(20_000)
    world.wait(lambda now: now.position_ms == 20_000)


def _urls(world: World) -> list[str]:
    return [source.url for source in world.engine.played]


def test_a_pause_that_outlasts_the_address_ends_under_a_new_one(world: World) -> None:
    _begin(world, EXPIRED)
    world.player.send(TogglePause())
    world.wait(lambda now: now.status is Status.PAUSED)
    world.player.send(TogglePause())
    world.wait(lambda _: len(world.engine.played) == 2)
    assert (_urls(world), world.engine.position_ms()) == ([f"{A.title}#1", f"{A.title}#2"], 20_000)
    world.engine.advance(1000)
    now = world.wait(lambda now: now.position_ms == 21_000)
    assert (now.status, now.song) == (Status.PLAYING, A)
    assert [effect.song for effect in world.told if isinstance(effect, Announce)] == [A]


@pytest.mark.parametrize("lasts", [None, GOOD])
def test_an_address_that_lasts_is_kept(world: World, lasts: timedelta | None) -> None:
    _begin(world, lasts)
    for command in (TogglePause(), SeekBy(10_000), TogglePause()):
        world.player.send(command)
    world.wait(lambda now: now.position_ms == 30_000 and now.status is Status.PLAYING)
    assert _urls(world) == [f"{A.title}#1"]


def test_a_seek_past_the_address_asks_for_a_new_one(world: World) -> None:
    _begin(world, EXPIRED)
    world.player.send(SeekBy(30_000))
    world.wait(lambda _: len(world.engine.played) == 2)
    assert world.engine.position_ms() == 50_000


def test_what_is_sought_while_it_rests_goes_on_resting(world: World) -> None:
    _begin(world, EXPIRED)
    world.player.send(TogglePause())
    world.player.send(SeekBy(30_000))
    world.wait(lambda _: len(world.engine.played) == 2)
    world.wait(lambda _: world.engine.paused)
    assert world.player.snapshot().status is Status.PAUSED
    assert world.engine.position_ms() == 50_000


def test_a_track_that_is_refused_in_its_midst_goes_on_under_a_new_address(world: World) -> None:
    world.breaks_ms = {f"{A.title}#1": 20_000}
    _begin_broken(world, GOOD)
    world.wait(lambda _: len(world.engine.played) == 2)
    assert world.engine.played[1].url == f"{A.title}#2"
    assert 0 < world.engine.position_ms() <= 20_000
    assert not [effect for effect in world.told if isinstance(effect, Skipped)]


def test_a_seek_right_after_the_first_sound_that_is_refused_goes_on_under_a_new_address(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.lasts = GOOD
    world.lengths_ms = {f"{A.title}#1": 20_000}
    world.play()
    world.sound(1)
    seek = world.engine.seek

    def refused(position_ms: int) -> None:
        # Nobody has looked where it is before it is over.
        seek(position_ms)
        world.engine.advance()

    monkeypatch.setattr(world.engine, "seek", refused)
    world.player.send(SeekBy(30_000))
    world.wait(lambda _: len(world.engine.played) == 2)
    assert (_urls(world), world.engine.position_ms()) == ([f"{A.title}#1", f"{A.title}#2"], 30_000)


@pytest.mark.parametrize(("at_ms", "plays"), [(20_000, 2), (LENGTH_MS - 1_000, 1)])
def test_an_end_well_before_the_end_is_none(world: World, at_ms: int, plays: int) -> None:
    world.lengths_ms = {f"{A.title}#1": at_ms}
    world.lasts = GOOD
    world.play()
    world.sound(1)
    world.engine.advance(at_ms - 100)
    world.wait(lambda now: now.position_ms == at_ms - 100)
    world.engine.advance(100)
    world.wait(lambda _: len(world.engine.played) == 2)
    assert [source.number for source in world.engine.played] == ([1, 1] if plays == 2 else [1, 2])


def test_one_that_is_refused_again_at_the_same_place_is_told(world: World) -> None:
    world.breaks_ms = {f"{A.title}#{number}": 20_000 for number in (1, 2)}
    _begin_broken(world, GOOD)
    world.wait(lambda _: len(world.engine.played) == 2)
    world.engine.advance(1_000)
    assert isinstance(told := world.wait_told(Skipped), Skipped)
    assert (told.song, told.reason) == (A, "it broke off")
    world.sound(2)
    assert world.player.snapshot().song == B


def test_an_address_that_never_expires_is_not_to_blame(world: World) -> None:
    world.breaks_ms = {f"{A.title}#1": 20_000}
    _begin_broken(world, None)
    world.wait_told(Skipped)
    world.sound(2)
    assert world.asked == [A, B]


def test_a_file_that_has_gone_meanwhile_is_told(world: World) -> None:
    _begin(world, EXPIRED)
    world.missing = {A}
    world.player.send(SeekBy(30_000))
    assert isinstance(told := world.wait_told(Skipped), Skipped)
    assert "is missing" in told.reason
    assert world.asked.count(A) == 2, "it was asked for again where it had been before the seek"


def test_what_was_opened_ahead_is_still_ahead_after_it(world: World) -> None:
    _begin(world, EXPIRED)
    world.engine.advance(LENGTH_MS - 25_000)
    world.wait_told(OpenAhead)
    world.wait(lambda _: world.engine.ahead is not None)
    ahead, world.engine.ahead = world.engine.ahead, None
    world.player.send(SeekBy(-10_000))
    world.wait(lambda _: world.engine.ahead is not None)
    assert world.engine.ahead == ahead


def _begin_broken(world: World, lasts: timedelta | None) -> None:
    """Play the first song to where it breaks off, with a look at it shortly before."""
    world.lasts = lasts
    world.play()
    world.sound(1)
    world.engine.advance(19_000)
    world.wait(lambda now: now.position_ms == 19_000)
    world.engine.advance(1_000)

"""What every engine must do. Add yours in ``tests/support/decks.py``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostream.player.engine import Ended, Failed, Started
from tests.support.rigs import ENGINES, LONG_MS, SHORT_MS, Rig

# Real time takes its time; the fake one is there for those in a hurry.
_PARAMS = [pytest.param(name, marks=[] if name == "fake" else pytest.mark.slow) for name in ENGINES]


@pytest.fixture(params=_PARAMS)
def rig(request: Any, tmp_path: Path) -> Iterator[Rig]:  # noqa: ANN401 - pytest's own
    with ENGINES[request.param](tmp_path) as made:
        yield made


def test_a_source_starts_and_ends(rig: Rig) -> None:
    source = rig.source("short")
    rig.engine.play(source)
    rig.wait_for(Ended, source)
    assert rig.events == [Started(source.number, SHORT_MS), Ended(source.number)]


def test_the_position_is_that_of_what_plays(rig: Rig) -> None:
    assert rig.engine.position_ms() == 0
    source = rig.source("long")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    assert rig.engine.position_ms() < 1000
    rig.wait_until(lambda: rig.engine.position_ms() >= 400)
    rig.engine.stop()
    rig.wait_until(lambda: rig.engine.position_ms() == 0)


def test_a_source_opened_ahead_plays_when_its_turn_comes(rig: Rig) -> None:
    first, second = rig.source("short"), rig.source("short")
    rig.engine.play(first)
    rig.engine.open_ahead(second)
    rig.wait_for(Ended, first)
    assert rig.about(second) == []
    rig.engine.play(second)
    rig.wait_for(Ended, second)
    assert rig.events == [
        Started(first.number, SHORT_MS),
        Ended(first.number),
        Started(second.number, SHORT_MS),
        Ended(second.number),
    ]


def test_a_source_opened_ahead_plays_before_its_turn_when_told_to(rig: Rig) -> None:
    first, second = rig.source("long"), rig.source("short")
    rig.engine.play(first)
    rig.wait_for(Started, first)
    rig.engine.open_ahead(second)
    rig.engine.play(second)
    rig.wait_for(Ended, second)
    assert rig.about(first) == ["Started"]


def test_another_one_may_play_than_was_opened_ahead(rig: Rig) -> None:
    first, unwanted, second = rig.source("short"), rig.source("long"), rig.source("short")
    rig.engine.play(first)
    rig.engine.open_ahead(unwanted)
    rig.wait_for(Started, first)
    rig.engine.open_ahead(rig.source("missing"))
    rig.wait_for(Ended, first)
    rig.engine.play(second)
    rig.wait_for(Ended, second)
    assert rig.about(unwanted) == []
    assert not [event for event in rig.events if isinstance(event, Failed)]


def test_one_that_was_opened_ahead_and_is_missing_fails_when_played(rig: Rig) -> None:
    first, missing = rig.source("short"), rig.source("missing")
    rig.engine.play(first)
    rig.engine.open_ahead(missing)
    rig.wait_for(Ended, first)
    rig.engine.play(missing)
    rig.wait_for(Failed, missing)
    assert rig.about(missing) == ["Failed"]


def test_only_the_last_of_several_plays_is_heard(rig: Rig) -> None:
    sources = [rig.source("short") for _ in range(5)]
    for source in sources:
        rig.engine.play(source)
    rig.wait_for(Ended, sources[-1])
    assert rig.events == [Started(sources[-1].number, SHORT_MS), Ended(sources[-1].number)]


def test_the_same_file_can_play_again(rig: Rig) -> None:
    for _ in range(3):
        source = rig.source("short")
        rig.engine.play(source)
        rig.wait_for(Ended, source)
        assert rig.about(source) == ["Started", "Ended"]


def test_nothing_is_told_of_what_was_stopped(rig: Rig) -> None:
    first, second = rig.source("short"), rig.source("short")
    rig.engine.play(first)
    rig.wait_for(Started, first)
    rig.engine.stop()
    rig.pass_time(2 * SHORT_MS)
    rig.engine.play(second)
    rig.wait_for(Ended, second)
    assert rig.about(first) == ["Started"]


def test_a_pause_holds_and_resume_goes_on(rig: Rig) -> None:
    source = rig.source("short")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    rig.engine.pause()
    rig.pass_time(2 * SHORT_MS)
    held = rig.engine.position_ms()
    assert rig.about(source) == ["Started"]
    assert held <= SHORT_MS
    rig.pass_time(100)
    assert rig.engine.position_ms() == held
    rig.engine.resume()
    rig.wait_for(Ended, source)


def test_a_pause_before_the_first_sound_holds_too(rig: Rig) -> None:
    source = rig.source("short")
    rig.engine.play(source)
    rig.engine.pause()
    rig.pass_time(3 * SHORT_MS)
    assert "Ended" not in rig.about(source)
    rig.engine.resume()
    rig.wait_for(Ended, source)
    assert rig.about(source) == ["Started", "Ended"]


def test_what_plays_next_is_not_held_by_a_pause_of_what_was_before(rig: Rig) -> None:
    first, second = rig.source("long"), rig.source("short")
    rig.engine.play(first)
    rig.wait_for(Started, first)
    rig.engine.pause()
    rig.engine.play(second)
    rig.wait_for(Ended, second)


def test_a_seek_moves(rig: Rig) -> None:
    source = rig.source("long")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    rig.engine.seek(20_000)
    rig.wait_until(lambda: rig.engine.position_ms() >= 20_000)
    rig.engine.seek(5_000)
    rig.wait_until(lambda: rig.engine.position_ms() < 10_000)
    rig.wait_until(lambda: rig.engine.position_ms() >= 5_400)
    assert rig.engine.position_ms() < 10_000
    assert rig.about(source) == ["Started"]


def test_a_seek_before_the_first_sound_is_not_lost(rig: Rig) -> None:
    source = rig.source("long")
    rig.engine.play(source)
    rig.engine.seek(LONG_MS - 400)
    rig.wait_for(Ended, source)
    assert rig.about(source) == ["Started", "Ended"]


def test_a_seek_while_paused_stays_paused(rig: Rig) -> None:
    source = rig.source("long")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    rig.engine.pause()
    rig.engine.seek(20_000)
    rig.wait_until(lambda: rig.engine.position_ms() == 20_000)
    rig.pass_time(300)
    assert rig.engine.position_ms() == 20_000
    rig.engine.resume()
    rig.wait_until(lambda: rig.engine.position_ms() > 20_300)
    assert rig.engine.position_ms() < 25_000


def test_a_seek_beyond_the_end_ends(rig: Rig) -> None:
    source = rig.source("long")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    rig.engine.seek(LONG_MS + 1000)
    rig.wait_for(Ended, source)
    assert rig.about(source) == ["Started", "Ended"]


def test_a_source_may_start_in_its_midst(rig: Rig) -> None:
    source = rig.source("long")
    rig.engine.play(source, start_ms=LONG_MS - 1000)
    rig.wait_for(Started, source)
    assert rig.engine.position_ms() >= LONG_MS - 1100
    rig.wait_for(Ended, source)


@pytest.mark.parametrize("kind", ["missing", "broken"])
def test_what_cannot_be_played_fails_and_the_next_one_plays(rig: Rig, kind: str) -> None:
    bad, good = rig.source(kind), rig.source("short")
    rig.engine.play(bad)
    failed = rig.wait_for(Failed, bad)
    assert isinstance(failed, Failed)
    assert failed.reason
    assert "\n" not in failed.reason
    assert rig.about(bad) == ["Failed"]
    rig.engine.play(good)
    rig.wait_for(Ended, good)


def test_without_anything_to_play_nothing_happens(rig: Rig) -> None:
    rig.engine.pause()
    rig.engine.resume()
    rig.engine.seek(1000)
    rig.engine.set_volume(50)
    rig.engine.set_muted(True)
    rig.engine.stop()
    source = rig.source("short")
    rig.engine.play(source)
    rig.wait_for(Ended, source)
    assert rig.events == [Started(source.number, SHORT_MS), Ended(source.number)]


def test_after_the_close_nothing_is_told_any_more(rig: Rig) -> None:
    source = rig.source("short")
    rig.engine.play(source)
    rig.wait_for(Started, source)
    rig.engine.close()
    rig.engine.close()
    rig.engine.play(rig.source("short"))
    rig.pass_time(2 * SHORT_MS)
    assert rig.about(source) == ["Started"]
    assert len(rig.events) == 1

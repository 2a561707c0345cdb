"""What every engine must do. Add yours in ``tests/support/decks.py``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostream.player.engine import Ended, Failed, Started
from tests.support.decks import ENGINES, LONG_MS, SHORT_MS, Deck

# Real time takes its time; the fake one is there for those in a hurry.
_PARAMS = [pytest.param(name, marks=[] if name == "fake" else pytest.mark.slow) for name in ENGINES]


@pytest.fixture(params=_PARAMS)
def deck(request: Any, tmp_path: Path) -> Iterator[Deck]:  # noqa: ANN401 - pytest's own
    with ENGINES[request.param](tmp_path) as made:
        yield made


def test_a_source_starts_and_ends(deck: Deck) -> None:
    source = deck.source("short")
    deck.engine.play(source)
    deck.wait_for(Ended, source)
    assert deck.events == [Started(source.number, SHORT_MS), Ended(source.number)]


def test_the_position_is_that_of_what_plays(deck: Deck) -> None:
    assert deck.engine.position_ms() == 0
    source = deck.source("long")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    assert deck.engine.position_ms() < 1000
    deck.wait_until(lambda: deck.engine.position_ms() >= 400)
    deck.engine.stop()
    deck.wait_until(lambda: deck.engine.position_ms() == 0)


def test_a_source_opened_ahead_plays_when_its_turn_comes(deck: Deck) -> None:
    first, second = deck.source("short"), deck.source("short")
    deck.engine.play(first)
    deck.engine.open_ahead(second)
    deck.wait_for(Ended, first)
    assert deck.about(second) == []
    deck.engine.play(second)
    deck.wait_for(Ended, second)
    assert deck.events == [
        Started(first.number, SHORT_MS),
        Ended(first.number),
        Started(second.number, SHORT_MS),
        Ended(second.number),
    ]


def test_a_source_opened_ahead_plays_before_its_turn_when_told_to(deck: Deck) -> None:
    first, second = deck.source("long"), deck.source("short")
    deck.engine.play(first)
    deck.wait_for(Started, first)
    deck.engine.open_ahead(second)
    deck.engine.play(second)
    deck.wait_for(Ended, second)
    assert deck.about(first) == ["Started"]


def test_another_one_may_play_than_was_opened_ahead(deck: Deck) -> None:
    first, unwanted, second = deck.source("short"), deck.source("long"), deck.source("short")
    deck.engine.play(first)
    deck.engine.open_ahead(unwanted)
    deck.wait_for(Started, first)
    deck.engine.open_ahead(deck.source("missing"))
    deck.wait_for(Ended, first)
    deck.engine.play(second)
    deck.wait_for(Ended, second)
    assert deck.about(unwanted) == []
    assert not [event for event in deck.events if isinstance(event, Failed)]


def test_one_that_was_opened_ahead_and_is_missing_fails_when_played(deck: Deck) -> None:
    first, missing = deck.source("short"), deck.source("missing")
    deck.engine.play(first)
    deck.engine.open_ahead(missing)
    deck.wait_for(Ended, first)
    deck.engine.play(missing)
    deck.wait_for(Failed, missing)
    assert deck.about(missing) == ["Failed"]


def test_only_the_last_of_several_plays_is_heard(deck: Deck) -> None:
    sources = [deck.source("short") for _ in range(5)]
    for source in sources:
        deck.engine.play(source)
    deck.wait_for(Ended, sources[-1])
    assert deck.events == [Started(sources[-1].number, SHORT_MS), Ended(sources[-1].number)]


def test_the_same_file_can_play_again(deck: Deck) -> None:
    for _ in range(3):
        source = deck.source("short")
        deck.engine.play(source)
        deck.wait_for(Ended, source)
        assert deck.about(source) == ["Started", "Ended"]


def test_nothing_is_told_of_what_was_stopped(deck: Deck) -> None:
    first, second = deck.source("short"), deck.source("short")
    deck.engine.play(first)
    deck.wait_for(Started, first)
    deck.engine.stop()
    deck.pass_time(2 * SHORT_MS)
    deck.engine.play(second)
    deck.wait_for(Ended, second)
    assert deck.about(first) == ["Started"]


def test_a_pause_holds_and_resume_goes_on(deck: Deck) -> None:
    source = deck.source("short")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    deck.engine.pause()
    deck.pass_time(2 * SHORT_MS)
    held = deck.engine.position_ms()
    assert deck.about(source) == ["Started"]
    assert held <= SHORT_MS
    deck.pass_time(100)
    assert deck.engine.position_ms() == held
    deck.engine.resume()
    deck.wait_for(Ended, source)


def test_a_pause_before_the_first_sound_holds_too(deck: Deck) -> None:
    source = deck.source("short")
    deck.engine.play(source)
    deck.engine.pause()
    deck.pass_time(3 * SHORT_MS)
    assert "Ended" not in deck.about(source)
    deck.engine.resume()
    deck.wait_for(Ended, source)
    assert deck.about(source) == ["Started", "Ended"]


def test_what_plays_next_is_not_held_by_a_pause_of_what_was_before(deck: Deck) -> None:
    first, second = deck.source("long"), deck.source("short")
    deck.engine.play(first)
    deck.wait_for(Started, first)
    deck.engine.pause()
    deck.engine.play(second)
    deck.wait_for(Ended, second)


def test_a_seek_moves(deck: Deck) -> None:
    source = deck.source("long")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    deck.engine.seek(20_000)
    deck.wait_until(lambda: deck.engine.position_ms() >= 20_000)
    deck.engine.seek(5_000)
    deck.wait_until(lambda: deck.engine.position_ms() < 10_000)
    deck.wait_until(lambda: deck.engine.position_ms() >= 5_400)
    assert deck.engine.position_ms() < 10_000
    assert deck.about(source) == ["Started"]


def test_a_seek_before_the_first_sound_is_not_lost(deck: Deck) -> None:
    source = deck.source("long")
    deck.engine.play(source)
    deck.engine.seek(LONG_MS - 400)
    deck.wait_for(Ended, source)
    assert deck.about(source) == ["Started", "Ended"]


def test_a_seek_while_paused_stays_paused(deck: Deck) -> None:
    source = deck.source("long")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    deck.engine.pause()
    deck.engine.seek(20_000)
    deck.wait_until(lambda: deck.engine.position_ms() == 20_000)
    deck.pass_time(300)
    assert deck.engine.position_ms() == 20_000
    deck.engine.resume()
    deck.wait_until(lambda: deck.engine.position_ms() > 20_300)
    assert deck.engine.position_ms() < 25_000


def test_a_seek_beyond_the_end_ends(deck: Deck) -> None:
    source = deck.source("long")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    deck.engine.seek(LONG_MS + 1000)
    deck.wait_for(Ended, source)
    assert deck.about(source) == ["Started", "Ended"]


def test_a_source_may_start_in_its_midst(deck: Deck) -> None:
    source = deck.source("long")
    deck.engine.play(source, start_ms=LONG_MS - 1000)
    deck.wait_for(Started, source)
    assert deck.engine.position_ms() >= LONG_MS - 1100
    deck.wait_for(Ended, source)


@pytest.mark.parametrize("kind", ["missing", "broken"])
def test_what_cannot_be_played_fails_and_the_next_one_plays(deck: Deck, kind: str) -> None:
    bad, good = deck.source(kind), deck.source("short")
    deck.engine.play(bad)
    failed = deck.wait_for(Failed, bad)
    assert isinstance(failed, Failed)
    assert failed.reason
    assert "\n" not in failed.reason
    assert deck.about(bad) == ["Failed"]
    deck.engine.play(good)
    deck.wait_for(Ended, good)


def test_without_anything_to_play_nothing_happens(deck: Deck) -> None:
    deck.engine.pause()
    deck.engine.resume()
    deck.engine.seek(1000)
    deck.engine.set_volume(50)
    deck.engine.set_muted(True)
    deck.engine.stop()
    source = deck.source("short")
    deck.engine.play(source)
    deck.wait_for(Ended, source)
    assert deck.events == [Started(source.number, SHORT_MS), Ended(source.number)]


def test_after_the_close_nothing_is_told_any_more(deck: Deck) -> None:
    source = deck.source("short")
    deck.engine.play(source)
    deck.wait_for(Started, source)
    deck.engine.close()
    deck.engine.close()
    deck.engine.play(deck.source("short"))
    deck.pass_time(2 * SHORT_MS)
    assert deck.about(source) == ["Started"]
    assert len(deck.events) == 1

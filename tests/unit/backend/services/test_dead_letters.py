"""Dead letters, published again or forgotten."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.domain.events import AnyEvent, encode, now_us
from audiostream.backend.domain.records import DeadLetter
from audiostream.backend.services.dead_letters import DeadLetterService, Fate, place_of
from audiostream.errors import InvalidInput, NotFound, Unavailable
from tests.support.events import make_created, make_deleted, make_listened

HOUR_US = 3_600_000_000


class World:
    """A log where three events were put aside, and a publisher that can be away."""

    def __init__(self, log: SqliteEventLog) -> None:
        self.log = log
        self.away = False
        self.published: list[AnyEvent] = []
        self.events: list[AnyEvent] = [make_created(), make_deleted(), make_listened()]
        log.publish(self.events)
        self.letters = [DeadLetter(record=record, reason="unknown then") for record in log.poll(limit=9)]
        log.dead_letter(self.letters)
        self.service = DeadLetterService(log, lambda: self)

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Publish, or not."""
        if self.away:
            raise Unavailable("gone fishing")
        self.published += events
        return True

    def catch_up(self) -> None:
        """Nothing to do."""

    def left(self) -> list[str]:
        """Return where letters are."""
        return [place_of(letter) for letter in self.log.dead_letters(limit=None)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(SqliteEventLog(tmp_path / "events.sqlite3")) as log:
        yield World(log)


def test_letters_are_found_by_place_and_by_topic(world: World) -> None:
    created, deleted, listened = world.letters
    assert world.service.find([place_of(created), "listening_history"]) == [created, listened]
    assert world.service.find([place_of(deleted)]) == [deleted]
    with pytest.raises(NotFound, match="nothing is put aside at playlist_create/0/77"):
        world.service.find(["playlist_create/0/77"])
    with pytest.raises(InvalidInput, match="is not a place"):
        world.service.find(["playlist_create/0"])


def test_what_is_valid_by_now_is_published_and_the_rest_stays(world: World) -> None:
    created, deleted, listened = world.letters
    anothers = replace(created, record=replace(created.record, key="eve"))
    ahead = encode(make_deleted(occurred_at=now_us() + 9 * HOUR_US))
    early = replace(deleted, record=replace(deleted.record, value=ahead))
    verdicts = world.service.replay([anothers, early, listened])
    assert [verdict.fate for verdict in verdicts] == [Fate.INVALID, Fate.INVALID, Fate.REPLAYED]
    assert "another user" in (verdicts[0].reason or "")
    assert "hour ahead" in (verdicts[1].reason or "")
    assert world.published == [world.events[2]]
    assert world.left() == [place_of(created), place_of(deleted)]


def test_one_that_cannot_be_published_stays(world: World) -> None:
    world.away = True
    with pytest.raises(Unavailable, match="fishing"):
        world.service.replay(world.letters)
    assert len(world.left()) == 3


def test_a_mended_event_may_be_of_another_user_and_stands_for_one(world: World) -> None:
    mended = make_created(user_id="bob")
    with pytest.raises(InvalidInput, match="stands for one letter, and 3 are chosen"):
        world.service.replay(world.letters, mended=encode(mended))
    world.service.replay(world.letters[:1], mended=encode(mended))
    assert world.published == [mended]
    assert len(world.left()) == 2


def test_a_rehearsal_changes_nothing(world: World) -> None:
    assert {verdict.fate for verdict in world.service.replay(world.letters, dry_run=True)} == {Fate.WOULD_REPLAY}
    assert {verdict.fate for verdict in world.service.drop(world.letters, dry_run=True)} == {Fate.WOULD_DROP}
    assert not world.published
    assert len(world.left()) == 3
    assert {verdict.fate for verdict in world.service.drop(world.letters)} == {Fate.DROPPED}
    assert not world.left()

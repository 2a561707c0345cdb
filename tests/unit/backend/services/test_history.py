"""What the history service records and lists, on real stores."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import MAX_AHEAD_US, now_us
from audiostream.backend.domain.ids import SongId
from audiostream.backend.domain.times import moment_of
from audiostream.backend.services.history import HistoryService
from audiostream.backend.services.publishing import DrainingPublisher
from audiostream.errors import InvalidEvent, InvalidInput
from tests.support.builders import make_song
from tests.support.events import ADA, BOB, make_listened
from tests.support.pages import all_pages
from tests.support.songs import Songs

SONG = make_song()
GONE = SongId(77)
NOON_US = 1_732_449_600_000_000


class World:
    """One user's history on stores in a folder."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        playlists = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        self.store = stack.enter_context(closing(SqliteListenStore(folder / "listens.sqlite3")))
        publisher = DrainingPublisher(log, Consumer(log, playlists, self.store))
        self.songs = Songs([SONG])
        self.service = HistoryService(ADA, publisher, self.store, self.songs)
        self.log = log

    def count(self) -> int:
        """Return how many listens the user has."""
        return len(self.service.listens().items)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, stack)


def test_what_was_recorded_is_listed_with_its_songs(world: World) -> None:
    heard = [make_listened(song_id=song, started_at=NOON_US + n) for n, song in enumerate([SONG.id, GONE, SONG.id])]
    world.service.record(heard)
    items = world.service.listens().items
    assert [item.listen.event_id for item in items] == [event.event_id for event in reversed(heard)]
    assert [item.song for item in items] == [SONG, None, SONG]
    assert world.songs.asked == 1


def test_a_repeat_changes_nothing(world: World) -> None:
    heard = [make_listened(), make_listened()]
    world.service.record(heard)
    world.service.record(heard[:1])
    assert world.count() == 2


def test_a_listen_of_another_user_keeps_all_out(world: World) -> None:
    with pytest.raises(InvalidEvent, match="of 'bob', not of 'ada'"):
        world.service.record([make_listened(), make_listened(user_id=BOB)])
    assert world.count() == 0
    assert not world.log.poll(limit=1)


@pytest.mark.parametrize("fields", [{"started_at": 10**15}, {"occurred_at": 2**53}, {"played_ms": -1}, {"client": ""}])
def test_a_listen_that_no_reader_takes_keeps_all_out(world: World, fields: dict[str, object]) -> None:
    with pytest.raises(InvalidEvent):
        world.service.record([make_listened(), make_listened(**fields)])
    assert world.count() == 0


def test_a_listen_from_a_clock_a_little_ahead_is_taken(world: World) -> None:
    ahead = now_us() + MAX_AHEAD_US // 2
    world.service.record([make_listened(started_at=ahead, occurred_at=ahead)])
    assert world.count() == 1


def test_nothing_to_record_is_fine(world: World) -> None:
    world.service.record([])
    assert world.count() == 0


def test_what_another_process_has_logged_is_listed(world: World) -> None:
    world.log.publish([make_listened()])
    assert world.count() == 1


def test_pages_follow_each_other_and_ask_for_songs_once_each(world: World) -> None:
    world.service.record([make_listened(song_id=SONG.id, started_at=NOON_US + n) for n in range(5)])
    pages = all_pages(lambda after: world.service.listens(limit=2, after=after))
    assert [[item.listen.started_at - NOON_US for item in page] for page in pages] == [[4, 3], [2, 1], [0]]
    assert world.songs.asked == 3


def test_a_span_is_from_its_first_microsecond_to_before_its_last(world: World) -> None:
    world.service.record([make_listened(started_at=NOON_US + n) for n in range(4)])

    def between(first: int | None, last: int | None) -> list[int]:
        page = world.service.listens(
            since=None if first is None else moment_of(NOON_US + first),
            until=None if last is None else moment_of(NOON_US + last),
        )
        return [item.listen.started_at - NOON_US for item in page.items]

    assert between(1, 3) == [2, 1]
    assert between(1, None) == [3, 2, 1]
    assert between(None, 1) == [0]
    assert between(9, None) == []


@pytest.mark.parametrize("limit", [-1, 0, 1001])
def test_a_page_has_a_sane_size(world: World, limit: int) -> None:
    with pytest.raises(InvalidInput, match="must be from 1 to 1000"):
        world.service.listens(limit=limit)


def test_a_span_must_have_a_length(world: World) -> None:
    noon = moment_of(NOON_US)
    for until in (noon, noon - timedelta(hours=1)):
        with pytest.raises(InvalidInput, match="must be before"):
            world.service.listens(since=noon, until=until)

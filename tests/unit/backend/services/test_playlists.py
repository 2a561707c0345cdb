"""What the playlists service makes of its user's wishes, on real stores."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import (
    MAX_AHEAD_US,
    MAX_REMOVED,
    AnyEvent,
    SongAdded,
    SongsRemoved,
    encode,
    now_us,
)
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId
from audiostream.backend.domain.positions import MAX_POSITION
from audiostream.backend.services.playlists import PlaylistService
from audiostream.backend.services.publishing import DrainingPublisher
from audiostream.errors import Conflict, InvalidInput, NotFound, Unavailable
from tests.support.builders import make_song
from tests.support.events import ADA, make_added, make_created, make_removed
from tests.support.songs import Songs

SONGS = [make_song(f"Song {number}") for number in range(6)]
A, B, C, D, *_ = (song.id for song in SONGS)
UNKNOWN = SongId(77)


class World:
    """One user's playlists on stores in a folder, and what was published."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.now_us = now_us()
        self.published: list[AnyEvent] = []
        self.away = False
        log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        store = stack.enter_context(closing(SqlitePlaylistStore(folder / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(folder / "listens.sqlite3")))
        self._publisher = DrainingPublisher(log, Consumer(log, store, listens))
        self.songs = Songs(SONGS)
        self.service = PlaylistService(ADA, self, store, self.songs, clock=lambda: self.now_us)

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Publish, and take note."""
        if self.away:
            raise Unavailable("gone fishing")
        self.published += events
        return self._publisher.publish(events)

    def catch_up(self) -> None:
        """Apply what is logged."""
        self._publisher.catch_up()

    def songs_of(self, ref: str) -> list[SongId]:
        """Return the songs of a playlist in order."""
        return [item.entry.song_id for item in self.service.view(ref).items]

    def mix(self, *songs: SongId) -> str:
        """Make a playlist of these songs and return its id; forget what was published for it."""
        playlist = self.service.create(f"Mix {uuid4()}").playlist
        if songs:
            self.service.add(str(playlist.id), songs)
        self.published.clear()
        return str(playlist.id)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, stack)


def test_a_playlist_is_found_by_name_in_any_case_or_by_id(world: World) -> None:
    made = world.service.create("  Für   ÉLISE ").playlist
    assert made.name == "Für ÉLISE"
    for ref in ("für élise", "FÜR ÉLISE", str(made.id), str(made.id).upper(), made.id.hex):
        assert world.service.find(ref) == made


def test_an_id_goes_before_a_name(world: World) -> None:
    first = world.service.create("first").playlist
    world.service.create(str(first.id))
    assert world.service.find(str(first.id)) == first


@pytest.mark.parametrize("ref", ["nothing", str(UUID(int=7)), "", "a\x1bb", "\udcff", "../x"])
def test_what_is_not_there_is_not_found(world: World, ref: str) -> None:
    world.service.create("something")
    with pytest.raises(NotFound, match="there is no playlist"):
        world.service.find(ref)


def test_of_several_that_have_a_name_none_is_chosen(world: World) -> None:
    ids = [PlaylistId(UUID(int=number)) for number in (1, 2)]
    world.publish([make_created(playlist_id=each, name=name) for each, name in zip(ids, ("mix", "MIX"), strict=True)])
    with pytest.raises(Conflict, match="2 playlists are called 'Mix'") as caught:
        world.service.find("Mix")
    assert all(str(each) in str(caught.value.hint) for each in ids)
    assert not world.service.create("mIx").changed


def test_a_song_is_put_where_it_is_asked_for(world: World) -> None:
    ref = world.mix(A, B)
    world.service.add(ref, [C], 1)
    world.service.add(ref, [D, D], 3)
    world.service.add(ref, [A], 6)
    world.service.add(ref, [B])
    assert world.songs_of(ref) == [C, A, D, D, B, A, B]


def test_an_unknown_song_keeps_all_out(world: World) -> None:
    ref = world.mix(A)
    with pytest.raises(NotFound, match="no such song: 77"):
        world.service.add(ref, [B, UNKNOWN, UNKNOWN])
    assert world.published == []


def test_once_leaves_out_what_is_there_or_named_twice(world: World) -> None:
    ref = world.mix(A, B, B)
    change = world.service.add(ref, [C, B, C, A], 1, once=True)
    assert [item.entry.song_id for item in change.items] == [C]
    assert [item.entry.song_id for item in change.kept] == [B, A]
    assert world.songs_of(ref) == [C, A, B, B]
    again = world.service.add(ref, [C, B, C, A], 1, once=True)
    assert (again.changed, list(again.items)) == (False, [])
    assert len(world.published) == 1


def test_adding_one_song_writes_that_song_alone(world: World) -> None:
    ref = world.mix(A, B, C)
    world.service.add(ref, [D], 2)
    (event,) = world.published
    assert isinstance(event, SongAdded)


def test_between_entries_of_equal_place_there_is_room(world: World) -> None:
    ref = world.mix()
    ids = [EntryId(UUID(int=number)) for number in (1, 2, 3)]
    world.publish(
        [
            make_added(playlist_id=UUID(ref), entry_id=entry_id, song_id=song, position="a0")
            for entry_id, song in zip(ids, (A, B, C), strict=True)
        ]
    )
    world.service.add(ref, [D], 2)
    assert world.songs_of(ref) == [A, D, B, C]
    world.service.move(ref, 4, 1)
    assert world.songs_of(ref) == [C, A, D, B]


def test_a_removal_names_the_entries_that_were_seen(world: World) -> None:
    ref = world.mix(A, B, A, C)
    change = world.service.remove(ref, [2, 2], [A, UNKNOWN])
    assert [item.entry.song_id for item in change.items] == [A, B, A]
    (event,) = world.published
    assert isinstance(event, SongsRemoved)
    assert set(event.entry_ids) == {item.entry.id for item in change.items}
    assert world.songs_of(ref) == [C]
    assert not world.service.remove(ref, songs=[A]).changed
    assert len(world.published) == 1


def test_more_songs_than_one_event_names_are_removed_by_several(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 100
    monkeypatch.setattr("audiostream.backend.services.playlist_events.MAX_REMOVED", most)
    ref = world.mix()
    many = most + 1
    events = [make_added(playlist_id=UUID(ref), song_id=A, position=f"d{number:04}V") for number in range(many)]
    world.publish(events)
    world.published.clear()
    assert len(world.service.remove(ref, songs=[A]).items) == many
    assert [len(event.entry_ids) for event in world.published if isinstance(event, SongsRemoved)] == [most, 1]
    assert world.songs_of(ref) == []


def test_an_event_that_names_as_many_as_it_may_is_one_that_a_log_takes() -> None:
    assert encode(make_removed(entry_ids=tuple(UUID(int=2**127 + number) for number in range(MAX_REMOVED))))


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_number_beyond_the_ends_is_refused(world: World, number: int) -> None:
    ref = world.mix(A, B)
    with pytest.raises(InvalidInput, match=f"no number {number}; allowed are numbers from 1 to 2"):
        world.service.remove(ref, [1, number])
    for source, target in ((number, 1), (1, number)):
        with pytest.raises(InvalidInput, match="no number"):
            world.service.move(ref, source, target)
    assert world.published == []


def test_in_an_empty_playlist_there_is_no_number_but_the_first(world: World) -> None:
    ref = world.mix()
    with pytest.raises(InvalidInput, match="the playlist is empty"):
        world.service.remove(ref, [1])
    with pytest.raises(InvalidInput, match="allowed are numbers from 1 to 1"):
        world.service.add(ref, [A], 2)
    assert world.service.add(ref, [A], 1).changed


def test_a_dry_run_publishes_nothing_and_tells_the_same(world: World) -> None:
    ref = world.mix(A, B)
    service = world.service
    assert service.create("New", dry_run=True).changed
    assert [item.entry.song_id for item in service.add(ref, [C], dry_run=True).items] == [C]
    assert [item.entry.song_id for item in service.remove(ref, [1], dry_run=True).items] == [A]
    assert [item.entry.song_id for item in service.move(ref, 2, 1, dry_run=True).items] == [B]
    assert service.rename(ref, "Else", dry_run=True).playlist.name == "Else"
    assert service.delete(ref, dry_run=True).changed
    assert world.published == []
    assert world.songs_of(ref) == [A, B]


def test_while_the_log_is_away_nothing_changes(world: World) -> None:
    ref = world.mix(A, B)
    world.away = True
    changes: list[Callable[[], object]] = [
        lambda: world.service.create("New"),
        lambda: world.service.add(ref, [C]),
        lambda: world.service.remove(ref, [1]),
        lambda: world.service.delete(ref),
    ]
    for change in changes:
        with pytest.raises(Unavailable):
            change()
    assert world.songs_of(ref) == [A, B]


def test_a_name_of_another_clock_is_outdone_while_it_is_less_than_an_hour_ahead(world: World) -> None:
    ref = world.mix()
    ahead = world.now_us + MAX_AHEAD_US // 2
    world.publish([make_created(playlist_id=UUID(ref), name="theirs", occurred_at=ahead)])
    assert world.service.rename(ref, "mine").playlist.named_at == ahead + 1
    assert world.service.find(ref).name == "mine"


def test_a_place_of_another_clock_is_outdone_too(world: World) -> None:
    ref = world.mix(A, B)
    last = world.service.view(ref).items[1].entry
    ahead = world.now_us + MAX_AHEAD_US // 2
    world.publish(
        [make_added(playlist_id=UUID(ref), entry_id=last.id, song_id=B, position=last.position, occurred_at=ahead)]
    )
    world.service.move(ref, 2, 1)
    assert world.songs_of(ref) == [B, A]


def test_a_clock_that_is_behind_by_over_an_hour_is_told_so(world: World) -> None:
    ref = world.mix(A, B)
    world.now_us -= MAX_AHEAD_US + 1_000_000
    changes: list[Callable[[], object]] = [
        lambda: world.service.rename(ref, "mine"),
        lambda: world.service.move(ref, 1, 2),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="clock"):
            change()
    assert world.published == []


def test_what_needs_no_song_asks_for_none(world: World) -> None:
    ref = world.mix()
    world.songs.asked = 0
    world.service.all()
    world.service.sizes()
    world.service.rename(ref, "Else")
    world.service.delete(ref)
    assert world.songs.asked == 0


# What is done to a playlist: the kind, and two numbers that are fitted to its length.
_OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["add", "add", "move", "remove"]), st.integers(0, 99), st.integers(0, 99)), max_size=14
)


@settings(max_examples=40, deadline=None)
@given(operations=_OPERATIONS)
def test_a_playlist_behaves_as_a_list(operations: list[tuple[str, int, int]], shared: World) -> None:
    ref, expected, fresh = shared.mix(), list[SongId](), count()
    for kind, first, second in operations:
        size = len(expected)
        if kind == "add":
            at, songs = first % (size + 1), [SONGS[(next(fresh) + n) % 6].id for n in range(second % 3 + 1)]
            shared.service.add(ref, songs, at + 1)
            expected[at:at] = songs
        elif size and kind == "move":
            shared.service.move(ref, first % size + 1, second % size + 1)
            expected.insert(second % size, expected.pop(first % size))
        elif size:
            shared.service.remove(ref, [first % size + 1])
            del expected[first % size]
    items = shared.service.view(ref).items
    assert [item.entry.song_id for item in items] == expected
    assert all(len(item.entry.position) < MAX_POSITION for item in items)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path_factory.mktemp("shared"), stack)

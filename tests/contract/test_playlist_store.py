"""What every playlist store does; ``test_convergence`` shows that order does not matter."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.ports import PlaylistStore
from tests.support.backends import PLAYLIST_STORES, each
from tests.support.events import ADA, BOB, make_added, make_created, make_deleted, make_removed

MIX = PlaylistId(UUID(int=1))
LAST = EntryId(UUID(int=2**128 - 1))


@pytest.fixture(params=each(PLAYLIST_STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PlaylistStore]:
    with PLAYLIST_STORES[request.param](tmp_path) as opened:
        yield opened


def test_a_created_playlist_is_there(store: PlaylistStore) -> None:
    created = make_created(playlist_id=MIX, name="Für Élise 🎹", occurred_at=5)
    store.apply([created])
    assert list(store.playlists(ADA)) == [Playlist(id=MIX, user_id=ADA, name="Für Élise 🎹", named_at=5)]


def test_what_was_never_made_is_not_there(store: PlaylistStore) -> None:
    store.apply([])
    assert list(store.playlists(ADA)) == []
    assert list(store.entries(ADA, MIX)) == []


def test_playlists_come_by_folded_name_then_id(store: PlaylistStore) -> None:
    names = ["beta", "Alpha", "ÉCLAT", "éclat", "ALPHA"]
    store.apply([make_created(playlist_id=UUID(int=9 - n), name=name) for n, name in enumerate(names)])
    assert [playlist.name for playlist in store.playlists(ADA)] == ["ALPHA", "Alpha", "beta", "éclat", "ÉCLAT"]


def test_the_later_name_wins_and_of_two_at_once_the_greater(store: PlaylistStore) -> None:
    store.apply([make_created(playlist_id=MIX, name="new", occurred_at=2)])
    store.apply([make_created(playlist_id=MIX, name="old", occurred_at=1)])
    assert list(store.playlists(ADA)) == [Playlist(id=MIX, user_id=ADA, name="new", named_at=2)]
    # As UTF-8 the note (f0 9d …) is greater than the ligature (ef ac …); as UTF-16 it would be smaller.
    store.apply([make_created(playlist_id=MIX, name=name, occurred_at=3) for name in ("\ufb00", "𝄞", "a")])
    assert list(store.playlists(ADA)) == [Playlist(id=MIX, user_id=ADA, name="𝄞", named_at=3)]


def test_entries_come_by_position_then_id(store: PlaylistStore) -> None:
    places = [(1, "a1"), (2, "a0V"), (3, "Zz"), (4, "a0"), (6, "aZ"), (5, "aZ")]
    store.apply([make_created(playlist_id=MIX)])
    store.apply([make_added(playlist_id=MIX, entry_id=UUID(int=n), position=place) for n, place in places])
    assert [entry.id.int for entry in store.entries(ADA, MIX)] == [3, 4, 2, 1, 5, 6]


def test_an_entry_says_song_place_and_time(store: PlaylistStore) -> None:
    song = SongId(2**63 - 1)
    store.apply([make_created(playlist_id=MIX)])
    store.apply([make_added(playlist_id=MIX, entry_id=LAST, song_id=song, position="b00", occurred_at=2**53)])
    assert list(store.entries(ADA, MIX)) == [Entry(id=LAST, song_id=song, position="b00", placed_at=2**53)]


def test_a_later_add_of_an_entry_moves_it(store: PlaylistStore) -> None:
    moved = make_added(playlist_id=MIX, entry_id=LAST, position="a5", occurred_at=2)
    store.apply([make_created(playlist_id=MIX), moved])
    store.apply([make_added(playlist_id=MIX, entry_id=LAST, position="a9", occurred_at=1)])
    assert [entry.position for entry in store.entries(ADA, MIX)] == ["a5"]


def test_of_two_adds_at_once_the_greater_place_and_song_win_each(store: PlaylistStore) -> None:
    store.apply([make_created(playlist_id=MIX)])
    for song, position in ((3, "a1"), (9, "a0")):
        store.apply(
            [make_added(playlist_id=MIX, entry_id=LAST, song_id=SongId(song), position=position, occurred_at=1)]
        )
    assert list(store.entries(ADA, MIX)) == [Entry(id=LAST, song_id=SongId(9), position="a1", placed_at=1)]


def test_a_removed_entry_stays_away(store: PlaylistStore) -> None:
    removed = make_added(playlist_id=MIX, entry_id=LAST)
    kept = make_added(playlist_id=MIX)
    store.apply([make_created(playlist_id=MIX), removed, kept])
    store.apply([make_removed(playlist_id=MIX, entry_ids=(LAST, UUID(int=77)))])
    store.apply([removed, make_added(playlist_id=MIX, entry_id=UUID(int=77))])
    assert [entry.id for entry in store.entries(ADA, MIX)] == [kept.entry_id]


def test_a_deleted_playlist_stays_away_with_its_entries(store: PlaylistStore) -> None:
    store.apply([make_created(playlist_id=MIX), make_added(playlist_id=MIX)])
    store.apply([make_deleted(playlist_id=MIX, occurred_at=1)])
    store.apply([make_created(playlist_id=MIX), make_added(playlist_id=MIX)])
    assert list(store.playlists(ADA)) == []
    assert list(store.entries(ADA, MIX)) == []


def test_an_event_changes_nothing_of_another_user(store: PlaylistStore) -> None:
    added = make_added(playlist_id=MIX, entry_id=LAST)
    store.apply([make_created(playlist_id=MIX, name="mine"), added])
    store.apply(
        [
            make_created(user_id=BOB, playlist_id=MIX, name="yours"),
            make_removed(user_id=BOB, playlist_id=MIX, entry_ids=(LAST,)),
            make_deleted(user_id=BOB, playlist_id=MIX),
        ]
    )
    assert [playlist.name for playlist in store.playlists(ADA)] == ["mine"]
    assert [entry.id for entry in store.entries(ADA, MIX)] == [LAST]
    assert list(store.playlists(BOB)) == []


def test_sizes_count_what_is_there(store: PlaylistStore) -> None:
    gone, empty, unnamed, deleted = (PlaylistId(UUID(int=n)) for n in range(4))
    held = [make_added(playlist_id=MIX), make_added(playlist_id=MIX), make_added(playlist_id=MIX, entry_id=gone)]
    store.apply([make_created(playlist_id=each) for each in (MIX, empty, deleted)])
    store.apply([*held, make_added(playlist_id=unnamed), make_added(playlist_id=deleted)])
    store.apply([make_removed(playlist_id=MIX, entry_ids=(gone,)), make_deleted(playlist_id=deleted)])
    store.apply([make_created(user_id=BOB, playlist_id=MIX), make_added(user_id=BOB, playlist_id=MIX)])
    assert {each: size for each, size in store.sizes(ADA).items() if size} == {MIX: 2}


def test_a_large_playlist_is_whole(store: PlaylistStore) -> None:
    added = [make_added(playlist_id=MIX, position=f"c{n:03}V") for n in range(1000)]
    store.apply([make_created(playlist_id=MIX), *added])
    assert [entry.id for entry in store.entries(ADA, MIX)] == [event.entry_id for event in added]

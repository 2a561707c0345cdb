"""What the playlists service makes of its user's wishes, on real stores."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.domain.events import (
    MAX_AHEAD_US,
    MAX_REMOVED,
    SongAdded,
    SongsRemoved,
    encode,
)
from audiostream.backend.domain.ids import EntryId, PlaylistId, SongId
from audiostream.errors import Conflict, InvalidInput, NotFound, Unavailable
from tests.support.desk import SONGS, Desk
from tests.support.events import make_added, make_created, make_removed

A, B, C, D, *_ = (song.id for song in SONGS)
UNKNOWN = SongId(77)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        yield Desk(tmp_path, stack)


def test_a_playlist_is_found_by_name_in_any_case_or_by_id(desk: Desk) -> None:
    made = desk.service.create("  Für   ÉLISE ").playlist
    assert made.name == "Für ÉLISE"
    for ref in ("für élise", "FÜR ÉLISE", str(made.id), str(made.id).upper(), made.id.hex):
        assert desk.service.find(ref) == made


def test_an_id_goes_before_a_name(desk: Desk) -> None:
    first = desk.service.create("first").playlist
    desk.service.create(str(first.id))
    assert desk.service.find(str(first.id)) == first


@pytest.mark.parametrize("ref", ["nothing", str(UUID(int=7)), "", "a\x1bb", "\udcff", "../x"])
def test_what_is_not_there_is_not_found(desk: Desk, ref: str) -> None:
    desk.service.create("something")
    with pytest.raises(NotFound, match="there is no playlist"):
        desk.service.find(ref)


def test_of_several_that_have_a_name_none_is_chosen(desk: Desk) -> None:
    ids = [PlaylistId(UUID(int=number)) for number in (1, 2)]
    desk.publish([make_created(playlist_id=each, name=name) for each, name in zip(ids, ("mix", "MIX"), strict=True)])
    with pytest.raises(Conflict, match="2 playlists are called 'Mix'") as caught:
        desk.service.find("Mix")
    assert all(str(each) in str(caught.value.hint) for each in ids)
    assert not desk.service.create("mIx").changed


def test_a_song_is_put_where_it_is_asked_for(desk: Desk) -> None:
    ref = desk.mix(A, B)
    desk.service.add(ref, [C], 1)
    desk.service.add(ref, [D, D], 3)
    desk.service.add(ref, [A], 6)
    desk.service.add(ref, [B])
    assert desk.songs_of(ref) == [C, A, D, D, B, A, B]


def test_an_unknown_song_keeps_all_out(desk: Desk) -> None:
    ref = desk.mix(A)
    with pytest.raises(NotFound, match="no such song: 77"):
        desk.service.add(ref, [B, UNKNOWN, UNKNOWN])
    assert desk.published == []


def test_once_leaves_out_what_is_there_or_named_twice(desk: Desk) -> None:
    ref = desk.mix(A, B, B)
    change = desk.service.add(ref, [C, B, C, A], 1, once=True)
    assert [item.entry.song_id for item in change.items] == [C]
    assert [item.entry.song_id for item in change.kept] == [B, A]
    assert desk.songs_of(ref) == [C, A, B, B]
    again = desk.service.add(ref, [C, B, C, A], 1, once=True)
    assert (again.changed, list(again.items)) == (False, [])
    assert len(desk.published) == 1


def test_adding_one_song_writes_that_song_alone(desk: Desk) -> None:
    ref = desk.mix(A, B, C)
    desk.service.add(ref, [D], 2)
    (event,) = desk.published
    assert isinstance(event, SongAdded)


def test_between_entries_of_equal_place_there_is_room(desk: Desk) -> None:
    ref = desk.mix()
    ids = [EntryId(UUID(int=number)) for number in (1, 2, 3)]
    desk.publish(
        [
            make_added(playlist_id=UUID(ref), entry_id=entry_id, song_id=song, position="a0")
            for entry_id, song in zip(ids, (A, B, C), strict=True)
        ]
    )
    desk.service.add(ref, [D], 2)
    assert desk.songs_of(ref) == [A, D, B, C]
    desk.service.move(ref, 4, 1)
    assert desk.songs_of(ref) == [C, A, D, B]


def test_a_removal_names_the_entries_that_were_seen(desk: Desk) -> None:
    ref = desk.mix(A, B, A, C)
    change = desk.service.remove(ref, [2, 2], [A, UNKNOWN])
    assert [item.entry.song_id for item in change.items] == [A, B, A]
    (event,) = desk.published
    assert isinstance(event, SongsRemoved)
    assert set(event.entry_ids) == {item.entry.id for item in change.items}
    assert desk.songs_of(ref) == [C]
    assert not desk.service.remove(ref, songs=[A]).changed
    assert len(desk.published) == 1


def test_more_songs_than_one_event_names_are_removed_by_several(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 100
    monkeypatch.setattr("audiostream.backend.services.playlist_events.MAX_REMOVED", most)
    ref = desk.mix()
    many = most + 1
    events = [make_added(playlist_id=UUID(ref), song_id=A, position=f"d{number:04}V") for number in range(many)]
    desk.publish(events)
    desk.published.clear()
    assert len(desk.service.remove(ref, songs=[A]).items) == many
    assert [len(event.entry_ids) for event in desk.published if isinstance(event, SongsRemoved)] == [most, 1]
    assert desk.songs_of(ref) == []


def test_an_event_that_names_as_many_as_it_may_is_one_that_a_log_takes() -> None:
    assert encode(make_removed(entry_ids=tuple(UUID(int=2**127 + number) for number in range(MAX_REMOVED))))


@pytest.mark.parametrize("number", [-1, 0, 3])
def test_a_number_beyond_the_ends_is_refused(desk: Desk, number: int) -> None:
    ref = desk.mix(A, B)
    with pytest.raises(InvalidInput, match=f"no number {number}; allowed are numbers from 1 to 2"):
        desk.service.remove(ref, [1, number])
    for source, target in ((number, 1), (1, number)):
        with pytest.raises(InvalidInput, match="no number"):
            desk.service.move(ref, source, target)
    assert desk.published == []


def test_in_an_empty_playlist_there_is_no_number_but_the_first(desk: Desk) -> None:
    ref = desk.mix()
    with pytest.raises(InvalidInput, match="the playlist is empty"):
        desk.service.remove(ref, [1])
    with pytest.raises(InvalidInput, match="allowed are numbers from 1 to 1"):
        desk.service.add(ref, [A], 2)
    assert desk.service.add(ref, [A], 1).changed


def test_a_dry_run_publishes_nothing_and_tells_the_same(desk: Desk) -> None:
    ref = desk.mix(A, B)
    service = desk.service
    assert service.create("New", dry_run=True).changed
    assert [item.entry.song_id for item in service.add(ref, [C], dry_run=True).items] == [C]
    assert [item.entry.song_id for item in service.remove(ref, [1], dry_run=True).items] == [A]
    assert [item.entry.song_id for item in service.move(ref, 2, 1, dry_run=True).items] == [B]
    assert service.rename(ref, "Else", dry_run=True).playlist.name == "Else"
    assert service.delete(ref, dry_run=True).changed
    assert desk.published == []
    assert desk.songs_of(ref) == [A, B]


def test_while_the_log_is_away_nothing_changes(desk: Desk) -> None:
    ref = desk.mix(A, B)
    desk.away = True
    changes: list[Callable[[], object]] = [
        lambda: desk.service.create("New"),
        lambda: desk.service.add(ref, [C]),
        lambda: desk.service.remove(ref, [1]),
        lambda: desk.service.delete(ref),
    ]
    for change in changes:
        with pytest.raises(Unavailable):
            change()
    assert desk.songs_of(ref) == [A, B]


def test_a_name_of_another_clock_is_outdone_while_it_is_less_than_an_hour_ahead(desk: Desk) -> None:
    ref = desk.mix()
    ahead = desk.now_us + MAX_AHEAD_US // 2
    desk.publish([make_created(playlist_id=UUID(ref), name="theirs", occurred_at=ahead)])
    assert desk.service.rename(ref, "mine").playlist.named_at == ahead + 1
    assert desk.service.find(ref).name == "mine"


def test_a_place_of_another_clock_is_outdone_too(desk: Desk) -> None:
    ref = desk.mix(A, B)
    last = desk.service.view(ref).items[1].entry
    ahead = desk.now_us + MAX_AHEAD_US // 2
    desk.publish(
        [make_added(playlist_id=UUID(ref), entry_id=last.id, song_id=B, position=last.position, occurred_at=ahead)]
    )
    desk.service.move(ref, 2, 1)
    assert desk.songs_of(ref) == [B, A]


def test_a_clock_that_is_behind_by_over_an_hour_is_told_so(desk: Desk) -> None:
    ref = desk.mix(A, B)
    desk.now_us -= MAX_AHEAD_US + 1_000_000
    changes: list[Callable[[], object]] = [
        lambda: desk.service.rename(ref, "mine"),
        lambda: desk.service.move(ref, 1, 2),
    ]
    for change in changes:
        with pytest.raises(Conflict, match="clock"):
            change()
    assert desk.published == []


def test_what_needs_no_song_asks_for_none(desk: Desk) -> None:
    ref = desk.mix()
    desk.songs.asked = 0
    desk.service.all()
    desk.service.sizes()
    desk.service.rename(ref, "Else")
    desk.service.delete(ref)
    assert desk.songs.asked == 0


def test_an_entry_goes_by_its_id_whatever_its_number_is_by_now(desk: Desk) -> None:
    desk.service.create("mix")
    shown = [item.entry.id for item in desk.service.add("mix", [A, B, A]).items]
    desk.service.add("mix", [C], at=1)
    assert [item.entry.id for item in desk.service.remove("mix", entries=[shown[0]]).items] == shown[:1]
    assert not desk.service.remove("mix", entries=[shown[0]]).changed
    assert desk.service.move("mix", shown[2], 1).changed
    assert [item.entry.song_id for item in desk.service.view("mix").items] == [A, C, B]
    with pytest.raises(NotFound, match="not in the playlist any more"):
        desk.service.move("mix", shown[0], 1)

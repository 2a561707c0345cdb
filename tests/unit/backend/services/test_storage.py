"""Checking and freeing stored files, on a real catalogue and a real folder."""

import io
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.domain.catalogue import Album, Media, Song
from audiostream.backend.ports import Catalogue, StoredObject
from audiostream.backend.services import storage
from audiostream.backend.services.storage import StorageService
from tests.support.builders import make_album, make_artist, make_song
from tests.support.catalogues import empty_catalogue

HOUR = timedelta(hours=1)


class World:
    """A catalogue with one album, a folder of files, and the service on both."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder / "media"
        self.catalogue = catalogue
        self.media = LocalMediaStore(self.folder)
        self.service = StorageService(catalogue, self.media)
        artist, _ = catalogue.put_artist(make_artist("Nina Simone"))
        self.album: Album = catalogue.put_album(make_album("Pastel Blues", artist=artist))[0]

    def store(self, content: bytes, *, old: bool = False) -> Media:
        """Store a file that no song refers to."""
        media, _ = self.media.put(io.BytesIO(content), extension="flac", mime_type="audio/flac")
        if old:
            self.age(media.key)
        return media

    def song(self, content: bytes, title: str = "Sinnerman", *, old: bool = False) -> Song:
        """Store a file and its song."""
        song = make_song(title, album=self.album, media=self.store(content, old=old))
        return self.catalogue.put_songs([song])[0][0]

    def age(self, key: str) -> None:
        """Make a file look two hours old."""
        moment = (self.folder / key).stat().st_mtime - 2 * HOUR.total_seconds()
        os.utime(self.folder / key, (moment, moment))

    def unfinished(self, *, old: bool = False) -> str:
        """Leave what an upload leaves that was killed."""
        path = self.folder / "incoming" / "0123.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"half")
        key = path.relative_to(self.folder).as_posix()
        if old:
            self.age(key)
        return key


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with closing(empty_catalogue(tmp_path / "catalogue.sqlite3")) as catalogue:
        yield World(tmp_path, catalogue)


def _keys(found: list[StoredObject]) -> list[str]:
    return [each.key for each in found]


@pytest.mark.parametrize("deep", [False, True])
def test_nothing_is_wrong_with_nothing(world: World, deep: bool) -> None:  # noqa: FBT001 - a parameter of the test
    findings = world.service.check(deep=deep)
    assert findings.is_clean
    assert (findings.files, findings.size) == (0, 0)


def test_a_file_of_a_song_is_counted_and_in_order(world: World) -> None:
    world.song(b"one")
    world.song(b"three", "Be My Husband")
    findings = world.service.check(deep=True)
    assert findings.is_clean
    assert (findings.files, findings.size) == (2, 8)


def test_a_missing_file_is_told_with_all_its_songs(world: World) -> None:
    world.song(b"kept", "Kept")
    song = world.song(b"lost")
    hits, _ = world.catalogue.put_album(make_album("Hits", artist=world.album.artist))
    again = world.catalogue.put_songs([make_song("Sinnerman", album=hits, media=song.media)])[0][0]
    world.media.delete(song.media.key)
    findings = world.service.check()
    assert not findings.is_clean
    assert findings.missing == [song.media.key]
    assert sorted(each.id for each in findings.songs[song.media.key]) == [song.id, again.id]
    assert list(findings.songs) == [song.media.key]
    assert findings.files == 1


def test_a_leftover_and_an_unfinished_file_are_told_apart(world: World) -> None:
    world.song(b"song")
    left = world.store(b"left")
    unfinished = world.unfinished()
    findings = world.service.check()
    assert (_keys(findings.leftovers), _keys(findings.unfinished)) == ([left.key], [unfinished])
    assert findings.leftovers[0].size == 4
    assert (findings.missing, findings.damaged, findings.songs) == ([], {}, {})
    assert not findings.is_clean


def test_a_file_of_another_size_is_damaged_without_being_read(world: World) -> None:
    songs = [world.song(b"sound %d" % number, f"Song {number}") for number in range(3)]
    emptied, grown, _ = (world.folder / song.media.key for song in songs)
    emptied.write_bytes(b"")
    grown.write_bytes(b"sound 1, and more")
    findings = world.service.check()
    assert findings.damaged == {
        songs[0].media.key: "0 bytes instead of 7",
        songs[1].media.key: "17 bytes instead of 7",
    }
    assert list(findings.damaged) == sorted(findings.damaged)
    assert findings.songs == {song.media.key: [song] for song in songs[:2]}
    assert (findings.missing, findings.leftovers) == ([], [])


def test_damage_of_the_same_size_shows_only_to_a_deep_check(world: World) -> None:
    song = world.song(b"sound")
    (world.folder / song.media.key).write_bytes(b"noise")
    assert world.service.check().is_clean
    findings = world.service.check(deep=True)
    assert not findings.is_clean
    assert findings.damaged[song.media.key].startswith("other content")
    assert findings.missing == []
    assert findings.songs == {song.media.key: [song]}


def test_a_deep_check_tells_how_far_it_is(world: World) -> None:
    for number in range(3):
        world.song(b"%d" % number, f"Song {number}")
    seen: list[tuple[int, int]] = []
    world.service.check(deep=True, progress=lambda done, files: seen.append((done, files)))
    assert seen == [(1, 3), (2, 3), (3, 3)]
    world.service.check(progress=lambda done, files: seen.append((done, files)))
    assert len(seen) == 3


def test_a_song_that_is_removed_during_the_check_misses_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    song = world.song(b"sound")
    exists = world.media.exists

    def remove_first(key: str) -> bool:
        if world.media.delete(key):
            world.catalogue.remove_song(song.id)
        return exists(key)

    monkeypatch.setattr(world.media, "exists", remove_first)
    assert world.service.check().missing == []


def test_what_no_song_needs_is_removed_after_the_grace(world: World) -> None:
    song = world.song(b"song", old=True)
    left, unfinished = world.store(b"left", old=True), world.unfinished(old=True)
    young = world.store(b"young")
    freed = world.service.collect()
    assert _keys(list(freed.removed)) == sorted([left.key, unfinished])
    assert (freed.size, freed.kept) == (8, 1)
    assert {each.key for each in world.media.objects()} == {song.media.key, young.key}
    assert world.service.collect().removed == []
    assert _keys(list(world.service.collect(grace=timedelta()).removed)) == [young.key]
    assert world.service.check().is_clean


def test_a_rehearsal_removes_nothing(world: World) -> None:
    left = world.store(b"left", old=True)
    freed = world.service.collect(dry_run=True)
    assert (_keys(list(freed.removed)), freed.size) == ([left.key], 4)
    assert world.media.exists(left.key)


def test_the_file_of_a_removed_song_is_left_over(world: World) -> None:
    song, other = world.song(b"song", old=True), world.song(b"other", "Be My Husband", old=True)
    world.catalogue.remove_song(song.id)
    assert _keys(list(world.service.collect().removed)) == [song.media.key]
    assert world.media.exists(other.media.key)


def test_many_files_are_compared_by_parts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "_BATCH", 3)
    songs = [world.song(b"song %d" % number, f"Song {number}", old=True) for number in range(7)]
    left = sorted(world.store(b"left %d" % number, old=True).key for number in range(8))
    asked: list[int] = []
    media_sizes = world.catalogue.media_sizes

    def counting(keys: list[str]) -> Mapping[str, int]:
        asked.append(len(keys))
        return media_sizes(keys)

    monkeypatch.setattr(world.catalogue, "media_sizes", counting)
    assert _keys(list(world.service.collect().removed)) == left
    assert asked == [3, 3, 3, 3, 3]
    assert all(world.media.exists(song.media.key) for song in songs)


def test_a_file_that_is_stored_again_after_the_question_to_the_catalogue_stays(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = world.store(b"left", old=True)
    media_sizes = world.catalogue.media_sizes

    def upload_meanwhile(keys: list[str]) -> Mapping[str, int]:
        answer = media_sizes(keys)
        world.song(b"left")
        return answer

    monkeypatch.setattr(world.catalogue, "media_sizes", upload_meanwhile)
    freed = world.service.collect()
    assert (list(freed.removed), freed.kept) == ([], 1)
    assert world.media.exists(left.key)


def test_uploads_and_collections_at_once_lose_no_file(world: World) -> None:
    """The same few files lose their songs, grow old, and are stored again while they are collected."""
    done = threading.Event()

    def collect() -> None:
        while not done.is_set():
            world.service.collect()

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for number in range(30):
            song = world.song(b"%d" % (number % 2), f"Song {number % 2}")
            assert world.media.exists(song.media.key)
            world.catalogue.remove_song(song.id)
            world.age(song.media.key)
    finally:
        done.set()
        collector.join()

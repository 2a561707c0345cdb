"""Uploading, with the real catalogue, store and probe in a folder."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.domain.catalogue import media_key
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.services.uploads import Status, UploadService
from audiostream.errors import InvalidInput, NotFound
from tests.support.audio import SUFFIXES, make_tone
from tests.support.builders import make_album, make_artist
from tests.support.uploads import Bench, bench, make_songs

NINA: dict[str, Any] = {
    "title": "Sinnerman",
    "artist": "Nina Simone",
    "album": "Pastel Blues",
    "track": "10/10",
    "date": "1965",
}


def _flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "data") as made:
        yield made


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return tmp_path / "music"


def test_a_file_becomes_a_song_of_what_its_tags_say(at: Bench, music: Path) -> None:
    path = make_tone(music / "x.flac", **NINA, album_artist="Nina Simone Trio")
    summary = at.upload(path)
    (song,) = at.songs
    assert (song.title, song.artist.name, song.album.title) == ("Sinnerman", "Nina Simone", "Pastel Blues")
    assert (song.album.artist.name, song.album.year, song.track) == ("Nina Simone Trio", 1965, 10)
    assert (song.audio.extension, song.media.size) == ("flac", path.stat().st_size)
    assert at.keys == [song.media.key] == [media_key(song.media.sha256, "flac")]
    (outcome,) = at.watch.outcomes
    assert (outcome.path, outcome.song_id, outcome.album_id) == (path, song.id, song.album.id)
    assert (dict(summary.files), dict(summary.bytes)) == ({Status.CREATED: 1}, {Status.CREATED: song.media.size})


def test_every_format_becomes_songs_of_one_album_and_again_nothing_changes(at: Bench, music: Path) -> None:
    for suffix in SUFFIXES:
        make_tone(music / f"x{suffix}", **NINA)
    at.upload(music)
    assert at.statuses == [Status.CREATED] * len(SUFFIXES), at.reasons
    before = at.songs
    at.upload(music)
    assert at.statuses == [Status.UNCHANGED] * len(SUFFIXES)
    assert at.songs == before
    assert {song.album.id for song in before} == {before[0].album.id}


def test_outcomes_and_ids_come_in_the_order_of_the_files(at: Bench, music: Path) -> None:
    make_songs(music, 30)
    at.upload(music, jobs=8)
    assert [outcome.path.name for outcome in at.watch.outcomes] == [f"{number:03}.flac" for number in range(30)]
    ids = [outcome.song_id for outcome in at.watch.outcomes if outcome.song_id is not None]
    assert ids == sorted(ids)


def test_all_bytes_are_counted_of_failed_files_too(at: Bench, music: Path) -> None:
    make_songs(music, 3)
    (music / "broken.mp3").write_bytes(b"no music" * 100)
    (music / "cover.jpg").write_bytes(b"jpg")
    summary = at.upload(music)
    assert UploadService.extent([music]) == (4, at.watch.bytes)
    assert (summary.files[Status.CREATED], summary.files[Status.FAILED], summary.ignored) == (3, 1, 1)
    assert sum(summary.bytes.values()) == at.watch.bytes


def test_the_same_bytes_twice_in_one_upload_are_one_song(at: Bench, music: Path) -> None:
    path = make_tone(music / "a.flac", **NINA)
    (music / "b.flac").write_bytes(path.read_bytes())
    at.upload(music)
    assert at.statuses == [Status.CREATED, Status.UNCHANGED]
    assert len(at.songs) == 1


def test_the_same_bytes_in_another_album_are_another_song_of_the_same_file(at: Bench, music: Path) -> None:
    path = make_tone(music / "a.flac", **NINA)
    at.upload(path)
    at.upload(path, album="Best of")
    assert at.statuses == [Status.CREATED]
    assert sorted(song.album.title for song in at.songs) == ["Best of", "Pastel Blues"]
    assert len(at.keys) == 1


def test_artists_and_albums_are_found_whatever_the_case_or_normalisation(at: Bench, music: Path) -> None:
    make_tone(music / "a.flac", title="a", artist="Björk", album="Début")
    make_tone(music / "b.flac", title="b", artist="BJÖRK", album="DE\u0301BUT")
    at.upload(music)
    assert {(song.artist.name, song.album.title) for song in at.songs} == {("Björk", "Début")}


def test_ids_place_files_whatever_their_tags_say(at: Bench, music: Path) -> None:
    album, _ = at.catalogue.put_album(make_album("Hits", artist=at.catalogue.put_artist(make_artist("Eunice"))[0]))
    make_tone(music / "a.flac", **NINA)
    make_tone(music / "b.flac")
    at.upload(music, artist_id=album.artist.id, album_id=album.id)
    assert [(song.title, song.artist, song.album) for song in at.songs] == [
        ("b", album.artist, album),
        ("Sinnerman", album.artist, album),
    ]


def test_an_albums_id_alone_leaves_each_song_its_own_artist(at: Bench, music: Path) -> None:
    album, _ = at.catalogue.put_album(make_album("Hits", artist=at.catalogue.put_artist(make_artist("Various"))[0]))
    make_tone(music / "a.flac", **NINA)
    make_tone(music / "b.flac")
    at.upload(music, album_id=album.id)
    assert [(song.artist.name, song.album.id) for song in at.songs] == [
        ("Various", album.id),
        ("Nina Simone", album.id),
    ]


def test_names_that_are_given_are_found_or_made(at: Bench, music: Path) -> None:
    eunice, _ = at.catalogue.put_artist(make_artist("Eunice"))
    make_tone(music / "a.flac", title="a")
    at.upload(music, artist=" EUNICE ", album="Hits")
    (song,) = at.songs
    assert (song.artist, song.album.artist, song.album.title) == (eunice, eunice, "Hits")


def test_ids_must_exist(at: Bench, music: Path) -> None:
    make_tone(music / "a.flac", **NINA)
    with pytest.raises(NotFound, match="artist"):
        at.upload(music, artist_id=ArtistId(7))
    with pytest.raises(NotFound, match="album"):
        at.upload(music, album_id=AlbumId(7))
    assert (at.songs, at.keys) == ([], [])


@pytest.mark.parametrize(
    "into",
    [
        {"artist_id": ArtistId(7), "artist": "a"},
        {"album_id": AlbumId(7), "album": "a"},
        {"album_id": AlbumId(7), "artist": "a"},
        {"artist": "../.."},
        {"album": " "},
    ],
)
def test_contradictions_and_names_that_cannot_be_are_refused(at: Bench, into: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        at.upload(**into)


def test_an_album_of_another_artist_is_refused(at: Bench) -> None:
    artist, _ = at.catalogue.put_artist(make_artist("Eunice"))
    album, _ = at.catalogue.put_album(make_album("Hits", artist=at.catalogue.put_artist(make_artist("Other"))[0]))
    with pytest.raises(InvalidInput, match="'Hits' by 'Other', not by 'Eunice'"):
        at.upload(artist_id=artist.id, album_id=album.id)


def test_files_that_fail_stop_nothing(at: Bench, music: Path) -> None:
    make_tone(music / "a.flac", **NINA)
    (music / "b.flac").write_bytes(b"")
    make_tone(music / "c.flac", title="c")
    make_tone(music / "d.mp3", **NINA)
    at.upload(music, music / "missing.mp3")
    assert at.statuses == [Status.CREATED, Status.FAILED, Status.FAILED, Status.CREATED, Status.FAILED]
    assert "empty" in at.reasons["b.flac"]
    assert "--artist NAME --album NAME" in at.reasons["c.flac"]
    assert at.reasons["missing.mp3"] == "no such file or folder"


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_file_without_tags_that_an_option_placed_is_known_by_its_bytes(
    at: Bench,
    music: Path,
    dry_run: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    path = make_tone(music / "odd.flac")
    at.upload(path, artist="Unknown", album="Odds")
    (song,) = at.songs
    summary = at.upload(music, dry_run=dry_run)
    (outcome,) = at.watch.outcomes
    assert (outcome.status, outcome.song_id, outcome.album_id) == (Status.UNCHANGED, song.id, song.album.id)
    assert (at.watch.bytes, sum(summary.bytes.values())) == (path.stat().st_size,) * 2
    assert (at.songs, at.keys) == ([song], [song.media.key])
    at.upload(music, album="Elsewhere", dry_run=dry_run)
    assert at.statuses == [Status.FAILED], "it was asked for another place, and half of that is missing"


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b""), _flip])
@pytest.mark.parametrize("tags", [NINA, {}], ids=["tagged", "known by its bytes"])
def test_a_file_that_a_song_had_lost_is_restored(
    at: Bench, music: Path, tags: dict[str, Any], spoil: Callable[[Path], object]
) -> None:
    path, kept = make_tone(music / "a.flac", **tags), make_tone(music / "b.flac", **{**NINA, "title": "Kept"})
    at.upload(path, artist="Nina Simone", album="Pastel Blues")
    at.upload(kept)
    before = at.songs
    (key,) = (song.media.key for song in before if song.title != "Kept")
    spoil(music.parent / "data" / "media" / key)
    at.upload(music, dry_run=True)
    assert at.statuses == [Status.WOULD_RESTORE, Status.UNCHANGED]
    assert at.media.verify(key) is not None
    summary = at.upload(music)
    assert at.statuses == [Status.RESTORED, Status.UNCHANGED]
    assert summary.bytes[Status.RESTORED] == path.stat().st_size
    assert at.media.verify(key) is None
    at.upload(music)
    assert at.statuses == [Status.UNCHANGED] * 2
    assert at.songs == before


def test_of_equal_files_the_one_that_was_stored_first_is_not_said_to_be_restored(
    at: Bench, music: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_tone(music / "a.flac", **NINA)
    (music / "b.flac").write_bytes(path.read_bytes())
    put = at.media.put
    monkeypatch.setattr(at.media, "put", lambda source, **what: (put(source, **what)[0], True))
    at.upload(music)
    assert at.statuses == [Status.CREATED, Status.UNCHANGED]


def test_a_file_without_a_place_is_not_copied(at: Bench, music: Path) -> None:
    make_tone(music / "c.flac", title="c")
    at.upload(music)
    assert at.keys == []


def test_a_dry_run_tells_the_same_and_writes_nothing(at: Bench, music: Path) -> None:
    first = make_tone(music / "a.flac", **NINA)
    at.upload(first)
    before = (at.songs, at.keys)
    (music / "b.flac").write_bytes(first.read_bytes())
    for name, artist in (("c.flac", "Nina Simone"), ("d.flac", "Somebody New")):
        make_tone(music / name, **{**NINA, "title": name, "artist": artist})
    (music / "e.flac").write_bytes((music / "d.flac").read_bytes())
    (music / "f.flac").write_bytes(b"")
    summary = at.upload(music, dry_run=True)
    would, unchanged = Status.WOULD_CREATE, Status.UNCHANGED
    assert at.statuses == [unchanged, unchanged, would, would, unchanged, Status.FAILED]
    assert summary.files[Status.CREATED] == 0
    assert (at.songs, at.keys) == before
    assert at.catalogue.artist_named("Somebody New") is None
    at.upload(music)
    assert [Status.WOULD_CREATE if each is Status.CREATED else each for each in at.statuses] == [
        unchanged,
        unchanged,
        would,
        would,
        unchanged,
        Status.FAILED,
    ]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such name")
def test_a_name_that_is_no_unicode_is_read_all_the_same(at: Bench, music: Path) -> None:
    made = make_tone(music / "a.flac", artist="a", album="b")
    made.rename(os.fsdecode(os.fsencode(music) + b"/caf\xe9.flac"))
    at.upload(music)
    assert [song.title for song in at.songs] == ["caf"]

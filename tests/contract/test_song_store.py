"""What every store of songs does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from audiostream.backend.domain.catalogue import Album, Artist, ReplayGain, Song, media_key
from audiostream.backend.domain.ids import MAX_ID, AlbumId, ArtistId, SongId
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist, make_audio, make_media, make_song
from tests.support.pages import all_pages
from tests.support.threads import at_once


@pytest.fixture
def album(catalogue: Catalogue) -> Album:
    return _stored_album(catalogue, "Pastel Blues", "Nina Simone")


@pytest.fixture
def other(catalogue: Catalogue) -> Album:
    return _stored_album(catalogue, "Greatest Hits", "Queen")


def _stored_album(catalogue: Catalogue, title: str, artist: str) -> Album:
    return catalogue.put_album(make_album(title, artist=catalogue.put_artist(make_artist(artist))[0]))[0]


def _put(catalogue: Catalogue, album: Album, *titles: str) -> list[Song]:
    return [song for song, _ in catalogue.put_songs([make_song(title, album=album) for title in titles])]


def _titles(pages: Sequence[Sequence[Song]]) -> list[str]:
    return [song.title for page in pages for song in page]


@pytest.mark.parametrize(
    "gain",
    [
        None,
        ReplayGain(track_gain=-7.89),
        ReplayGain(track_gain=-7.89, track_peak=0.988553, album_gain=0.0, album_peak=1.0),
    ],
)
def test_a_song_comes_back_as_it_was(catalogue: Catalogue, album: Album, other: Album, gain: ReplayGain | None) -> None:
    song = make_song(
        "Sinnerman / シナーマン",
        album=album,
        artist=other.artist,
        id=SongId(MAX_ID),
        track=10,
        disc=2,
        audio=make_audio(duration_ms=2**40, bitrate=9_216_000, sample_rate=192_000, channels=8, replay_gain=gain),
        media=replace(make_media(), size=2**50),
        created_at=datetime(2024, 11, 29, 12, 0, 0, 123456, tzinfo=UTC),
    )
    assert list(catalogue.put_songs([song])) == [(song, True)]
    found = catalogue.song(song.id)
    assert found == song
    assert [type(each) for each in (found.id, found.artist.id, found.album.id)] == [SongId, ArtistId, AlbumId]


def test_a_song_without_numbers_comes_back_without(catalogue: Catalogue, album: Album) -> None:
    (song,) = _put(catalogue, album, "Sinnerman")
    assert (catalogue.song(song.id).track, catalogue.song(song.id).disc) == (None, None)


def test_its_artist_and_album_are_those_that_are_stored(catalogue: Catalogue, album: Album) -> None:
    written = replace(album, title="as a client wrote it", artist=replace(album.artist, name="so too"))
    ((stored, _),) = catalogue.put_songs([make_song(album=written)])
    assert (stored.album, stored.artist) == (album, album.artist)


def test_an_album_holds_the_same_bytes_once(catalogue: Catalogue, album: Album, other: Album) -> None:
    media = make_media(b"the same")
    first = make_song("First", album=album, media=media)
    again = make_song("Again", album=album, media=media)
    elsewhere = make_song("Elsewhere", album=other, media=media)
    assert list(catalogue.put_songs([first])) == [(first, True)]
    assert list(catalogue.put_songs([again, elsewhere])) == [(first, False), (elsewhere, True)]
    assert {song.id for song in catalogue.songs(limit=10).items} == {first.id, elsewhere.id}


def test_so_it_does_within_one_call(catalogue: Catalogue, album: Album) -> None:
    media = make_media(b"the same")
    first, again = (make_song(title, album=album, media=media) for title in ("First", "Again"))
    assert list(catalogue.put_songs([first, again, first])) == [(first, True), (first, False), (first, False)]
    assert list(catalogue.songs(limit=10).items) == [first]


@pytest.mark.parametrize("missing", ["artist", "album"])
def test_all_are_stored_or_none(catalogue: Catalogue, album: Album, missing: str) -> None:
    good = make_song("Good", album=album)
    gone = make_artist(id=ArtistId(7))
    bad = {
        "artist": make_song("Bad", album=album, artist=gone),
        "album": make_song("Bad", album=make_album(artist=album.artist, id=AlbumId(7))),
    }[missing]
    with pytest.raises(NotFound, match=f"no {missing} with the id 7"):
        catalogue.put_songs([good, bad])
    assert not catalogue.songs(limit=10).items
    assert not catalogue.search("good", limit=10).songs


def test_an_id_is_taken_once(catalogue: Catalogue, album: Album) -> None:
    (song,) = _put(catalogue, album, "Sinnerman")
    with pytest.raises(Conflict, match=f"{song.id}.*'Sinnerman'"):
        catalogue.put_songs([make_song("New", album=album), make_song("Strange Fruit", album=album, id=song.id)])
    assert list(catalogue.songs(limit=10).items) == [song]


def test_no_songs_are_no_work(catalogue: Catalogue) -> None:
    assert list(catalogue.put_songs([])) == []
    assert catalogue.songs_by_id([]) == {}
    assert not catalogue.songs(limit=10).items


def test_an_album_is_listed_in_its_order(catalogue: Catalogue, album: Album) -> None:
    places = [(2, 1, "f"), (None, 2, "b"), (1, None, "e"), (1, 1, "A"), (1, 3, "d"), (1, 2, "C"), (None, None, "Ê")]
    catalogue.put_songs([make_song(title, album=album, disc=disc, track=track) for disc, track, title in places])
    for limit in (1, 2, 7, 100):
        pages = all_pages(lambda after, limit=limit: catalogue.songs(limit=limit, after=after, album_id=album.id))  # type: ignore[misc]
        assert _titles(pages) == ["A", "b", "C", "d", "e", "Ê", "f"]


def test_other_listings_are_by_title(catalogue: Catalogue, album: Album, other: Album) -> None:
    _put(catalogue, album, "b", "A", "Ä")
    catalogue.put_songs([make_song("a", album=other), make_song("B", album=other, artist=album.artist)])
    for limit in (1, 2, 5, 100):

        def listed(limit: int = limit, **filters: ArtistId | AlbumId) -> list[str]:
            return _titles(all_pages(lambda after: catalogue.songs(limit=limit, after=after, **filters)))  # type: ignore[arg-type]

        assert listed() == ["A", "a", "Ä", "b", "B"]
        assert listed(artist_id=album.artist.id) == ["A", "Ä", "b", "B"]
        assert listed(artist_id=other.artist.id) == ["a"]
        assert listed(artist_id=album.artist.id, album_id=other.id) == ["B"]
        assert listed(artist_id=ArtistId(7)) == listed(album_id=AlbumId(7)) == []


def test_a_cursor_is_of_one_listing(catalogue: Catalogue, album: Album) -> None:
    _put(catalogue, album, "a", "b")
    artist: Artist = album.artist
    filters: list[dict[str, ArtistId | AlbumId]] = [
        {},
        {"artist_id": artist.id},
        {"album_id": album.id},
        {"artist_id": artist.id, "album_id": album.id},
    ]
    cursors = [catalogue.songs(limit=1, **each).next for each in filters]  # type: ignore[arg-type]
    for which, cursor in enumerate(cursors):
        for of, each in enumerate(filters):
            if which == of:
                assert len(catalogue.songs(limit=1, after=cursor, **each).items) == 1  # type: ignore[arg-type]
                continue
            with pytest.raises(InvalidInput, match="not a cursor of this listing"):
                catalogue.songs(limit=1, after=cursor, **each)  # type: ignore[arg-type]


def test_songs_are_found_by_many_ids(catalogue: Catalogue, album: Album) -> None:
    songs = _put(catalogue, album, *(f"Song {number}" for number in range(1200)))
    asked = [song.id for song in songs]
    assert catalogue.songs_by_id([*asked, SongId(7), *asked]) == {song.id: song for song in songs}


def test_a_removed_song_is_gone(catalogue: Catalogue, album: Album) -> None:
    song, kept = _put(catalogue, album, "Sinnerman", "Strange Fruit")
    assert catalogue.remove_song(song.id) == song
    for call in (catalogue.song, catalogue.remove_song):
        with pytest.raises(NotFound, match=f"no song with the id {song.id}"):
            call(song.id)
    assert list(catalogue.songs(limit=10, album_id=album.id).items) == [kept]
    assert catalogue.songs_by_id([song.id, kept.id]) == {kept.id: kept}
    assert not catalogue.search("sinnerman", limit=10).songs


def test_it_can_be_stored_again(catalogue: Catalogue, album: Album) -> None:
    (song,) = _put(catalogue, album, "Sinnerman")
    catalogue.remove_song(song.id)
    assert list(catalogue.put_songs([song])) == [(song, True)]
    assert list(catalogue.search("sinnerman", limit=10).songs) == [song]


def test_the_keys_in_use_are_told_once_each_in_order(catalogue: Catalogue, album: Album, other: Album) -> None:
    media = [replace(make_media(), size=7, sha256=digit * 64, key=media_key(digit * 64, "flac")) for digit in "b1a"]
    songs = [make_song(album=of, media=each) for of in (album, other) for each in media]
    catalogue.put_songs(songs)
    keys = sorted(each.key for each in media)
    assert list(catalogue.media_keys()) == keys
    assert catalogue.media_sizes([keys[2], "songs/00/unknown.flac", keys[0], keys[0]]) == {keys[0]: 7, keys[2]: 7}
    assert catalogue.media_sizes([]) == {}
    catalogue.remove_song(songs[0].id)
    assert list(catalogue.media_keys()) == keys, "the other album still has it"
    catalogue.remove_song(songs[3].id)
    assert list(catalogue.media_keys()) == [key for key in keys if key != songs[0].media.key]


def test_the_keys_may_be_many(catalogue: Catalogue, album: Album) -> None:
    songs = _put(catalogue, album, *(f"Song {number}" for number in range(1200)))
    keys = sorted(song.media.key for song in songs)
    assert list(catalogue.media_keys()) == keys
    assert sorted(catalogue.media_sizes(keys[:1100])) == keys[:1100]
    assert [song.media.key for song in catalogue.songs_of_files(keys[:1100])] == keys[:1100]


def test_songs_are_found_by_their_files(catalogue: Catalogue, album: Album, other: Album) -> None:
    media = make_media(b"the same")
    here, there = (make_song("Sinnerman", album=of, media=media) for of in (album, other))
    catalogue.put_songs([there, here, make_song("Strange Fruit", album=album)])
    assert list(catalogue.songs_of_files([media.key, "songs/00/unknown.flac"])) == [here, there]
    assert list(catalogue.songs_of_files([])) == []


def test_a_title_is_found_but_for_accents_where_none_is_just_so(catalogue: Catalogue, album: Album) -> None:
    accented, plain, again = _put(catalogue, album, "Vénus", "Venus", "VENUS")
    assert list(catalogue.songs_called("venus", limit=10)) == [plain, again]
    assert list(catalogue.songs_called("venus", limit=1)) == [plain]
    assert list(catalogue.songs_called("vénus", limit=10)) == [accented]
    assert [song.title for song in catalogue.songs_called("Venüs", limit=10)] == ["Venus", "VENUS", "Vénus"]
    assert not catalogue.songs_called("ven", limit=10)


def test_while_keys_are_read_songs_can_be_stored(catalogue: Catalogue, album: Album) -> None:
    _put(catalogue, album, "One", "Two")
    keys = catalogue.media_keys()
    next(keys)
    (late,) = _put(catalogue, album, "Three")
    assert len(list(keys)) >= 1
    assert catalogue.song(late.id) == late


def test_of_several_who_add_the_same_bytes_at_once_one_does(catalogue: Catalogue, album: Album) -> None:
    media = [make_media(bytes([number])) for number in range(5)]

    def put(_: int) -> Sequence[tuple[Song, bool]]:
        return catalogue.put_songs([make_song(f"Song {n}", album=album, media=each) for n, each in enumerate(media)])

    results = at_once(6, put)
    assert sum(new for result in results for _, new in result) == len(media)
    stored = {song.id for song in catalogue.songs(limit=10).items}
    assert all({song.id for song, _ in result} == stored for result in results)

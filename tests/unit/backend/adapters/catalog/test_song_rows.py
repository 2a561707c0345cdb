"""A song read as one row is the song that was stored, its artist and the artist of its album told apart."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audiostream.backend.domain.catalogue import ReplayGain, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.ports import Catalogue
from tests.support.builders import make_album, make_artist, make_audio, make_song
from tests.support.catalogues import empty_catalogue

_WAYS: dict[str, Callable[[Catalogue, Song], Song]] = {
    "by its id": lambda catalogue, song: catalogue.song(song.id),
    "by several ids": lambda catalogue, song: catalogue.songs_by_id([song.id])[song.id],
    "of its album": lambda catalogue, song: catalogue.songs(limit=1, album_id=song.album.id).items[0],
    "searched for": lambda catalogue, song: catalogue.search(song.title, limit=1).songs[0],
}


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    made = empty_catalogue(tmp_path / "catalogue.sqlite3")
    yield made
    made.close()


@pytest.fixture(params=["own", "guest"])
def song(request: pytest.FixtureRequest, catalogue: Catalogue) -> Song:
    own, guest = make_artist("Nina Simone", id=ArtistId(7)), make_artist("A Guest", id=ArtistId(8))
    for artist in (own, guest):
        catalogue.put_artist(artist)
    album = make_album(artist=own, id=AlbumId(9), year=1965)
    catalogue.put_album(album)
    audio = make_audio(replay_gain=ReplayGain(track_gain=-6.5, album_peak=0.99))
    by = {"own": own, "guest": guest}[request.param]
    song = replace(make_song("Sinnerman", album=album, audio=audio), artist=by, disc=2, track=3)
    catalogue.put_songs([song])
    return song


@pytest.mark.parametrize("way", _WAYS)
def test_all_of_it_comes_back(catalogue: Catalogue, song: Song, way: str) -> None:
    found = _WAYS[way](catalogue, song)
    assert found == song
    assert found.album == song.album
    assert (found.artist.name, found.album.artist.name) == (song.artist.name, "Nina Simone")

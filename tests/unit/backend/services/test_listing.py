"""Whole listings of songs."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import Catalogue
from audiostream.backend.services.listing import all_songs
from tests.support.builders import make_album, make_artist, make_song
from tests.support.catalogues import empty_catalogue

NINA = make_artist("Nina Simone")
BLUES = make_album("Pastel Blues", artist=NINA)
SONGS = [
    make_song(title, album=BLUES, track=3 - place) for place, title in enumerate(("Ain't No Use", "Be My Husband"))
]


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(empty_catalogue(tmp_path / "catalogue.sqlite3")) as opened:
        opened.put_artist(NINA)
        opened.put_album(BLUES)
        opened.put_songs(SONGS)
        other = make_song("Army of Me", album=make_album("Post", artist=make_artist("Björk")))
        opened.put_artist(other.artist)
        opened.put_album(other.album)
        opened.put_songs([other])
        yield opened


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_every_page_is_read(catalogue: Catalogue, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audiostream.backend.services.listing.MAX_LIMIT", size)
    assert _titles(all_songs(catalogue)) == ["Ain't No Use", "Army of Me", "Be My Husband"]
    assert _titles(all_songs(catalogue, artist_id=NINA.id)) == ["Ain't No Use", "Be My Husband"]
    assert _titles(all_songs(catalogue, album_id=BLUES.id)) == ["Be My Husband", "Ain't No Use"]


def _titles(songs: Iterator[Song]) -> list[str]:
    return [song.title for song in songs]

"""Adding to, listing and searching the catalogue."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.ports import Catalogue
from audiostream.backend.services.catalogue import Added, CatalogueService
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist, make_song
from tests.support.catalogues import empty_catalogue

ARTIST = ArtistId(1024921636833263617)
ALBUM = AlbumId(1024921637392220161)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(empty_catalogue(tmp_path / "catalogue.sqlite3")) as opened:
        yield opened


@pytest.fixture
def service(catalogue: Catalogue) -> CatalogueService:
    return CatalogueService(catalogue)


@pytest.fixture(params=[False, True], ids=["for real", "dry run"])
def dry_run(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


def test_an_artist_and_an_album_get_the_ids_asked_for(service: CatalogueService) -> None:
    for new in (True, False):
        artist = service.add_artist("audiostream", artist_id=ARTIST)
        assert (artist.item.id, artist.new) == (ARTIST, new)
        album = service.add_album("First Light", str(ARTIST), album_id=ALBUM, year=2024)
        assert (album.item.id, album.item.artist, album.new) == (ALBUM, artist.item, new)


def test_names_are_stored_clean(service: CatalogueService) -> None:
    assert service.add_artist("  Nina   Simone ").item.name == "Nina Simone"
    assert service.add_album(" Pastel\tBlues ", "nina simone").item.title == "Pastel Blues"


def test_without_an_id_whatever_has_the_name_stays(service: CatalogueService, dry_run: bool) -> None:  # noqa: FBT001 - a fixture
    artist = service.add_artist("Björk").item
    album = service.add_album("Debut", "Björk", year=1993).item
    assert service.add_artist("BJÖRK", dry_run=dry_run) == Added(artist, new=False)
    assert service.add_album("DEBUT", "björk", dry_run=dry_run) == Added(album, new=False)


def test_a_name_that_has_another_id_is_a_conflict(service: CatalogueService, dry_run: bool) -> None:  # noqa: FBT001
    artist = service.add_artist("Björk").item
    with pytest.raises(Conflict, match=f"the artist 'Björk' is there already, with the id {artist.id}"):
        service.add_artist("BJÖRK", artist_id=ARTIST, dry_run=dry_run)
    album = service.add_album("Debut", "Björk").item
    with pytest.raises(Conflict, match=f"the album 'Debut' of 'Björk' is there already, with the id {album.id}"):
        service.add_album("DEBUT", "Björk", album_id=ALBUM, dry_run=dry_run)


def test_an_id_that_has_another_name_is_a_conflict(service: CatalogueService, dry_run: bool) -> None:  # noqa: FBT001
    service.add_artist("Björk", artist_id=ARTIST)
    with pytest.raises(Conflict, match=f"the id {ARTIST} is taken by the artist 'Björk'"):
        service.add_artist("Bjork", artist_id=ARTIST, dry_run=dry_run)
    service.add_album("Debut", "Björk", album_id=ALBUM)
    with pytest.raises(Conflict, match=f"the id {ALBUM} is taken by the album 'Debut' of 'Björk'"):
        service.add_album("Post", "Björk", album_id=ALBUM, dry_run=dry_run)


@pytest.mark.parametrize(("stored", "has"), [(None, "without a year"), (1993, "of the year 1993")])
def test_another_year_is_a_conflict(service: CatalogueService, dry_run: bool, stored: int | None, has: str) -> None:  # noqa: FBT001
    service.add_artist("Björk")
    service.add_album("Debut", "Björk", year=stored)
    with pytest.raises(Conflict, match=f"the album 'Debut' of 'Björk' is there already, {has}"):
        service.add_album("Debut", "Björk", year=1994, dry_run=dry_run)


def test_what_cannot_be_is_refused(service: CatalogueService, dry_run: bool) -> None:  # noqa: FBT001
    with pytest.raises(InvalidInput, match="the name of the artist is empty"):
        service.add_artist(" ", dry_run=dry_run)
    with pytest.raises(NotFound, match="no artist 'Björk'"):
        service.add_album("Debut", "Björk", dry_run=dry_run)
    service.add_artist("Björk")
    with pytest.raises(InvalidInput, match="the title of the album looks like a path"):
        service.add_album("../Debut", "Björk", dry_run=dry_run)
    for year in (0, 10_000, -1):
        with pytest.raises(InvalidInput, match=f"{year} is not a possible year"):
            service.add_album("Debut", "Björk", year=year, dry_run=dry_run)
    assert not service.albums().items


def test_a_dry_run_tells_and_changes_nothing(service: CatalogueService) -> None:
    planned = service.add_artist("Björk", artist_id=ARTIST, dry_run=True)
    assert (planned.item.name, planned.item.id, planned.new) == ("Björk", ARTIST, True)
    assert not service.artists().items
    service.add_artist("Björk")
    assert service.add_album("Debut", "Björk", album_id=ALBUM, dry_run=True).new
    assert not service.albums().items


@pytest.mark.parametrize("limit", [0, 1001])
def test_a_page_has_its_bounds(service: CatalogueService, limit: int) -> None:
    for listing in (service.artists, service.albums, service.songs):
        with pytest.raises(InvalidInput, match="not a possible limit"):
            listing(limit=limit)
    with pytest.raises(InvalidInput, match="not a possible limit"):
        service.search("x", limit=limit)


def test_songs_are_shown_listed_and_removed(service: CatalogueService, catalogue: Catalogue) -> None:
    artist, _ = catalogue.put_artist(make_artist())
    album, _ = catalogue.put_album(make_album(artist=artist))
    song = make_song("Sinnerman", album=album)
    catalogue.put_songs([song])
    assert service.song(str(song.id)) == song
    for filters in ({}, {"artist_id": artist.id}, {"album_id": album.id}):
        assert list(service.songs(**filters).items) == [song]
    assert list(service.search("sinner").songs) == [song]
    assert service.remove_song(song.id) == song
    with pytest.raises(NotFound):
        service.song(str(song.id))
    with pytest.raises(NotFound):
        service.remove_song(song.id)


@pytest.mark.parametrize("text", ["", "!!!"])
def test_a_search_needs_a_word(service: CatalogueService, text: str) -> None:
    with pytest.raises(InvalidInput, match="has no letter and no digit"):
        service.search(text)

"""What every store of albums does."""

from datetime import UTC, datetime

import pytest

from audiostream.backend.domain.catalogue import Artist
from audiostream.backend.domain.ids import MAX_ID, AlbumId, ArtistId
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist
from tests.support.pages import all_pages
from tests.support.threads import at_once


@pytest.fixture
def nina(catalogue: Catalogue) -> Artist:
    return catalogue.put_artist(make_artist("Nina Simone"))[0]


@pytest.fixture
def queen(catalogue: Catalogue) -> Artist:
    return catalogue.put_artist(make_artist("Queen"))[0]


@pytest.mark.parametrize(("album_id", "year"), [(1, None), (1024921637392220161, 1965), (MAX_ID, 9999)])
def test_an_album_comes_back_as_it_was(catalogue: Catalogue, nina: Artist, album_id: int, year: int | None) -> None:
    created_at = datetime(2024, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)
    album = make_album("Pastel Blues № 65", artist=nina, id=AlbumId(album_id), year=year, created_at=created_at)
    assert catalogue.put_album(album) == (album, True)
    found = catalogue.album(album.id)
    assert found == album
    assert isinstance(found.id, AlbumId)
    assert isinstance(found.artist.id, ArtistId)
    assert catalogue.album_titled(nina.id, album.title) == album


def test_the_artist_is_the_one_that_is_stored(catalogue: Catalogue, nina: Artist) -> None:
    stored, _ = catalogue.put_album(make_album(artist=make_artist("as a client wrote it", id=nina.id)))
    assert stored.artist == nina


def test_an_artist_has_a_title_once_whatever_its_case(catalogue: Catalogue, nina: Artist) -> None:
    stored, _ = catalogue.put_album(make_album("Début", artist=nina, year=1993))
    assert catalogue.put_album(make_album("DÉBUT", artist=nina, year=2001)) == (stored, False)
    assert catalogue.album_titled(nina.id, "de\u0301but") == stored
    assert list(catalogue.albums(limit=10).items) == [stored]


def test_artists_share_titles(catalogue: Catalogue, nina: Artist, queen: Artist) -> None:
    ours = [
        catalogue.put_album(make_album(title, artist=artist))[0]
        for title, artist in [("Greatest Hits", queen), ("GREATEST HITS", nina), ("Greatest Hits II", queen)]
    ]
    assert list(catalogue.albums_called("greatest hits", limit=10)) == ours[:2]
    assert list(catalogue.albums_called("greatest hits", limit=1)) == ours[:1]
    assert not catalogue.albums_called("greatest", limit=10)
    assert list(catalogue.albums_called("greatest hits", limit=10, artist_id=nina.id)) == ours[1:2]
    assert catalogue.album_titled(queen.id, "greatest hits") == ours[0]


def test_a_title_is_found_but_for_accents_where_none_is_just_so(
    catalogue: Catalogue, nina: Artist, queen: Artist
) -> None:
    accented, plain = (
        catalogue.put_album(make_album(title, artist=artist))[0]
        for title, artist in [("Début", queen), ("Debut", nina)]
    )
    assert list(catalogue.albums_called("DEBUT", limit=10)) == [plain]
    assert list(catalogue.albums_called("debut", limit=10, artist_id=queen.id)) == [accented]
    assert list(catalogue.albums_called("Debüt", limit=10)) == [plain, accented]


def test_an_id_is_taken_once(catalogue: Catalogue, nina: Artist) -> None:
    album, _ = catalogue.put_album(make_album("Pastel Blues", artist=nina))
    with pytest.raises(Conflict, match=f"{album.id}.*'Pastel Blues' of 'Nina Simone'"):
        catalogue.put_album(make_album("Wild Is the Wind", artist=nina, id=album.id))
    assert catalogue.album_titled(nina.id, "Wild Is the Wind") is None
    assert not catalogue.search("wild", limit=5).albums


def test_an_album_needs_its_artist(catalogue: Catalogue) -> None:
    album = make_album(artist=make_artist(id=ArtistId(7)))
    with pytest.raises(NotFound, match="no artist with the id 7"):
        catalogue.put_album(album)
    assert not catalogue.albums(limit=10).items


def test_what_is_not_there_is_not_found(catalogue: Catalogue, nina: Artist) -> None:
    with pytest.raises(NotFound, match="no album with the id 7"):
        catalogue.album(AlbumId(7))
    assert catalogue.album_titled(nina.id, "Nothing") is None
    assert not catalogue.albums_called("Nothing", limit=10)
    assert not catalogue.albums(limit=10, artist_id=ArtistId(7)).items


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_the_listings_are_by_title_on_pages_of_any_size(
    catalogue: Catalogue, nina: Artist, queen: Artist, limit: int
) -> None:
    for title, artist in [("b", nina), ("Ä", queen), ("a", nina), ("C", nina), ("b", queen)]:
        catalogue.put_album(make_album(title, artist=artist))
    pages = all_pages(lambda after: catalogue.albums(limit=limit, after=after))
    assert [(each.title, each.artist) for page in pages for each in page] == [
        ("a", nina),
        ("Ä", queen),
        ("b", nina),
        ("b", queen),
        ("C", nina),
    ]
    pages = all_pages(lambda after: catalogue.albums(limit=limit, after=after, artist_id=nina.id))
    assert [each.title for page in pages for each in page] == ["a", "b", "C"]


def test_the_newest_are_those_added_last(catalogue: Catalogue, nina: Artist, queen: Artist) -> None:
    assert not catalogue.newest_albums(limit=3)
    added = [
        catalogue.put_album(make_album(title, artist=artist))[0]
        for title, artist in [("b", nina), ("a", queen), ("c", nina), ("a", nina)]
    ]
    assert list(catalogue.newest_albums(limit=3)) == added[:0:-1]
    assert list(catalogue.newest_albums(limit=100)) == added[::-1]


def test_a_cursor_is_of_one_artist(catalogue: Catalogue, nina: Artist, queen: Artist) -> None:
    for title in "ab":
        catalogue.put_album(make_album(title, artist=nina))
    of_nina = catalogue.albums(limit=1, artist_id=nina.id).next
    for other in (None, queen.id):
        with pytest.raises(InvalidInput, match="not a cursor of this listing"):
            catalogue.albums(limit=1, after=of_nina, artist_id=other)


def test_of_several_who_add_one_title_at_once_one_does(catalogue: Catalogue, nina: Artist) -> None:
    results = at_once(8, lambda _: catalogue.put_album(make_album("Pastel Blues", artist=nina)))
    assert sum(new for _, new in results) == 1
    assert len({album.id for album, _ in results}) == 1

"""What every store of artists does."""

from datetime import UTC, datetime

import pytest

from audiostream.backend.domain.ids import MAX_ID, ArtistId
from audiostream.backend.domain.paging import encode_cursor
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist
from tests.support.pages import all_pages
from tests.support.threads import at_once


@pytest.mark.parametrize("artist_id", [1, 1024921636833263617, MAX_ID])
def test_an_artist_comes_back_as_it_was(catalogue: Catalogue, artist_id: int) -> None:
    created_at = datetime(2024, 11, 29, 12, 0, 0, 123456, tzinfo=UTC)
    artist = make_artist("椎名林檎 🍎 'quoted' %s", id=ArtistId(artist_id), created_at=created_at)
    assert catalogue.put_artist(artist) == (artist, True)
    found = catalogue.artist(artist.id)
    assert found == artist
    assert isinstance(found.id, ArtistId)
    assert catalogue.artist_named(artist.name) == artist


@pytest.mark.parametrize("same", ["Björk", "BJÖRK", "Bjo\u0308rk", "ｂｊöｒｋ"])
def test_a_name_is_taken_once_whatever_its_case_and_form(catalogue: Catalogue, same: str) -> None:
    stored, _ = catalogue.put_artist(make_artist("Björk"))
    assert catalogue.put_artist(make_artist(same)) == (stored, False)
    assert catalogue.artist_named(same) == stored
    assert list(catalogue.artists(limit=10).items) == [stored]


def test_an_accent_makes_another_name(catalogue: Catalogue) -> None:
    assert catalogue.put_artist(make_artist("Björk"))[1]
    assert catalogue.artist_named("Bjork") is None
    assert catalogue.put_artist(make_artist("Bjork"))[1]


def test_who_is_called_so_but_for_accents_is_found_where_nobody_is_called_just_so(catalogue: Catalogue) -> None:
    names = ["Björk", "Bjórk", "Odetta"]
    bjork, other, _ = (catalogue.put_artist(make_artist(name))[0] for name in names)
    assert list(catalogue.artists_called("BJÖRK", limit=10)) == [bjork]
    assert list(catalogue.artists_called("bjork", limit=10)) == [other, bjork]
    assert list(catalogue.artists_called("bjork", limit=1)) == [other]
    assert not catalogue.artists_called("bjor", limit=10)


def test_a_repeat_changes_nothing(catalogue: Catalogue) -> None:
    artist = make_artist()
    catalogue.put_artist(artist)
    assert catalogue.put_artist(artist) == (artist, False)


def test_an_id_is_taken_once(catalogue: Catalogue) -> None:
    artist = make_artist("Nina Simone")
    catalogue.put_artist(artist)
    with pytest.raises(Conflict, match=f"{artist.id}.*'Nina Simone'"):
        catalogue.put_artist(make_artist("Odetta", id=artist.id))
    assert catalogue.artist(artist.id) == artist
    assert catalogue.artist_named("Odetta") is None
    assert not catalogue.search("odetta", limit=5).artists


def test_who_is_not_there_is_not_found(catalogue: Catalogue) -> None:
    with pytest.raises(NotFound, match="no artist with the id 7"):
        catalogue.artist(ArtistId(7))
    assert catalogue.artist_named("Nobody") is None
    assert not catalogue.artists(limit=10).items


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 100])
def test_the_listing_is_by_name_on_pages_of_any_size(catalogue: Catalogue, limit: int) -> None:
    for name in ["beta", "Alpha", "Émile", "Zoë", "ALPHA 2", "eta", "Emile", "Árstíðir", "Þeyr"]:
        catalogue.put_artist(make_artist(name))
    pages = all_pages(lambda after: catalogue.artists(limit=limit, after=after))
    # Accents make a difference only between names that are otherwise the same.
    names = ["Alpha", "ALPHA 2", "Árstíðir", "beta", "Emile", "Émile", "eta", "Þeyr", "Zoë"]
    assert [each.name for page in pages for each in page] == names
    assert all(len(page) == limit for page in pages[:-1])
    assert 0 < len(pages[-1]) <= limit


def test_what_comes_between_two_pages_moves_neither(catalogue: Catalogue) -> None:
    for name in ["b", "d", "f"]:
        catalogue.put_artist(make_artist(name))
    first = catalogue.artists(limit=2)
    for name in ["a", "c", "e"]:
        catalogue.put_artist(make_artist(name))
    second = catalogue.artists(limit=10, after=first.next)
    assert [each.name for each in [*first.items, *second.items]] == ["b", "d", "e", "f"]


@pytest.mark.parametrize("cursor", ["", "?", "bm8", encode_cursor("artists"), encode_cursor("artists", "b", "7")])
def test_a_cursor_that_is_none_is_refused(catalogue: Catalogue, cursor: str) -> None:
    catalogue.put_artist(make_artist())
    with pytest.raises(InvalidInput, match="not a cursor of this listing"):
        catalogue.artists(limit=10, after=cursor)


def test_a_cursor_of_another_listing_is_refused(catalogue: Catalogue) -> None:
    artist, _ = catalogue.put_artist(make_artist())
    for title in "ab":
        catalogue.put_album(make_album(title, artist=artist))
    with pytest.raises(InvalidInput, match="not a cursor of this listing"):
        catalogue.artists(limit=10, after=catalogue.albums(limit=1).next)


def test_of_several_who_add_one_name_at_once_one_does(catalogue: Catalogue) -> None:
    results = at_once(8, lambda number: catalogue.put_artist(make_artist("Björk" if number % 2 else "BJÖRK")))
    assert sum(new for _, new in results) == 1
    assert len({artist.id for artist, _ in results}) == 1
    assert len(catalogue.search("bjork", limit=10).artists) == 1


def test_several_add_different_names_at_once(catalogue: Catalogue) -> None:
    results = at_once(8, lambda number: catalogue.put_artist(make_artist(f"Artist {number}")))
    assert all(new for _, new in results)
    assert list(catalogue.artists(limit=10).items) == [artist for artist, _ in results]

"""What artists and albums are called by."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.domain.catalogue import Album, Artist
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.ports import Catalogue
from audiostream.backend.services.references import find_album, find_artist, find_song, meant
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist, make_song
from tests.support.catalogues import empty_catalogue


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    with closing(empty_catalogue(tmp_path / "catalogue.sqlite3")) as opened:
        yield opened


def _artist(catalogue: Catalogue, name: str, **fields: ArtistId) -> Artist:
    return catalogue.put_artist(make_artist(name, **fields))[0]


def _album(catalogue: Catalogue, title: str, artist: Artist, **fields: AlbumId) -> Album:
    return catalogue.put_album(make_album(title, artist=artist, **fields))[0]


@pytest.mark.parametrize("ref", ["Björk", "BJÖRK", "  bjo\u0308rk ", "311"])
def test_an_artist_is_found_by_name_or_id(catalogue: Catalogue, ref: str) -> None:
    bjork = _artist(catalogue, "Björk", id=ArtistId(311))
    assert find_artist(catalogue, ref) == bjork


def test_digits_that_are_no_id_are_a_name(catalogue: Catalogue) -> None:
    band = _artist(catalogue, "311")
    album = _album(catalogue, "1989", band)
    assert find_artist(catalogue, "311") == band
    assert find_album(catalogue, "1989") == album


def test_an_id_comes_before_a_name(catalogue: Catalogue) -> None:
    bjork = _artist(catalogue, "Björk", id=ArtistId(311))
    band = _artist(catalogue, "311")
    assert find_artist(catalogue, "311") == bjork
    debut = _album(catalogue, "Debut", bjork, id=AlbumId(1989))
    year = _album(catalogue, "1989", band)
    assert find_album(catalogue, "1989") == debut
    assert find_album(catalogue, "1989", band) == year
    assert find_album(catalogue, "1989", bjork) == debut


@pytest.mark.parametrize(("artist", "album"), [("bjork", "debut"), ("BJÓRK", "Debút")])
def test_accents_may_be_left_out_where_only_one_has_the_name_without(
    catalogue: Catalogue, artist: str, album: str
) -> None:
    bjork = _artist(catalogue, "Björk")
    debut = _album(catalogue, "Début", bjork)
    assert find_artist(catalogue, artist) == bjork
    assert find_album(catalogue, album) == find_album(catalogue, album, bjork) == debut


def test_the_very_name_comes_before_one_with_accents(catalogue: Catalogue) -> None:
    bjork, plain = _artist(catalogue, "Björk"), _artist(catalogue, "Bjork")
    assert (find_artist(catalogue, "bjork"), find_artist(catalogue, "björk")) == (plain, bjork)
    with pytest.raises(Conflict, match="several artists are called 'bjórk' but for accents") as caught:
        find_artist(catalogue, "bjórk")
    assert caught.value.hint == f"Name it by its id: {plain.id} (Bjork), {bjork.id} (Björk)"


def test_what_was_meant_is_suggested(catalogue: Catalogue) -> None:
    bjork = _artist(catalogue, "Björk")
    debut = _album(catalogue, "Début", bjork)
    with pytest.raises(NotFound, match="no artist 'bjorks'") as caught:
        find_artist(catalogue, "bjorks")
    assert caught.value.hint == f"Did you mean 'Björk' ({bjork.id})?"
    with pytest.raises(NotFound, match="no album 'debute'") as caught:
        find_album(catalogue, "debute")
    assert caught.value.hint == f"Did you mean 'Début - Björk' ({debut.id})?"


@pytest.mark.parametrize("mistyped", ["Frist", "Frist Light", "firstlight", "light", "Fist Lights"])
def test_a_title_that_is_nearly_right_is_enough_to_suggest_it(catalogue: Catalogue, mistyped: str) -> None:
    bjork = _artist(catalogue, "Björk")
    _album(catalogue, "Homogenic", bjork)
    album = _album(catalogue, "First Light", bjork)
    for artist in (None, bjork):
        with pytest.raises(NotFound) as caught:
            find_album(catalogue, mistyped, artist)
        assert caught.value.hint == f"Did you mean 'First Light - Björk' ({album.id})?"


def test_the_likeliest_come_first_and_not_too_many(catalogue: Catalogue) -> None:
    for name in ("Nina Hagen", "Nina Simon", "Nana Simone", "Paul Simon", "Nina Simone"):
        _artist(catalogue, name)
    with pytest.raises(NotFound) as caught:
        find_artist(catalogue, "Nina Simnoe")
    hint = str(caught.value.hint)
    assert hint.startswith("Did you mean 'Nina Simone' (")
    assert hint.count(" or ") == 2


def test_names_without_words_are_like_nothing() -> None:
    assert meant("!!!", [("!!", 1), ("", 2), ("Nina", 3)]) == []
    assert meant("Nina", []) == []


def test_where_nothing_is_like_it_the_listing_is_named(catalogue: Catalogue) -> None:
    nina = _artist(catalogue, "Nina Simone")
    with pytest.raises(NotFound) as caught:
        find_artist(catalogue, "!!!")
    assert caught.value.hint == "See them all: audiostream artist list"
    with pytest.raises(NotFound, match="no album 'Debut' of 'Nina Simone'") as caught:
        find_album(catalogue, "Debut", nina)
    assert caught.value.hint == "See them all: audiostream album list"


def test_a_title_that_several_artists_have_is_not_enough(catalogue: Catalogue) -> None:
    queen, abba = _artist(catalogue, "Queen"), _artist(catalogue, "ABBA")
    hits = [_album(catalogue, "Greatest Hits", artist) for artist in (queen, abba)]
    with pytest.raises(Conflict, match="several albums are called 'greatest hits'") as caught:
        find_album(catalogue, "greatest hits")
    assert caught.value.hint == (
        f"Name it by its id: {hits[0].id} (Greatest Hits - Queen), {hits[1].id} (Greatest Hits - ABBA)"
    )
    assert find_album(catalogue, "greatest hits", abba) == hits[1]
    assert find_album(catalogue, str(hits[0].id)) == hits[0]


def test_not_all_of_very_many_are_named(catalogue: Catalogue) -> None:
    for number in range(12):
        _album(catalogue, "Live", _artist(catalogue, f"Artist {number}"))
    with pytest.raises(Conflict) as caught:
        find_album(catalogue, "live")
    hint = str(caught.value.hint)
    assert hint.count("Artist") == 10
    assert hint.endswith("...")


@pytest.mark.parametrize("ref", ["", "\0", "../x"])
def test_what_can_be_neither_is_said_to_be_so(catalogue: Catalogue, ref: str) -> None:
    for find in (find_artist, find_album, find_song):
        with pytest.raises(InvalidInput, match=r"the (name of the artist|title of the album|title of the song) "):
            find(catalogue, ref)


def test_a_song_is_found_by_a_title_that_no_other_has(catalogue: Catalogue) -> None:
    album = _album(catalogue, "Début", _artist(catalogue, "Björk"))
    human, venus, again = (make_song(title, album=album) for title in ("Human Behaviour", "Vénus", "human behaviour"))
    catalogue.put_songs([human, venus])
    assert find_song(catalogue, "human  BEHAVIOUR") == human
    assert find_song(catalogue, "venus") == venus
    catalogue.put_songs([again])
    with pytest.raises(Conflict, match="several songs are called 'Human Behaviour'") as caught:
        find_song(catalogue, "Human Behaviour")
    named = ", ".join(f"{each.id} ({each.title} - Björk, Début)" for each in (human, again))
    assert caught.value.hint == f"Name it by its id: {named}"


def test_a_song_is_found_by_its_id(catalogue: Catalogue) -> None:
    song = make_song("99", album=_album(catalogue, "Lemonade", _artist(catalogue, "Toto")))
    catalogue.put_songs([song])
    assert find_song(catalogue, str(song.id)) == song
    assert find_song(catalogue, "99") == song, "digits may be a title"
    with pytest.raises(NotFound, match="no song with the id 98") as unknown:
        find_song(catalogue, "98")
    assert unknown.value.hint == "Find its id: audiostream search WORDS"


def test_what_is_no_id_may_be_words_to_find_it_by(catalogue: Catalogue) -> None:
    with pytest.raises(NotFound, match="no song 'Army of Me'") as caught:
        find_song(catalogue, "Army of Me")
    assert caught.value.hint == "Find its id: audiostream search 'Army of Me'"

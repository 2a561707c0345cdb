"""Songs in order, and the keys of their files."""

from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.catalogue import Song, album_order, media_key
from audiostream.backend.domain.ids import SongId
from tests.support.builders import make_album, make_song

ALBUM = make_album()


def _song(title: str = "Song", **place: int | None) -> Song:
    return make_song(title, album=ALBUM, **place)


def test_an_album_is_in_order_of_disc_track_and_title() -> None:
    ordered = [
        _song(disc=None, track=1),
        _song(disc=1, track=2),
        _song(disc=1, track=10),
        _song("a", disc=1),
        _song("B", disc=None),
        _song("c", disc=1),
        _song(disc=2, track=1),
        _song(disc=2),
    ]
    mixed = [*ordered[4:], *ordered[:4]]
    assert sorted(mixed, key=album_order) == ordered


def test_a_track_before_the_first_is_before_it() -> None:
    assert album_order(_song(track=0)) < album_order(_song(track=1)) < album_order(_song(track=None))


@given(st.integers(1, 2**31 - 2))
def test_songs_without_a_number_are_last(track: int) -> None:
    assert album_order(_song(track=track)) < album_order(_song(track=None))


def test_equal_places_are_told_apart_by_the_id() -> None:
    older, younger = (make_song("Song", album=ALBUM, id=SongId(number)) for number in (1, 2))
    assert album_order(older) < album_order(younger)


def test_a_key_is_the_address_of_the_content() -> None:
    assert media_key("ab" + "0" * 62, "flac") == f"songs/ab/ab{'0' * 62}.flac"

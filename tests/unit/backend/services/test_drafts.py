"""What decides how a song is named and where it goes."""

import pytest

from audiostream.backend.domain.catalogue import Tags
from audiostream.backend.services.drafts import Draft, Names, draft
from audiostream.errors import Unusable
from tests.support.builders import FLAC

FULL = Tags(title="Sinnerman", artist="Nina Simone", album="Pastel Blues", year=1965, track=9, disc=1)


def drafted(tags: Tags, path: str = "x.flac", **names: str) -> Draft:
    return draft(path, FLAC, tags, Names(**names))


def test_tags_alone_decide_where_nothing_is_given() -> None:
    assert drafted(FULL) == Draft(
        title="Sinnerman",
        artist="Nina Simone",
        album_artist="Nina Simone",
        album="Pastel Blues",
        year=1965,
        track=9,
        disc=1,
        audio=FLAC,
    )


def test_an_album_is_its_album_artists_and_a_song_its_own_artists() -> None:
    made = drafted(Tags(title="t", artist="Nina Simone", album_artist="Various Artists", album="Hits"))
    assert (made.artist, made.album_artist) == ("Nina Simone", "Various Artists")
    made = drafted(Tags(title="t", album_artist="Various Artists", album="Hits"))
    assert (made.artist, made.album_artist) == ("Various Artists", "Various Artists")


def test_what_is_given_comes_before_tags_and_tags_fill_in_the_rest() -> None:
    made = drafted(FULL, artist="Eunice", album_artist="Eunice")
    assert (made.artist, made.album_artist, made.album) == ("Eunice", "Eunice", "Pastel Blues")
    made = drafted(FULL, album="Best of")
    assert (made.artist, made.album_artist, made.album) == ("Nina Simone", "Nina Simone", "Best of")
    made = drafted(Tags(), artist="Eunice", album_artist="Eunice", album="Best of")
    assert (made.artist, made.album_artist, made.album) == ("Eunice", "Eunice", "Best of")


@pytest.mark.parametrize(
    ("tags", "names", "said"),
    [
        (Tags(title="t"), {}, "neither an artist nor an album tag. Give both with --artist NAME --album NAME"),
        (Tags(album="a"), {}, "no artist tag. Give the artist with --artist NAME"),
        (Tags(artist="a"), {}, "no album tag. Give the album with --album NAME"),
        (Tags(), {"artist": "a", "album_artist": "a"}, "no album tag. Give the album with --album NAME"),
        (Tags(), {"album": "a"}, "no artist tag. Give the artist with --artist NAME"),
    ],
)
def test_what_is_missing_is_told_with_the_option_that_would_help(tags: Tags, names: dict[str, str], said: str) -> None:
    with pytest.raises(Unusable) as caught:
        drafted(tags, **names)
    assert f"{caught.value.message}. {caught.value.hint}" == said


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Sinnerman.flac", "Sinnerman"),
        ("01 - Feeling Good.flac", "01 - Feeling Good"),
        ("feeling_good_(live).flac", "feeling good (live)"),
        ("song\u202e3pm.exe.flac", "song3pm.exe"),
        ("caf\udce9\x1b[2J .flac", "caf[2J"),
        ("Bjo\u0308rk.flac", "Björk"),
    ],
)
def test_without_a_title_the_cleaned_name_of_the_file_is_it(name: str, title: str) -> None:
    assert drafted(Tags(artist="a", album="b"), name).title == title


def test_a_file_name_that_leaves_no_title_is_told() -> None:
    with pytest.raises(Unusable, match="no title tag, and its file name cannot be a title"):
        drafted(Tags(artist="a", album="b"), "\u202e\udcff.flac")

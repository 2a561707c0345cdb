"""What every search in a catalogue does."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.domain.catalogue import Album
from audiostream.backend.domain.search import words
from audiostream.backend.ports import Catalogue
from tests.support.builders import make_album, make_artist, make_song
from tests.support.threads import at_once


def _album(catalogue: Catalogue, artist: str, title: str, *songs: str) -> Album:
    stored, _ = catalogue.put_artist(make_artist(artist))
    album, _ = catalogue.put_album(make_album(title, artist=stored))
    catalogue.put_songs([make_song(song, album=album, track=track) for track, song in enumerate(songs, 1)])
    return album


def _songs(catalogue: Catalogue, text: str, limit: int = 20) -> list[str]:
    return [song.title for song in catalogue.search(text, limit=limit).songs]


def _albums(catalogue: Catalogue, text: str) -> list[str]:
    return [album.title for album in catalogue.search(text, limit=20).albums]


def _artists(catalogue: Catalogue, text: str) -> list[str]:
    return [artist.name for artist in catalogue.search(text, limit=20).artists]


def test_each_kind_is_found_whole(catalogue: Catalogue) -> None:
    album = _album(catalogue, "Nina Simone", "Pastel Blues", "Sinnerman")
    hits = catalogue.search("nina simone", limit=5)
    assert list(hits.artists) == [album.artist]
    assert list(hits.albums) == [album]
    assert list(hits.songs) == list(catalogue.songs(limit=5).items)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Jóga", "joga"),
        ("Joga", "JÓGA"),
        ("Motörhead", "motorhead"),
        ("Ænima", "aenima"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Ωμέγα", "ωμεγα"),
        ("ΟΔΟΣ", "οδος"),
        ("İstanbul", "istanbul"),
        ("Don’t Stop", "dont stop"),  # noqa: RUF001 - as typeset
        ("AC/DC", "ac dc"),
        ("\uff34\uff26\uff22", "tfb"),  # full-width letters
        ("シナーマン", "シナ"),
        ("東京", "京"),
        ("한국", "한"),
        ("हिन्दी", "हिन्दी"),
        ("99 Luftballons", "99"),
        ("Smile 🙂", "smile"),
        ("100% Pure Love", "100 pure"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(catalogue: Catalogue, title: str, text: str) -> None:
    _album(catalogue, "Somebody", "Something", title, "Anything Else")
    assert _songs(catalogue, text) == [title]


def test_every_word_must_be_there_in_any_order(catalogue: Catalogue) -> None:
    _album(catalogue, "Motörhead", "Bomber", "Ace of Spades", "Love Me Like a Reptile")
    assert _songs(catalogue, "spades ace of") == ["Ace of Spades"]
    assert _songs(catalogue, "ace ace spades") == ["Ace of Spades"]
    assert _songs(catalogue, "spades queen") == []


def test_words_may_be_spread_over_title_artist_and_album(catalogue: Catalogue) -> None:
    _album(catalogue, "Nina Simone", "Pastel Blues", "Sinnerman", "Strange Fruit")
    _album(catalogue, "Billie Holiday", "Commodore", "Strange Fruit")
    assert len(_songs(catalogue, "strange fruit")) == 2
    assert len(_songs(catalogue, "simone fruit")) == 1
    assert _songs(catalogue, "nina pastel sinnerman") == ["Sinnerman"]
    assert _albums(catalogue, "simone pastel") == ["Pastel Blues"]
    assert _artists(catalogue, "simone pastel") == []


def test_only_the_last_word_may_be_a_beginning(catalogue: Catalogue) -> None:
    _album(catalogue, "Björk", "Debut", "Human Behaviour", "Hum")
    assert _songs(catalogue, "human beh") == ["Human Behaviour"]
    assert _songs(catalogue, "h") == ["Hum", "Human Behaviour"]
    assert _songs(catalogue, "hum behaviour") == []
    assert _songs(catalogue, "uman") == []


def test_the_exact_title_comes_first_then_the_closest(catalogue: Catalogue) -> None:
    _album(
        catalogue,
        "Somebody",
        "Something",
        "Lovely Day",
        "In Love",
        "Love In Vain",
        "Love",
        "Lover",
        "Love In",
        "Love Is",
    )
    assert _songs(catalogue, "love")[:2] == ["Love", "Lover"]
    assert _songs(catalogue, "LÖVE in")[:2] == ["Love In", "In Love"]
    assert _songs(catalogue, "love in", limit=1) == ["Love In"]
    assert _songs(catalogue, "in love", limit=1) == ["In Love"]


def test_a_title_comes_before_an_artist_and_an_artist_before_an_album(catalogue: Catalogue) -> None:
    _album(catalogue, "Nobody", "Heart", "A")
    _album(catalogue, "Heart", "Nothing", "Be")
    _album(catalogue, "Anybody", "Anything", "A Very Long Title With a Heart")
    assert _songs(catalogue, "heart") == ["A Very Long Title With a Heart", "Be", "A"]
    assert _albums(catalogue, "heart") == ["Heart", "Nothing"]


def test_there_are_at_most_so_many_of_each_kind(catalogue: Catalogue) -> None:
    for number in range(4):
        _album(catalogue, f"Echo {number}", f"Echo {number}", *(f"Echo {number} {track}" for track in range(3)))
    hits = catalogue.search("echo", limit=3)
    assert [len(kind) for kind in (hits.artists, hits.albums, hits.songs)] == [3, 3, 3]
    assert len(set(_songs(catalogue, "echo", limit=1000))) == 12


@pytest.mark.parametrize(
    "text", ["", " ", "!!!", "—", "' OR 1=1", '"', "*", "title:x", "NEAR(", "AND", "-x", "^x", "{}", "%s"]
)
def test_no_text_is_a_command(catalogue: Catalogue, text: str) -> None:
    _album(catalogue, "Ümlaut", "Grün", "Blau")
    assert catalogue.search(text, limit=5).songs == []


@pytest.mark.parametrize("word", ["and", "or", "not", "near"])
def test_a_word_of_the_query_language_is_a_word(catalogue: Catalogue, word: str) -> None:
    _album(catalogue, "Somebody", "Something", f"This {word} That", "This That")
    assert _songs(catalogue, word.upper()) == [f"This {word} That"]


def test_long_titles_and_long_searches_work(catalogue: Catalogue) -> None:
    title = "The Rise and Fall of Ziggy Stardust and the Spiders from Mars and Back Again"
    _album(catalogue, "Somebody", "Something", title, "x" * 500, "The Rise")
    assert _songs(catalogue, title) == [title]
    assert _songs(catalogue, "x" * 400) == ["x" * 500]
    assert _songs(catalogue, "mars stardust") == [title]
    assert _songs(catalogue, " ".join(["rise"] * 2000)) == ["The Rise", title]


def test_what_is_put_twice_is_found_once(catalogue: Catalogue) -> None:
    album = _album(catalogue, "Queen", "Jazz", "Mustapha")
    _album(catalogue, "QUEEN", "JAZZ")
    (song,) = catalogue.songs(limit=5).items
    catalogue.put_songs([song])
    hits = catalogue.search("queen", limit=5)
    assert (list(hits.artists), list(hits.albums), list(hits.songs)) == ([album.artist], [album], [song])


def test_what_is_added_at_once_is_all_found(catalogue: Catalogue) -> None:
    at_once(6, lambda number: _album(catalogue, f"Band {number}", "Same Length", "Same Song", "Same Tune"))
    assert len(_songs(catalogue, "same")) == 12
    assert len(_albums(catalogue, "same")) == 6
    assert len(_artists(catalogue, "band")) == 6


VOCABULARY = ["a", "ab", "abc", "b", "ba", "Ä", "the", "The", "9", "99"]


def test_what_is_found_is_what_has_the_words_and_the_nearest_is_first(catalogue: Catalogue) -> None:
    titles = [some for count in (1, 2) for some in itertools.permutations(["a", "ab", "ba", "the", "9"], count)]
    names = map(" ".join, titles)
    _album(catalogue, "ab the", "b 99", *names)
    songs = catalogue.songs(limit=1000).items

    @settings(max_examples=50, deadline=None)
    @given(st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4))
    def check(asked: list[str]) -> None:
        whole = words(" ".join(asked))

        def has_all(*texts: str) -> bool:
            there = words(" ".join(texts))
            *first, last = dict.fromkeys(whole)
            return set(first) <= set(there) and any(word.startswith(last) for word in there)

        def nearness(title: str) -> tuple[bool, bool, bool, int]:
            exact, in_title, in_artist = words(title) == whole, has_all(title), has_all(title, "ab the")
            return not exact, not in_title, not in_artist, len(title)

        matching = [song.title for song in songs if has_all(song.title, "ab the", "b 99")]
        found = _songs(catalogue, " ".join(asked), limit=1000)
        assert sorted(found) == sorted(matching)
        assert [nearness(title) for title in found] == sorted(nearness(title) for title in matching)

    check()

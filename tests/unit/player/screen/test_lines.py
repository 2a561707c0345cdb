"""What each line of the screen says, and that it fits."""

from collections.abc import Callable
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from audiostream.player.model import NowPlaying, Repeat, Status
from audiostream.player.screen import lines
from tests.support.builders import make_album, make_artist, make_audio, make_song
from tests.support.players import TUNES, make_now

DRAWN: dict[str, Callable[[NowPlaying, int], Content]] = {
    "title": lines.title,
    "byline": lines.byline,
    "progress": lines.progress,
    "state": lines.state,
    "next, in a line": lambda now, width: lines.upcoming(now, width, 1),
    "next, as a list": lambda now, width: lines.upcoming(now, width, 4),
}
HOSTILE = ["\x1b[2J\x1b]0;owned\x07", "\u202egnp.exe", "a\nb\r\nc", "\x9b31m", "nul\x00l"]
HARD = ["夜に駆ける" * 9, "👩\u200d🚀👍🏽 \u2764\ufe0f" * 9, "שלום עולם " * 9, "e\u0301" * 90, "x" * 500, "", "   "]


def _song(text: str) -> NowPlaying:
    song = make_song(text, album=make_album(text, artist=make_artist(text)))
    return make_now(song=song, upcoming=[song] * 6)


@pytest.mark.parametrize("text", [*HARD, *HOSTILE])
def test_every_line_fits_whatever_the_text(text: str) -> None:
    for width, (name, draw) in product([*range(31), 56, 80, 200], DRAWN.items()):
        for row in draw(_song(text), width).plain.split("\n"):
            assert Content(row).cell_length <= width, name


@given(
    text=st.text(),
    width=st.integers(0, 120),
    position_ms=st.integers(-5, 10**8),
    duration_ms=st.integers(0, 10**8),
    volume=st.integers(0, 200),
    muted=st.booleans(),
    shuffle=st.booleans(),
    repeat=st.sampled_from(Repeat),
    status=st.sampled_from(Status),
    total=st.integers(0, 10**6),
)
def test_every_line_fits_and_is_printable_whatever_plays(text: str, width: int, **fields: object) -> None:
    song = make_song(text, album=make_album(text, artist=make_artist(text)))
    now = make_now(song=song, upcoming=[song] * 3, **fields)
    for name, draw in DRAWN.items():
        for row in draw(now, width).plain.split("\n"):
            assert Content(row).cell_length <= width, name
            assert row.replace("\u200c", "").replace("\u00a0", "").isprintable(), name


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_steers_the_terminal(text: str) -> None:
    for draw in DRAWN.values():
        drawn = draw(_song(text), 500).plain
        assert not set(drawn) & set("\x1b\x9b\x07\x00\r\u202e")
    assert "\n" not in lines.message(make_now(message=text)).plain


def test_title_and_byline_say_what_plays() -> None:
    now = make_now()
    assert lines.title(now, 80).plain == "Morning Signal"
    assert lines.byline(now, 40).plain == "audiostream \u2014 First Light (2026)"


def test_byline_says_what_the_file_is_like_where_there_is_room() -> None:
    audio = make_audio(codec="flac", sample_rate=44_100, bitrate=912_345)
    drawn = lines.byline(make_now(song=make_song(album=TUNES[0].album, audio=audio)), 80).plain
    assert drawn.startswith("audiostream \u2014 First Light (2026)   ")
    assert drawn.endswith("   flac  44.1 kHz  912 kbit/s")
    assert Content(drawn).cell_length == 80


def test_byline_of_an_album_without_a_year_has_none() -> None:
    song = make_song(album=make_album("Blue", artist=make_artist("Joni")))
    assert lines.byline(make_now(song=song), 20).plain == "Joni \u2014 Blue"


@pytest.mark.parametrize(
    ("status", "said"),
    [(Status.LOADING, "Opening\u2026"), (Status.STOPPED, "Stopped"), (Status.PLAYING, "Nothing to play")],
)
def test_title_without_a_song_says_why(status: Status, said: str) -> None:
    assert lines.title(make_now(song=None, status=status), 80).plain == said


@pytest.mark.parametrize(
    ("status", "symbol"),
    [(Status.PLAYING, "\u25b6  "), (Status.PAUSED, "\u275a\u275a "), (Status.STOPPED, "\u25a0  ")],
)
def test_progress_shows_status_times_and_place(status: Status, symbol: str) -> None:
    now = make_now(status=status, position_ms=50_000, duration_ms=100_000)
    drawn = lines.progress(now, 33).plain
    assert drawn == f"{symbol}0:50 " + "\u2501" * 10 + "\u25cf" + "\u2500" * 9 + " 1:40"


def test_progress_of_unknown_length_has_its_knob_at_the_start() -> None:
    drawn = lines.progress(make_now(position_ms=65_000, duration_ms=0), 30).plain
    assert drawn.startswith("\u25b6  1:05 \u25cf\u2500")
    assert drawn.endswith(" -:--")


def test_progress_never_shows_more_than_the_length() -> None:
    drawn = lines.progress(make_now(position_ms=99_999, duration_ms=61_000), 40).plain
    assert drawn.startswith("\u25b6  1:01 ")
    assert drawn.endswith("\u2501\u25cf 1:01")


def test_state_in_words_where_there_is_room() -> None:
    drawn = lines.state(make_now(volume=75, repeat=Repeat.ALL, index=1), 80).plain
    bar = "\u2501" * 7 + "\u2578\u2500\u2500"
    assert " ".join(drawn.split()) == f"Volume {bar} 75% Shuffle off Repeat all 2 of 3"


def test_state_keeps_what_matters_most_where_there_is_little() -> None:
    now = make_now(muted=True, shuffle=True, repeat=Repeat.ONE)
    assert lines.state(now, 40).plain.split() == ["muted", "shuffle", "repeat", "one", "1", "of", "3"]
    assert lines.state(now, 15).plain.split() == ["muted", "1", "of", "3"]
    assert lines.state(now, 6).plain == "muted"


def test_muted_shows_in_words_and_in_the_bar() -> None:
    assert lines.state(make_now(muted=True), 80).plain.startswith("Volume " + "\u2500" * 10 + " muted")


def test_upcoming_lists_titles_artists_and_lengths() -> None:
    heading, first, second = lines.upcoming(make_now(), 60, 5).plain.split("\n")
    assert heading == "Next"
    assert first.split() == ["Slow", "Tide", "audiostream", "4:01"]
    assert second.split() == ["Night", "Train", "Home", "audiostream", "3:24"]
    assert len(first) == len(second) == 60


def test_upcoming_shows_as_many_as_there_is_room_for() -> None:
    now = make_now(upcoming=[*TUNES] * 5)
    assert len(lines.upcoming(now, 60, 4).plain.split("\n")) == 4
    assert lines.upcoming(now, 60, 1).plain == "Next  Morning Signal"
    assert lines.upcoming(now, 60, 0).plain == ""


def test_upcoming_says_when_nothing_follows() -> None:
    assert lines.upcoming(make_now(upcoming=[]), 60, 4).plain == "The last one"
    assert lines.upcoming(make_now(song=None, upcoming=[]), 60, 4).plain == ""


def test_no_meaning_rests_on_a_colour_alone() -> None:
    on, off = make_now(shuffle=True, repeat=Repeat.ONE), make_now()
    assert lines.state(on, 80).plain != lines.state(off, 80).plain
    assert lines.progress(on, 80).plain != lines.progress(make_now(status=Status.PAUSED), 80).plain


def test_hints_fit_and_how_to_see_all_keys_stays_longest() -> None:
    for width in range(80):
        drawn = lines.hints(width)
        assert drawn.cell_length <= width
        assert "? keys" in drawn.plain or width < len("? keys  q quit")

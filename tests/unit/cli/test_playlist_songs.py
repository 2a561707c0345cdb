"""The commands that add, remove and move the songs of a playlist, as their user types them."""

from contextlib import closing

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from tests.support.command_line import CommandLine
from tests.support.playlists import BLUES, HUSBAND, SINNERMAN, STYLE, text, titles


def test_songs_are_added_in_the_order_given(filled: CommandLine) -> None:
    added = filled("playlist", "add", "Mix", text(HUSBAND), text(SINNERMAN))
    assert added.out == "added: Be My Husband - Nina Simone\nadded: Sinnerman - Nina Simone\n"
    assert titles(filled) == ["Sinnerman", "Style", "Be My Husband", "Sinnerman"]


@pytest.mark.parametrize(("at", "place"), [("1", 0), ("2", 1), ("3", 2)])
def test_the_first_song_added_gets_the_number_asked_for(filled: CommandLine, at: str, place: int) -> None:
    assert filled("playlist", "add", "Mix", text(HUSBAND), text(HUSBAND), "--at", at).code == 0
    expected = ["Sinnerman", "Style"]
    expected[place:place] = ["Be My Husband"] * 2
    assert titles(filled) == expected


def test_with_once_the_same_command_adds_nothing_twice(filled: CommandLine) -> None:
    arguments = ["playlist", "add", "Mix", "album:Pastel Blues", text(HUSBAND), "--once"]
    first, again = filled(*arguments), filled(*arguments)
    assert first.out == "added: Be My Husband - Nina Simone\nunchanged: Sinnerman - Nina Simone\n"
    assert again.out.splitlines() == ["unchanged: Be My Husband - Nina Simone", "unchanged: Sinnerman - Nina Simone"]
    assert (first.code, again.code) == (0, 0)
    assert titles(filled) == ["Sinnerman", "Style", "Be My Husband"]


def test_albums_artists_and_playlists_are_added_whole(filled: CommandLine) -> None:
    filled("playlist", "create", "All")
    targets = [f"album:{BLUES.id}", "artist:taylor swift", "playlist:Mix"]
    assert filled("playlist", "add", "All", *targets).code == 0
    assert titles(filled, "All") == ["Be My Husband", "Sinnerman", "Style", "Sinnerman", "Style"]


@pytest.mark.parametrize(
    ("songs", "code", "reason"),
    [
        (["sinnerman"], 2, "audiostream search sinnerman"),
        (["album"], 2, "is not the id of a song"),
        (["http://x"], 2, "is not the id of a song"),
        (["0"], 2, "is not the id of a song"),
        (["-1"], 2, "No such option"),
        ([str(2**63)], 2, "is not the id of a song"),
        (["5", "6"], 4, "no such song: 5, 6"),
        (["album:Nowhere"], 4, "there is no album 'Nowhere'"),
        (["playlist:Nowhere"], 4, "there is no playlist 'Nowhere'"),
        ([text(STYLE), "--at", "0"], 2, "allowed are numbers from 1 to 3"),
        ([text(STYLE), "--at", "4"], 2, "there is no number 4"),
        ([], 2, "Missing argument 'SONG'"),
    ],
)
def test_what_cannot_be_added_changes_nothing(filled: CommandLine, songs: list[str], code: int, reason: str) -> None:
    refused = filled("playlist", "add", "Mix", *songs)
    assert (refused.code, refused.out) == (code, "")
    assert reason in refused.err
    assert titles(filled) == ["Sinnerman", "Style"]


def test_songs_are_removed_by_number_and_by_id(filled: CommandLine) -> None:
    filled("playlist", "add", "Mix", text(HUSBAND), text(SINNERMAN), text(STYLE))
    removed = filled("playlist", "remove", "Mix", "2", text(SINNERMAN), "2")
    assert removed.out.splitlines() == [
        "removed: Sinnerman - Nina Simone",
        "removed: Style - Taylor Swift",
        "removed: Sinnerman - Nina Simone",
    ]
    assert titles(filled) == ["Be My Husband", "Style"]


def test_removing_a_song_that_is_not_in_it_changes_nothing(filled: CommandLine) -> None:
    removed = filled("playlist", "remove", "Mix", text(HUSBAND))
    assert removed.code == 0
    assert removed.out.startswith("unchanged: Mix (")


@pytest.mark.parametrize("number", ["0", "3", "999999999", "00"])
def test_there_is_no_number_beyond_the_last(filled: CommandLine, number: str) -> None:
    refused = filled("playlist", "remove", "Mix", "1", number)
    assert refused.code == 2
    assert "allowed are numbers from 1 to 2" in refused.err
    assert titles(filled) == ["Sinnerman", "Style"]


@pytest.mark.parametrize("what", ["first", "1.5", "¹", "٣", "1-2"])
def test_what_is_neither_number_nor_id_is_refused(filled: CommandLine, what: str) -> None:
    refused = filled("playlist", "remove", "Mix", what)
    assert refused.code == 2
    assert refused.err == (
        f"audiostream: {what!r} is neither a number in the playlist nor the id of a song\n"
        "  hint: See both: audiostream playlist show Mix\n"
    )


def test_a_song_that_left_the_catalogue_still_has_its_place(filled: CommandLine) -> None:
    with closing(open_catalogue(filled.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.remove_song(SINNERMAN.id)
    shown = filled("playlist", "show", "Mix")
    assert shown.out.splitlines()[0].split("\t") == [
        "1",
        f"(removed song {text(SINNERMAN)})",
        "",
        "",
        "",
        text(SINNERMAN),
    ]
    assert titles(filled) == [None, "Style"]
    removed = filled("playlist", "remove", "Mix", "1")
    assert removed.out == f"removed: (removed song {text(SINNERMAN)})\n"
    assert titles(filled) == ["Style"]


def test_a_song_moves(filled: CommandLine) -> None:
    filled("playlist", "add", "Mix", text(HUSBAND))
    assert filled("playlist", "move", "Mix", "3", "1").out == "moved: Be My Husband - Nina Simone\n"
    assert titles(filled) == ["Be My Husband", "Sinnerman", "Style"]
    assert filled("playlist", "move", "Mix", "2", "2").out == "unchanged: Sinnerman - Nina Simone\n"
    for source, target in (("0", "1"), ("1", "4")):
        assert filled("playlist", "move", "Mix", source, target).code == 2
    assert titles(filled) == ["Be My Husband", "Sinnerman", "Style"]


def test_what_programs_read_of_a_change(filled: CommandLine) -> None:
    added = filled("playlist", "add", "Mix", text(STYLE), text(HUSBAND), "--once", "--json").json
    data = added["data"]
    assert (added["ok"], added["kind"]) == (True, "playlist_change")
    assert data.keys() == {"status", "dry_run", "visible", "playlist", "songs"}
    assert (data["status"], data["dry_run"], data["visible"]) == ("added", False, True)
    assert data["playlist"]["name"] == "Mix"
    assert [(song["status"], song["title"]) for song in data["songs"]] == [
        ("added", "Be My Husband"),
        ("unchanged", "Style"),
    ]
    about_the_song = {"song_id", "title", "artist", "album", "duration_ms"}
    assert data["songs"][0].keys() == {"status", "entry_id", "position", "placed_at", *about_the_song}

"""The commands of playlists, as their user types them."""

import re
import shutil
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.domain.catalogue import Song
from tests.support.builders import make_album, make_artist, make_song
from tests.support.command_line import CommandLine, make_command_line
from tests.support.events import ADA, make_created

NINA = make_artist("Nina Simone")
BLUES = make_album("Pastel Blues", artist=NINA)
HUSBAND = make_song("Be My Husband", album=BLUES, track=1)
SINNERMAN = make_song("Sinnerman", album=BLUES, track=9)
STYLE = make_song("Style", album=make_album("1989", artist=make_artist("Taylor Swift")))
SONGS = [HUSBAND, SINNERMAN, STYLE]


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def some_songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with some songs, and Ada's playlist Mix of two of them; to be copied."""
    cli = CommandLine(tmp_path_factory.mktemp("some_songs"))
    with closing(open_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        for song in SONGS:
            catalogue.put_artist(song.artist)
            catalogue.put_album(song.album)
        catalogue.put_songs(SONGS)
    cli("playlist", "create", "Mix")
    assert _add(cli, SINNERMAN, STYLE) == 0
    return cli.data_dir


@pytest.fixture
def filled(cli: CommandLine, some_songs: Path) -> CommandLine:
    """Return a command line with a copy of these."""
    shutil.copytree(some_songs, cli.data_dir)
    return cli


def _add(cli: CommandLine, *songs: Song, options: Sequence[str] = ()) -> int:
    return cli("playlist", "add", "Mix", *(str(int(song.id)) for song in songs), *options).code


def _remove_from_catalogue(cli: CommandLine, song: Song) -> None:
    with closing(open_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.remove_song(song.id)


def _titles(cli: CommandLine, name: str = "Mix") -> list[str]:
    return [song["title"] for song in cli("playlist", "show", name, "--json").data["songs"]]


def _names(cli: CommandLine) -> list[str]:
    return [playlist["name"] for playlist in cli("playlist", "list", "--json").data]


def test_before_the_first_there_are_none(cli: CommandLine) -> None:
    listed = cli("playlist", "list")
    assert (listed.code, listed.out) == (0, "")
    assert "audiostream playlist create NAME" in listed.err
    assert cli("playlist", "list", "--json").data == []


def test_a_playlist_is_made_once(cli: CommandLine) -> None:
    first = cli("playlist", "create", "Mornings")
    assert (first.code, first.err) == (0, "")
    assert re.fullmatch(r"created: Mornings \([0-9a-f-]{36}\)\n", first.out)
    again = cli("playlist", "create", "Mornings")
    assert (again.code, again.out) == (0, first.out.replace("created", "unchanged"))
    assert _names(cli) == ["Mornings"]


@pytest.mark.parametrize(
    ("name", "same"),
    [
        ("Für Élise 🎹", "FÜR  ÉLISE 🎹 "),
        ("Ångström", "A\u030angstro\u0308m"),
        ("Straße", "STRASSE"),
        ("ﬁne", "FINE"),
        ("\uff21", "a"),
        ("نغم", "ن\u200bغم"),
    ],
)
def test_names_that_differ_in_case_or_form_alone_are_one(cli: CommandLine, name: str, same: str) -> None:
    made = cli("playlist", "create", name, "--json").data
    assert made["status"] == "created"
    again = cli("playlist", "create", same, "--json").data
    assert (again["status"], again["playlist"]) == ("unchanged", made["playlist"])
    assert cli("playlist", "show", same, "--json").data["id"] == made["playlist"]["id"]


@pytest.mark.parametrize(
    "name",
    ["AC/DC", "[bold]loud[/bold]", "$(reboot) `id` \"'", "👩‍👩‍👧‍👦 family", "%s%n", "7", "\u00a0x\u3000y", "x" * 500],
)
def test_odd_names_are_kept_as_they_are(cli: CommandLine, name: str) -> None:
    made = cli("playlist", "create", name, terminal=True)
    assert made.code == 0
    kept = " ".join(name.split())
    assert _names(cli) == [kept]
    for arguments in (["list"], ["show", name]):
        shown = cli("playlist", *arguments, terminal=True)
        assert shown.code == 0
        assert kept[:10] in shown.out + shown.err


def test_a_name_may_look_like_an_option(cli: CommandLine) -> None:
    assert cli("playlist", "create", "--", "--json").code == 0
    assert _names(cli) == ["--json"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "is empty"),
        (" \u200b ", "is empty"),
        ("a\x1b[2Jb", "control characters"),
        ("a\x00b", "NUL"),
        ("\u202egnp.exe", "bidirectional"),
        ("\udcff", "not valid Unicode"),
        ("../../etc", "looks like a path"),
        ("x" * 501, "500 are allowed"),
    ],
)
def test_a_name_that_could_deceive_is_refused(cli: CommandLine, name: str, reason: str) -> None:
    refused = cli("playlist", "create", name)
    assert (refused.code, refused.out) == (2, "")
    assert reason in refused.err
    assert refused.err.startswith("audiostream: the name of the playlist ")
    assert refused.err.replace("\n", "").isprintable()
    assert _names(cli) == []


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "\u202egnp.exe", "\udcff"])
@pytest.mark.parametrize("terminal", [True, False])
def test_what_does_not_exist_is_named_without_harm(cli: CommandLine, name: str, terminal: bool) -> None:  # noqa: FBT001
    missing = cli("playlist", "show", name, terminal=terminal)
    assert (missing.code, missing.out) == (4, "")
    assert missing.err.replace("\n", "").isprintable()
    assert cli("playlist", "show", name, "--json").json["error"]["code"] == "not_found"


def test_what_programs_read_of_playlists(filled: CommandLine) -> None:
    (playlist,) = filled("playlist", "list", "--json").data
    assert playlist.keys() == {"id", "name", "named_at", "song_count"}
    assert str(UUID(playlist["id"])) == playlist["id"]
    assert (playlist["name"], playlist["song_count"]) == ("Mix", 2)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", playlist["named_at"])

    shown = filled("playlist", "show", "mix", "--json").json
    songs = shown["data"].pop("songs")
    assert shown == {
        "ok": True,
        "kind": "playlist",
        "data": {key: playlist[key] for key in ("id", "name", "named_at")},
    }
    assert UUID(songs[0].pop("entry_id")).version == 4
    assert songs[0] == {
        "number": 1,
        "song_id": str(int(SINNERMAN.id)),
        "title": "Sinnerman",
        "artist": "Nina Simone",
        "album": "Pastel Blues",
        "duration_ms": 180_000,
    }


def test_what_programs_read_of_a_change(filled: CommandLine) -> None:
    added = filled("playlist", "add", "Mix", str(int(STYLE.id)), str(int(HUSBAND.id)), "--once", "--json").json
    data = added["data"]
    assert (added["ok"], added["kind"]) == (True, "playlist_change")
    assert data.keys() == {"status", "dry_run", "visible", "playlist", "songs"}
    assert (data["status"], data["dry_run"], data["visible"]) == ("added", False, True)
    assert data["playlist"]["name"] == "Mix"
    assert [(song["status"], song["title"]) for song in data["songs"]] == [
        ("added", "Be My Husband"),
        ("unchanged", "Style"),
    ]
    assert data["songs"][0].keys() == {"status", "entry_id", "song_id", "title", "artist", "album", "duration_ms"}


def test_what_programs_read_of_an_error(cli: CommandLine) -> None:
    missing = cli("playlist", "show", "Nothing", "--json")
    assert (missing.code, missing.err) == (4, "")
    assert missing.json == {
        "ok": False,
        "error": {
            "code": "not_found",
            "message": "there is no playlist 'Nothing'",
            "hint": "See them all: audiostream playlist list",
        },
    }


def test_show_gives_numbers_and_lengths(filled: CommandLine) -> None:
    shown = filled("playlist", "show", "Mix")
    first, second = (line.split("\t") for line in shown.out.splitlines())
    assert first == ["1", "Sinnerman", "Nina Simone", "Pastel Blues", "3:00", str(int(SINNERMAN.id))]
    assert second[:2] == ["2", "Style"]
    assert shown.err == "Mix: 2 songs, 6:00\n"
    drawn = filled("playlist", "show", "Mix", terminal=True)
    assert "Sinnerman" in drawn.out
    assert str(int(SINNERMAN.id)) in drawn.out  # in one piece, to be copied
    assert "Next: audiostream play playlist:Mix" in drawn.err


def test_an_empty_playlist_says_so(cli: CommandLine) -> None:
    cli("playlist", "create", "Für Élise")
    shown = cli("playlist", "show", "Für Élise", terminal=True)
    assert (shown.code, shown.out) == (0, "")
    assert shown.err == "Für Élise is empty.\nNext: audiostream playlist add 'Für Élise' SONG...\n"


def test_songs_are_added_in_the_order_given(filled: CommandLine) -> None:
    added = filled("playlist", "add", "Mix", str(int(HUSBAND.id)), str(int(SINNERMAN.id)))
    assert added.out == "added: Be My Husband - Nina Simone\nadded: Sinnerman - Nina Simone\n"
    assert _titles(filled) == ["Sinnerman", "Style", "Be My Husband", "Sinnerman"]


@pytest.mark.parametrize(("at", "place"), [("1", 0), ("2", 1), ("3", 2)])
def test_the_first_song_added_gets_the_number_asked_for(filled: CommandLine, at: str, place: int) -> None:
    assert _add(filled, HUSBAND, HUSBAND, options=["--at", at]) == 0
    expected = ["Sinnerman", "Style"]
    expected[place:place] = ["Be My Husband"] * 2
    assert _titles(filled) == expected


def test_with_once_the_same_command_adds_nothing_twice(filled: CommandLine) -> None:
    arguments = ["playlist", "add", "Mix", "album:Pastel Blues", str(int(HUSBAND.id)), "--once"]
    first, again = filled(*arguments), filled(*arguments)
    assert first.out == "added: Be My Husband - Nina Simone\nunchanged: Sinnerman - Nina Simone\n"
    assert again.out.splitlines() == ["unchanged: Be My Husband - Nina Simone", "unchanged: Sinnerman - Nina Simone"]
    assert (first.code, again.code) == (0, 0)
    assert _titles(filled) == ["Sinnerman", "Style", "Be My Husband"]


def test_albums_artists_and_playlists_are_added_whole(filled: CommandLine) -> None:
    filled("playlist", "create", "All")
    targets = [f"album:{BLUES.id}", "artist:taylor swift", "playlist:Mix"]
    assert filled("playlist", "add", "All", *targets).code == 0
    assert _titles(filled, "All") == ["Be My Husband", "Sinnerman", "Style", "Sinnerman", "Style"]


@pytest.mark.parametrize(
    ("songs", "code", "reason"),
    [
        (["sinnerman"], 2, "audiostream search sinnerman"),
        (["http://x"], 2, "is not the id of a song"),
        (["0"], 2, "is not the id of a song"),
        (["-1"], 2, "No such option"),
        ([str(2**63)], 2, "is not the id of a song"),
        (["5", "6"], 4, "no such song: 5, 6"),
        (["album:Nowhere"], 4, "there is no album 'Nowhere'"),
        (["playlist:Nowhere"], 4, "there is no playlist 'Nowhere'"),
        ([str(int(STYLE.id)), "--at", "0"], 2, "allowed are numbers from 1 to 3"),
        ([str(int(STYLE.id)), "--at", "4"], 2, "there is no number 4"),
        ([], 2, "Missing argument 'SONG'"),
    ],
)
def test_what_cannot_be_added_changes_nothing(filled: CommandLine, songs: list[str], code: int, reason: str) -> None:
    refused = filled("playlist", "add", "Mix", *songs)
    assert (refused.code, refused.out) == (code, "")
    assert reason in refused.err
    assert _titles(filled) == ["Sinnerman", "Style"]


def test_songs_are_removed_by_number_and_by_id(filled: CommandLine) -> None:
    _add(filled, HUSBAND, SINNERMAN, STYLE)
    removed = filled("playlist", "remove", "Mix", "2", str(int(SINNERMAN.id)), "2")
    assert removed.out.splitlines() == [
        "removed: Sinnerman - Nina Simone",
        "removed: Style - Taylor Swift",
        "removed: Sinnerman - Nina Simone",
    ]
    assert _titles(filled) == ["Be My Husband", "Style"]


def test_removing_a_song_that_is_not_in_it_changes_nothing(filled: CommandLine) -> None:
    removed = filled("playlist", "remove", "Mix", str(int(HUSBAND.id)))
    assert removed.code == 0
    assert removed.out.startswith("unchanged: Mix (")


@pytest.mark.parametrize("number", ["0", "3", "999999999", "00"])
def test_there_is_no_number_beyond_the_last(filled: CommandLine, number: str) -> None:
    refused = filled("playlist", "remove", "Mix", "1", number)
    assert refused.code == 2
    assert "allowed are numbers from 1 to 2" in refused.err
    assert _titles(filled) == ["Sinnerman", "Style"]


@pytest.mark.parametrize("what", ["first", "1.5", "¹", "٣", "1-2"])
def test_what_is_neither_number_nor_id_is_refused(filled: CommandLine, what: str) -> None:
    refused = filled("playlist", "remove", "Mix", what)
    assert refused.code == 2
    assert "is not the id of a song" in refused.err


def test_a_song_that_left_the_catalogue_still_has_its_place(filled: CommandLine) -> None:
    _remove_from_catalogue(filled, SINNERMAN)
    shown = filled("playlist", "show", "Mix")
    assert shown.out.splitlines()[0].split("\t") == ["1", "(removed song)", "", "", "", str(int(SINNERMAN.id))]
    assert _titles(filled) == [None, "Style"]
    removed = filled("playlist", "remove", "Mix", "1")
    assert removed.out == f"removed: song {int(SINNERMAN.id)}, which is no longer in the catalogue\n"
    assert _titles(filled) == ["Style"]


def test_a_song_moves(filled: CommandLine) -> None:
    _add(filled, HUSBAND)
    assert filled("playlist", "move", "Mix", "3", "1").out == "moved: Be My Husband - Nina Simone\n"
    assert _titles(filled) == ["Be My Husband", "Sinnerman", "Style"]
    assert filled("playlist", "move", "Mix", "2", "2").out == "unchanged: Sinnerman - Nina Simone\n"
    for source, target in (("0", "1"), ("1", "4")):
        assert filled("playlist", "move", "Mix", source, target).code == 2
    assert _titles(filled) == ["Be My Husband", "Sinnerman", "Style"]


def test_a_playlist_gets_another_name(filled: CommandLine) -> None:
    renamed = filled("playlist", "rename", "mix", "MIX")
    assert renamed.out.startswith("changed: MIX (")
    assert filled("playlist", "rename", "mix", "MIX").out.startswith("unchanged: MIX (")
    filled("playlist", "create", "Other")
    taken = filled("playlist", "rename", "Other", "mix")
    assert taken.code == 1
    assert "another playlist called 'MIX'" in taken.err
    assert _names(filled) == ["MIX", "Other"]
    assert _titles(filled) == ["Sinnerman", "Style"]


def test_delete_asks(filled: CommandLine) -> None:
    kept = filled("playlist", "delete", "Mix", answer="n\n")
    assert kept.code == 1
    assert kept.err == "Delete the playlist 'Mix' (2 songs) for good? [y/N] Nothing was deleted.\n"
    assert filled("playlist", "delete", "Mix", answer="\n").code == 1
    assert filled("playlist", "delete", "Mix", answer="").code == 1
    assert _names(filled) == ["Mix"]
    deleted = filled("playlist", "delete", "Mix", answer=" YES\n")
    assert (deleted.code, deleted.out[:14]) == (0, "deleted: Mix (")
    assert _names(filled) == []


def test_delete_without_a_terminal_needs_a_yes(filled: CommandLine) -> None:
    refused = filled("playlist", "delete", "Mix")
    assert refused.code == 2
    assert "Add --yes" in refused.err
    assert _names(filled) == ["Mix"]
    assert filled("playlist", "delete", "Mix", "--yes").code == 0
    assert filled("playlist", "delete", "Mix", "--yes").code == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "New"], "would be created: New\n"),
        (["add", "Mix", str(int(HUSBAND.id))], "would be added: Be My Husband - Nina Simone\n"),
        (["add", "Mix", str(int(STYLE.id)), "--once"], "unchanged: Style - Taylor Swift\n"),
        (["remove", "Mix", "2"], "would be removed: Style - Taylor Swift\n"),
        (["move", "Mix", "2", "1"], "would be moved: Style - Taylor Swift\n"),
        (["rename", "Mix", "New"], "would be changed: New ("),
        (["delete", "Mix"], "would be deleted: Mix ("),
    ],
)
def test_a_dry_run_tells_and_changes_nothing(filled: CommandLine, arguments: list[str], said: str) -> None:
    told = filled("playlist", *arguments, "--dry-run")
    assert told.code == 0
    assert told.out.startswith(said)
    data = filled("playlist", *arguments, "--dry-run", "--json").data
    assert (data["dry_run"], data["visible"]) == (True, False)
    assert "Next:" not in filled("playlist", *arguments, "--dry-run", terminal=True).err
    assert _names(filled) == ["Mix"]
    assert _titles(filled) == ["Sinnerman", "Style"]


def test_the_id_that_a_dry_run_would_give_is_not_told(cli: CommandLine) -> None:
    assert cli("playlist", "create", "New", "--dry-run", "--json").data["playlist"]["id"] is None


def test_of_two_playlists_of_one_name_the_id_decides(cli: CommandLine) -> None:
    # As two machines make them that cannot see each other.
    ids = sorted(str(UUID(int=number)) for number in (5, 6))
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([make_created(playlist_id=UUID(each), name="Mix") for each in ids])
    ambiguous = cli("playlist", "show", "mix")
    assert ambiguous.code == 1
    assert ambiguous.err.splitlines() == [
        "audiostream: 2 playlists are called 'mix'",
        f"  hint: Name one by its id: {', '.join(ids)}",
    ]
    assert cli("playlist", "rename", ids[1].upper(), "Other").code == 0
    assert cli("playlist", "show", "Mix", "--json").data["id"] == ids[0]


def test_each_user_has_playlists_of_their_own(cli: CommandLine) -> None:
    cli("playlist", "create", "Mix")
    bob = CommandLine(cli.data_dir, {"user": "bob"})
    assert _names(bob) == []
    assert bob("playlist", "delete", "Mix", "--yes").code == 4
    assert bob("playlist", "create", "Mix", "--json").data["status"] == "created"
    assert _names(cli) == _names(bob) == ["Mix"]


def test_what_another_process_left_in_the_log_is_seen(cli: CommandLine) -> None:
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([make_created(name="Left", user_id=ADA)])
    assert _names(cli) == ["Left"]
    assert cli("playlist", "create", "left", "--json").data["status"] == "unchanged"


def test_a_data_folder_that_is_a_file_is_named(cli: CommandLine) -> None:
    cli.data_dir.write_text("no folder", encoding="utf-8")
    failed = cli("playlist", "create", "Mix")
    assert failed.code == 3
    assert str(cli.data_dir) in failed.err


def test_a_damaged_file_is_named_with_what_to_do(cli: CommandLine) -> None:
    cli.data_dir.mkdir()
    (cli.data_dir / "playlists.sqlite3").write_bytes(b"not a database" * 1000)
    failed = cli("playlist", "list")
    assert failed.code == 3
    assert "playlists.sqlite3" in failed.err
    assert "backup" in failed.err

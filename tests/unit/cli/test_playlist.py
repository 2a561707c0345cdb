"""The commands that make, show, rename and delete playlists, as their user types them."""

import re
from contextlib import closing
from uuid import UUID

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from tests.support.command_line import CommandLine
from tests.support.events import ADA, make_created
from tests.support.playlists import BLUES, HUSBAND, SINNERMAN, STYLE, names, text, titles


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
    assert names(cli) == ["Mornings"]


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
    assert names(cli) == [kept]
    for arguments in (["list"], ["show", name]):
        shown = cli("playlist", *arguments, terminal=True)
        assert shown.code == 0
        assert kept[:10] in shown.out + shown.err


def test_a_name_may_look_like_an_option(cli: CommandLine) -> None:
    assert cli("playlist", "create", "--", "--json").code == 0
    assert names(cli) == ["--json"]


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
    assert names(cli) == []


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
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", songs[0].pop("placed_at"))
    assert songs[0].pop("position") < songs[1]["position"]
    assert songs[0] == {
        "number": 1,
        "song_id": text(SINNERMAN),
        "title": "Sinnerman",
        "artist": {"id": str(int(BLUES.artist.id)), "name": "Nina Simone"},
        "album": {"id": str(int(BLUES.id)), "title": "Pastel Blues"},
        "duration_ms": 180_000,
    }


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
    assert first == ["1", "Sinnerman", "Nina Simone", "Pastel Blues", "3:00", text(SINNERMAN)]
    assert second[:2] == ["2", "Style"]
    assert shown.err == "Mix: 2 songs, 6:00\n"
    drawn = filled("playlist", "show", "Mix", terminal=True)
    assert "Sinnerman" in drawn.out
    assert text(SINNERMAN) in drawn.out  # in one piece, to be copied
    assert "Next: audiostream play playlist:Mix" in drawn.err


def test_a_name_that_is_nearly_right_is_suggested(filled: CommandLine) -> None:
    filled("playlist", "create", "Für Élise")
    assert filled("playlist", "show", "fur elise").err.splitlines()[1] == "  hint: Did you mean 'Für Élise'?"
    assert filled("playlist", "show", "mixes").err.splitlines()[1] == "  hint: Did you mean 'Mix'?"
    assert "audiostream playlist list" in filled("playlist", "show", "Evening").err


def test_an_empty_playlist_says_so(cli: CommandLine) -> None:
    cli("playlist", "create", "Für Élise")
    shown = cli("playlist", "show", "Für Élise", terminal=True)
    assert (shown.code, shown.out) == (0, "")
    assert shown.err == "Für Élise is empty.\nNext: audiostream playlist add 'Für Élise' SONG...\n"


def test_a_playlist_gets_another_name(filled: CommandLine) -> None:
    renamed = filled("playlist", "rename", "mix", "MIX")
    assert renamed.out.startswith("changed: MIX (")
    assert filled("playlist", "rename", "mix", "MIX").out.startswith("unchanged: MIX (")
    filled("playlist", "create", "Other")
    taken = filled("playlist", "rename", "Other", "mix")
    assert taken.code == 1
    assert "another playlist called 'MIX'" in taken.err
    assert names(filled) == ["MIX", "Other"]
    assert titles(filled) == ["Sinnerman", "Style"]


def test_delete_asks(filled: CommandLine) -> None:
    kept = filled("playlist", "delete", "Mix", answer="n\n")
    assert kept.code == 1
    assert kept.err == "Delete the playlist 'Mix' (2 songs) for good? [y/N] "
    assert kept.out.startswith("unchanged: Mix (")
    assert filled("playlist", "delete", "Mix", answer="\n").code == 1
    assert filled("playlist", "delete", "Mix", answer="").code == 1
    assert names(filled) == ["Mix"]
    deleted = filled("playlist", "delete", "Mix", answer=" YES\n")
    assert (deleted.code, deleted.out[:14]) == (0, "deleted: Mix (")
    assert names(filled) == []


def test_delete_without_a_terminal_needs_a_yes(filled: CommandLine) -> None:
    refused = filled("playlist", "delete", "Mix")
    assert refused.code == 2
    assert "Add --yes" in refused.err
    assert names(filled) == ["Mix"]
    assert filled("playlist", "delete", "Mix", "--yes").code == 0
    assert filled("playlist", "delete", "Mix", "--yes").code == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["create", "New"], "would be created: New\n"),
        (["add", "Mix", text(HUSBAND)], "would be added: Be My Husband - Nina Simone\n"),
        (["add", "Mix", text(STYLE), "--once"], "unchanged: Style - Taylor Swift\n"),
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
    assert names(filled) == ["Mix"]
    assert titles(filled) == ["Sinnerman", "Style"]


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
    assert names(bob) == []
    assert bob("playlist", "delete", "Mix", "--yes").code == 4
    assert bob("playlist", "create", "Mix", "--json").data["status"] == "created"
    assert names(cli) == names(bob) == ["Mix"]


def test_what_another_process_left_in_the_log_is_seen(cli: CommandLine) -> None:
    with closing(SqliteEventLog(cli.data_dir / "events.sqlite3")) as log:
        log.publish([make_created(name="Left", user_id=ADA)])
    assert names(cli) == ["Left"]
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

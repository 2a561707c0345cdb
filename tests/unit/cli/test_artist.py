"""``audiostream artist``, as its user types it."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, make_command_line
from tests.support.shelves import BLUES, NINA, fill

DOCUMENTED = "1024921636833263617"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    fill(cli)
    return cli


def test_add_gives_the_id_asked_for_once(cli: CommandLine) -> None:
    first, second = (cli("artist", "add", "audiostream", "--id", DOCUMENTED, "--json") for _ in range(2))
    assert first.json["kind"] == "artist_change"
    assert first.data["status"] == "created"
    assert first.data["artist"]["id"] == DOCUMENTED
    assert second.data == {**first.data, "status": "unchanged"}


def test_add_says_what_it_did_and_what_comes_next(cli: CommandLine) -> None:
    added = cli("artist", "add", "Nina Simone", terminal=True)
    assert added.code == 0
    assert added.out.startswith("created: Nina Simone, id ")
    assert added.err == "Next: audiostream album add TITLE --artist 'Nina Simone'\n"
    assert cli("artist", "add", "NINA SIMONE").out == added.out.replace("created", "unchanged")


def test_add_dry_run_adds_nothing(cli: CommandLine) -> None:
    assert cli("artist", "add", "Nina Simone", "--dry-run").out == "would be created: Nina Simone\n"
    planned = cli("artist", "add", "Nina Simone", "--dry-run", "--json").data
    assert (planned["status"], planned["dry_run"], planned["artist"]["id"]) == ("created", True, None)
    assert cli("artist", "add", "x", "--id", "7", "--dry-run").out == "would be created: x, id 7\n"
    assert cli("artist", "list", "--json").data == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["Nina Simone", "--id", "7"], 1, "the artist 'Nina Simone' is there already, with the id"),
        (["Odetta", "--id", str(int(NINA.id))], 1, "is taken by the artist 'Nina Simone'"),
        (["Odetta", "--id", "seven"], 2, "'seven' is not an id of the kind 'artist'"),
        ([" "], 2, "the name of the artist is empty"),
        (["\x1b[31mred"], 2, "the name of the artist contains control characters"),
        ([], 2, "Missing argument"),
    ],
)
def test_add_refuses(filled: CommandLine, arguments: list[str], code: int, said: str) -> None:
    refused = filled("artist", "add", *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err


def test_list_is_by_name_and_paged(filled: CommandLine) -> None:
    first = filled("artist", "list", "--limit", "2", "--json").json
    assert [artist["name"] for artist in first["data"]] == ["ABBA", "Nina Simone"]
    second = filled("artist", "list", "--limit", "2", "--after", first["next_cursor"], "--json").json
    assert [artist["name"] for artist in second["data"]] == ["Queen"]
    assert "next_cursor" not in second


def test_list_for_people_has_a_line_an_artist(filled: CommandLine) -> None:
    listed = filled("artist", "list", "--limit", "2")
    assert listed.out.splitlines()[1] == f"Nina Simone\t{int(NINA.id)}"
    assert listed.err.startswith("There is more: add --after ")
    on_screen = filled("artist", "list", terminal=True)
    assert "Queen" in on_screen.out
    assert "Next: audiostream artist show ABBA" in on_screen.err


def test_list_of_nothing_says_how_to_begin(cli: CommandLine) -> None:
    listed = cli("artist", "list")
    assert (listed.code, listed.out) == (0, "")
    assert listed.err == "No artists yet. Put music in: audiostream upload PATH\n"


@pytest.mark.parametrize(
    ("option", "value", "said"), [("--after", "nonsense", "not a cursor of this listing"), ("--limit", "0", "--limit")]
)
def test_list_refuses(filled: CommandLine, option: str, value: str, said: str) -> None:
    refused = filled("artist", "list", option, value)
    assert refused.code == 2
    assert said in refused.err


@pytest.mark.parametrize("ref", ["nina simone", str(int(NINA.id))], ids=["name", "id"])
def test_show_has_the_albums(filled: CommandLine, ref: str) -> None:
    data = filled("artist", "show", ref, "--json").data
    assert data["id"] == str(int(NINA.id))
    assert [album["title"] for album in data["albums"]] == ["Pastel Blues"]
    shown = filled("artist", "show", ref)
    assert shown.out == f"Pastel Blues\tNina Simone\t1965\t{int(BLUES.id)}\n"
    assert shown.err == f"Nina Simone, id {int(NINA.id)}\n"


def test_show_of_one_without_albums_says_so(cli: CommandLine) -> None:
    cli("artist", "add", "Odetta")
    shown = cli("artist", "show", "Odetta")
    assert (shown.code, shown.out) == (0, "")
    assert shown.err.startswith("No albums.\nOdetta, id ")


def test_show_of_nobody_suggests_who_may_be_meant(filled: CommandLine) -> None:
    missing = filled("artist", "show", "simone")
    assert missing.code == 4
    assert missing.err == (
        f"audiostream: there is no artist 'simone'\n  hint: Did you mean 'Nina Simone' ({int(NINA.id)})?\n"
    )
    error = filled("artist", "show", "7", "--json").json
    assert (error["ok"], error["error"]["code"]) == (False, "not_found")

"""``audiostream album``, as its user types it."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, make_command_line
from tests.support.shelves import ABBAS_HITS, BLUES, HUSBAND, NINA, QUEENS_HITS, SINNERMAN, fill

DOCUMENTED = "1024921637392220161"


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    fill(cli)
    return cli


def test_add_gives_the_id_asked_for_once(filled: CommandLine) -> None:
    line = (
        "album",
        "add",
        "First Light",
        "--artist",
        str(int(NINA.id)),
        "--id",
        DOCUMENTED,
        "--year",
        "2024",
        "--json",
    )
    first, second = (filled(*line) for _ in range(2))
    assert first.json["kind"] == "album_change"
    assert first.data["status"] == "created"
    album = first.data["album"]
    assert (album["id"], album["title"], album["year"]) == (DOCUMENTED, "First Light", 2024)
    assert (album["artist"]["id"], album["artist"]["name"]) == (str(int(NINA.id)), "Nina Simone")
    assert second.data == {**first.data, "status": "unchanged"}


def test_add_says_what_it_did_and_what_comes_next(filled: CommandLine) -> None:
    added = filled("album", "add", "Wild Is the Wind", "--artist", "nina simone", "--year", "1966", terminal=True)
    album_id = added.out.split()[-1]
    assert added.out == f"created: Wild Is the Wind (1966) - Nina Simone, id {album_id}\n"
    assert added.err == f"Next: audiostream upload PATH --artist-id {int(NINA.id)} --album-id {album_id}\n"
    again = filled("album", "add", "WILD is the wind", "--artist", "Nina Simone")
    assert again.out == added.out.replace("created", "unchanged")


def test_add_dry_run_adds_nothing(filled: CommandLine) -> None:
    planned = filled("album", "add", "Silk & Soul", "--artist", "Nina Simone", "--dry-run")
    assert planned.out == "would be created: Silk & Soul - Nina Simone\n"
    assert len(filled("album", "list", "--json").data) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["Pastel Blues", "--artist", "Nina Simone", "--id", "7"], 1, "is there already, with the id"),
        (["Pastel Blues", "--artist", "Nina Simone", "--year", "1966"], 1, "of the year 1965\n  hint: A year cannot "),
        (["Silk", "--artist", "Nina Simone", "--id", str(int(BLUES.id))], 1, "is taken by the album 'Pastel Blues'"),
        (["Silk", "--artist", "Odetta"], 4, "there is no artist 'Odetta'"),
        (["Silk", "--artist", "Nina Simone", "--id", "-1"], 2, "'-1' is not an id of the kind 'album'"),
        (["Silk", "--artist", "Nina Simone", "--year", "soon"], 2, "--year"),
        (["", "--artist", "Nina Simone"], 2, "the title of the album is empty"),
        (["Silk"], 2, "--artist"),
    ],
)
def test_add_refuses(filled: CommandLine, arguments: list[str], code: int, said: str) -> None:
    refused = filled("album", "add", *arguments)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err


def test_list_is_by_title_and_paged(filled: CommandLine) -> None:
    first = filled("album", "list", "--limit", "2", "--json").json
    assert [album["title"] for album in first["data"]] == ["Greatest Hits", "Greatest Hits"]
    second = filled("album", "list", "--limit", "2", "--after", first["next_cursor"], "--json").json
    assert [album["title"] for album in second["data"]] == ["Pastel Blues"]
    assert "next_cursor" not in second


def test_list_of_an_artist(filled: CommandLine) -> None:
    listed = filled("album", "list", "--artist", "queen")
    assert listed.out == f"Greatest Hits\tQueen\t1981\t{int(QUEENS_HITS.id)}\n"
    filled("artist", "add", "Odetta")
    assert filled("album", "list", "--artist", "Odetta").err == "Odetta has no albums.\n"
    assert filled("album", "list", "--artist", "Nobody").code == 4


def test_list_of_nothing_says_how_to_begin(cli: CommandLine) -> None:
    listed = cli("album", "list")
    assert (listed.code, listed.out) == (0, "")
    assert listed.err == "No albums yet. Put music in: audiostream upload PATH\n"


@pytest.mark.parametrize("ref", ["PASTEL BLUES", str(int(BLUES.id))], ids=["title", "id"])
def test_show_has_the_songs_in_order(filled: CommandLine, ref: str) -> None:
    data = filled("album", "show", ref, "--json").data
    assert data["id"] == str(int(BLUES.id))
    assert [song["title"] for song in data["songs"]] == ["Be My Husband", "Sinnerman"]
    shown = filled("album", "show", ref, terminal=True)
    assert f"Pastel Blues (1965) - Nina Simone, id {int(BLUES.id)}\n" in shown.err
    assert f"Next: audiostream play album:{int(BLUES.id)}\n" in shown.err
    assert filled("album", "show", ref).out == (
        f"1\tBe My Husband\tNina Simone\t3:23\t{int(HUSBAND.id)}\n"
        f"9\tSinnerman\tNina Simone\t10:22\t{int(SINNERMAN.id)}\n"
    )


def test_show_is_paged(filled: CommandLine) -> None:
    first = filled("album", "show", "Pastel Blues", "--limit", "1", "--json").json
    rest = filled("album", "show", "Pastel Blues", "--after", first["next_cursor"], "--json").json
    assert [song["title"] for page in (first, rest) for song in page["data"]["songs"]] == ["Be My Husband", "Sinnerman"]


def test_show_of_a_title_that_several_have_asks_whose(filled: CommandLine) -> None:
    which = filled("album", "show", "greatest hits")
    assert which.code == 1
    assert "several albums are called 'greatest hits'" in which.err
    assert f"{int(ABBAS_HITS.id)} (Greatest Hits - ABBA)" in which.err
    shown = filled("album", "show", "greatest hits", "--artist", "queen", "--json")
    assert shown.data["id"] == str(int(QUEENS_HITS.id))
    assert filled("album", "show", "greatest hits", "--artist", "nina simone").code == 4


def test_show_of_an_empty_album_says_so(filled: CommandLine) -> None:
    filled("album", "add", "Silk", "--artist", "Nina Simone")
    assert filled("album", "show", "Silk").err.startswith("No songs.\n")


def test_show_of_nothing_suggests_what_may_be_meant(filled: CommandLine) -> None:
    missing = filled("album", "show", "pastel")
    assert missing.code == 4
    assert f"Did you mean 'Pastel Blues - Nina Simone' ({int(BLUES.id)})?" in missing.err

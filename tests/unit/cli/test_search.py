"""``audiostream search``, as its user types it."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, make_command_line
from tests.support.shelves import BLUES, HUSBAND, NINA, SINNERMAN, fill


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture
def filled(cli: CommandLine) -> CommandLine:
    fill(cli)
    return cli


def test_all_kinds_are_found_by_the_words(filled: CommandLine) -> None:
    found = filled("search", "NINA", "sim", "--json")
    assert found.json["kind"] == "hits"
    assert [artist["id"] for artist in found.data["artists"]] == [str(int(NINA.id))]
    assert [album["title"] for album in found.data["albums"]] == ["Pastel Blues"]
    assert [song["title"] for song in found.data["songs"]] == ["Sinnerman", "Be My Husband"]


def test_for_people_each_hit_is_a_line(filled: CommandLine) -> None:
    assert filled("search", "nina simone").out == (
        f"artist\t\tNina Simone\t\t\t{int(NINA.id)}\n"
        f"album\t\tNina Simone\tPastel Blues\t\t{int(BLUES.id)}\n"
        f"song\tSinnerman\tNina Simone\tPastel Blues\t10:22\t{int(SINNERMAN.id)}\n"
        f"song\tBe My Husband\tNina Simone\tPastel Blues\t3:23\t{int(HUSBAND.id)}\n"
    )
    on_screen = filled("search", "nina simone", terminal=True)
    assert "Sinnerman" in on_screen.out
    assert on_screen.err == "Next: audiostream play 'nina simone'\n"


def test_each_kind_has_its_limit(filled: CommandLine) -> None:
    found = filled("search", "greatest", "--limit", "1", "--json").data
    assert [len(found[kind]) for kind in ("artists", "albums", "songs")] == [0, 1, 1]


def test_nothing_found_is_no_failure(filled: CommandLine) -> None:
    nothing = filled("search", "qqzz", terminal=True)
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "Nothing found: qqzz\n")
    assert filled("search", "qqzz", "--json").data == {"artists": [], "albums": [], "songs": []}


def test_an_empty_catalogue_can_be_searched(cli: CommandLine) -> None:
    assert cli("search", "anything").err == "Nothing found: anything\n"


@pytest.mark.parametrize("arguments", [["!!!"], [""], [], ["x", "--limit", "0"], ["x", "--limit", "1001"]])
def test_what_cannot_be_searched_is_refused(filled: CommandLine, arguments: list[str]) -> None:
    refused = filled("search", *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err

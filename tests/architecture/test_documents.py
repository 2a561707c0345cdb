"""What the README tells of settings, exit codes, keys and files is what the program has."""

import re

from audiostream import config
from audiostream.cli.output import Exit
from audiostream.player.screen.keys import KEYS
from tests.support.source import ROOT, tracked_files

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_the_readme_with_what_is_allowed() -> None:
    rows = {row[0]: row[1:3] for row in _rows("setting")}
    assert rows == {f"`{key}`": [config.allowed(key), rule.metadata["help"]] for key, rule in config.rules().items()}


def test_every_exit_code_is_in_the_readme() -> None:
    assert [int(row[0]) for row in _rows("code")] == [each.value for each in Exit]


def test_every_key_is_in_the_readme() -> None:
    assert [(row[0].replace("`", ""), row[1]) for row in _rows("key")] == [(key.shown, key.help) for key in KEYS]


def test_links_and_pictures_lead_somewhere() -> None:
    for path in tracked_files():
        if path.suffix == ".md":
            targets = re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8"))
            missing = [each for each in targets if "://" not in each and not (path.parent / each).exists()]
            assert missing == [], path


def test_what_changed_is_told_for_this_version() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def _rows(first: str) -> list[list[str]]:
    """Return the cells of the table whose head begins with a word."""
    table = re.search(rf"^\| {first} \|.*\n\|[-|: ]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert table, f"README.md has no table headed {first!r}"
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()]

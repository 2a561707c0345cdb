"""A whole tree through the installed command: all formats, names of many scripts, and everything that can be wrong."""

import re
import sys
from pathlib import Path

import pytest

from tests.support.audio import SUFFIXES, make_tree
from tests.support.broken import make_broken
from tests.support.installed import Installed

GOOD = 300
BROKEN = 30
REASONS = {
    "empty": r"empty",
    "text|noise|a picture": r"not audio of a known format",
    "truncated .*": r"truncated: ",
    "unreadable": r"unreadable: ",
    "a NUL in .*": r"hostile tag: the (title|artist) contains a NUL byte",
    "bidi .*": r"hostile tag: the (title|album) contains bidirectional control characters",
    "control characters": r"hostile tag: the title contains control characters",
    "invalid UTF-8 .*": r"hostile tag: the title is not valid",
    "a relative path|an absolute path|a path of Windows": r"hostile tag: the (album|artist|title) looks like a path",
    "a title without end": r"hostile tag: the title has \d+ characters; 500 are allowed",
    "a huge frame|huge tags|too many comments": r"huge tags: ",
    "a pipe": r"a pipe, not a file",
    "a device": r"a device, not a file",
    "a link loop": r"a link that leads back to itself",
}


def expected_reason(kind: str) -> str:
    (reason,) = [reason for kinds, reason in REASONS.items() if re.fullmatch(kinds, kind)]
    return reason


@pytest.mark.slow
def test_the_good_become_songs_and_each_broken_one_is_told_with_its_reason(tmp_path: Path) -> None:
    music = tmp_path / "music"
    good = make_tree(music, GOOD)
    broken = make_broken(music / "broken", BROKEN)
    (music / "cover.jpg").write_bytes(b"a picture")
    if sys.platform != "win32":
        (music / "again").symlink_to(music)
        broken[music / "again"] = "a link loop of folders"
    installed = Installed(tmp_path)

    first = installed.run("upload", "--json", str(music))
    assert (first.code, first.err) == (5, "")
    by_status = {
        status: {Path(file["path"]): file for file in first.data["files"] if file["status"] == status}
        for status in ("created", "unchanged", "failed")
    }
    assert by_status["created"].keys() == set(good)
    assert by_status["failed"].keys() == broken.keys()
    assert first.data["ignored"] == 1
    for path, kind in broken.items():
        reason = by_status["failed"][path]["reason"]
        wanted = r"a link that leads back to the folder" if kind.endswith("folders") else expected_reason(kind)
        assert re.match(wanted, reason), f"{kind}: {reason}"

    again = installed.run("upload", "--json", str(music))
    assert again.code == 5
    assert (again.data["created"], again.data["unchanged"], again.data["failed"]) == (0, GOOD, len(broken))

    check = installed.run("storage", "check", "--deep")
    assert check.code == 0, check.out + check.err
    songs = installed.run("song", "list", "--json", "--limit", "1000").data
    assert {song["title"] for song in songs} == {f"Пісня № {number:04}" for number in range(GOOD)}
    assert {"Björk", "AC/DC", "坂本龍一", "أم كلثوم"} <= {song["artist"]["name"] for song in songs}
    assert len({Path(file["path"]).suffix for file in by_status["created"].values()}) == len(SUFFIXES)


@pytest.mark.slow
def test_the_failures_of_a_person_are_lines_that_steer_no_terminal(tmp_path: Path) -> None:
    broken = make_broken(tmp_path / "broken", BROKEN)
    done = Installed(tmp_path).run("upload", str(tmp_path / "broken"))
    assert done.code == 1
    told = [line for line in done.err.splitlines() if line.startswith("failed: ")]
    assert len(told) == len(broken)
    assert all(char.isprintable() or char == "\n" for char in done.err + done.out.replace("\t", ""))

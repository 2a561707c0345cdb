"""The commands of the stored files, as their user types them."""

import os
import re
import shlex
from pathlib import Path

import pytest

from audiostream.cli.output import Exit
from tests.support.audio import make_tone
from tests.support.broken import SONG
from tests.support.command_line import CommandLine, make_command_line

OLD = 7200.0


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return the command line of somebody who has uploaded two songs."""
    cli = make_command_line(tmp_path, monkeypatch)
    for number, title in enumerate(("Sinnerman", "Be My Husband"), 1):
        make_tone(tmp_path / "music" / f"{number}.flac", **{**SONG, "title": title})
    assert cli("upload", str(tmp_path / "music")).code == Exit.DONE
    return cli


def _files(cli: CommandLine) -> list[Path]:
    return sorted((cli.data_dir / "media" / "songs").rglob("*.flac"))


def _leave(cli: CommandLine, *, age_s: float = OLD) -> list[str]:
    """Leave a file that no song refers to, and an unfinished upload; return their keys."""
    media = cli.data_dir / "media"
    left, unfinished = media / "songs" / "ab" / f"ab{'0' * 62}.mp3", media / "incoming" / "0123.part"
    for path in (left, unfinished):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 1500)
        moment = path.stat().st_mtime - age_s
        os.utime(path, (moment, moment))
    return [unfinished.relative_to(media).as_posix(), left.relative_to(media).as_posix()]


@pytest.mark.parametrize("deep", [[], ["--deep"]])
def test_all_is_well(cli: CommandLine, deep: list[str]) -> None:
    found = cli("storage", "check", *deep)
    assert (found.code, found.out) == (Exit.DONE, "")
    assert re.fullmatch(r"All is well: 2 files, [\d.]+ kB( and every file read)?\.\n", found.err)
    assert found.err.endswith("read.\n") == bool(deep)


def test_nothing_stored_is_well_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = make_command_line(tmp_path, monkeypatch)("storage", "check")
    assert (found.code, found.err) == (Exit.DONE, "All is well: 0 files, 0 B.\n")


def test_what_is_wrong_is_told_with_its_songs_and_what_to_do(cli: CommandLine, tmp_path: Path) -> None:
    missing, damaged = _files(cli)
    missing.unlink()
    damaged.write_bytes(b"noise")
    _leave(cli)
    found = cli("storage", "check", "--deep")
    assert found.code == Exit.PARTLY
    lines = [line.split("\t") for line in found.out.splitlines()]
    assert [line[0] for line in lines] == ["missing", "damaged", "leftover", "unfinished"]
    assert re.match(r"Nina Simone - (Sinnerman|Be My Husband) \(\d+\)$", lines[0][2])
    assert re.match(r"Nina Simone - .* \(\d+\): other content", lines[1][2])
    assert lines[2][2] == lines[3][2] == "1.5 kB"
    assert "Upload the missing and damaged files again" in found.err
    assert "audiostream storage gc" in found.err
    assert "backup" not in found.err
    # The advice is good.
    assert cli("upload", str(tmp_path / "music")).code == Exit.DONE
    assert cli("storage", "gc", "--yes").code == Exit.DONE
    assert cli("storage", "check", "--deep").code == Exit.DONE


def test_emptied_files_are_told_without_reading_any(cli: CommandLine, tmp_path: Path) -> None:
    for file in _files(cli):
        file.write_bytes(b"")
    found = cli("storage", "check")
    assert found.code == Exit.PARTLY
    for line in found.out.splitlines():
        assert re.search(r"^damaged\tsongs/.*\tNina Simone - .* \(\d+\): 0 bytes instead of \d+$", line)
    assert "Upload the missing and damaged files again" in found.err
    assert cli("upload", str(tmp_path / "music")).out.splitlines()[1].startswith("restored\t2\t")
    assert cli("storage", "check", "--deep").code == Exit.DONE


@pytest.mark.parametrize(("name", "age_s", "told"), [("cd" * 32 + ".mp3", -60, True), ("note.txt", -60, False)])
def test_what_a_catalogue_put_back_may_not_know_is_told(cli: CommandLine, name: str, age_s: float, told: bool) -> None:  # noqa: FBT001 - a parameter of the test
    stray = cli.data_dir / "media" / "songs" / name[:2] / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"x")
    os.utime(stray, (stray.stat().st_mtime - age_s,) * 2)
    found = cli("storage", "check")
    assert found.out.startswith("leftover\t")
    assert ("1 leftover came after every song's file. If the catalogue is a backup" in found.err) == told


def test_a_check_for_programs(cli: CommandLine) -> None:
    missing, _ = _files(cli)
    missing.unlink()
    unfinished, left = _leave(cli)
    found = cli("storage", "check", "--json")
    assert (found.code, found.json["ok"], found.json["kind"]) == (Exit.PARTLY, False, "storage_check")
    data = found.json["data"]
    assert (data["deep"], data["files"], data["damaged"]) == (False, 1, [])
    assert data["size"] == _files(cli)[0].stat().st_size
    assert [each["key"] for each in data["leftovers"]] == [left]
    assert [(each["key"], each["size"]) for each in data["unfinished"]] == [(unfinished, 1500)]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", data["leftovers"][0]["modified_at"])
    (song,) = data["missing"][0]["songs"]
    assert isinstance(song["song_id"], str)
    assert song["artist"]["name"] == "Nina Simone"
    assert cli("song", "show", song["song_id"]).code == Exit.DONE


def test_a_deep_check_on_a_terminal_shows_how_far_it_is(cli: CommandLine) -> None:
    found = cli("storage", "check", "--deep", terminal=True)
    assert found.code == Exit.DONE
    assert "2/2" in found.err


def test_what_no_song_needs_is_freed(cli: CommandLine) -> None:
    keys = _leave(cli)
    found = cli("storage", "gc", "--yes")
    assert (found.code, found.err) == (Exit.DONE, "Removed 2 files, 3.0 kB.\n")
    assert found.out == "".join(f"removed\t{key}\t1.5 kB\n" for key in keys)
    assert len(_files(cli)) == 2
    assert cli("storage", "check").code == Exit.DONE
    again = cli("storage", "gc", "--yes")
    assert (again.code, again.out, again.err) == (Exit.DONE, "", "Nothing to remove.\n")


@pytest.fixture
def lost(cli: CommandLine) -> CommandLine:
    """Return the command line of somebody whose catalogue is gone, and who uploaded long ago."""
    for file in cli.data_dir.glob("catalogue.sqlite3*"):
        file.unlink()
    for file in _files(cli):
        os.utime(file, (0, 0))
    return cli


def test_where_the_catalogue_is_lost_the_music_is_not_freed(lost: CommandLine) -> None:
    advice = f"audiostream upload {shlex.quote(str(lost.data_dir / 'media' / 'songs'))}"
    checked = lost("storage", "check")
    assert checked.code == Exit.PARTLY
    assert advice in checked.err
    assert "storage gc" not in checked.err
    for more in (["--yes"], ["--dry-run"]):
        refused = lost("storage", "gc", *more)
        assert refused.code == Exit.FAILED
        assert advice in refused.err
    assert len(_files(lost)) == 2
    # The advice is good.
    assert lost(*shlex.split(advice)[1:]).code == Exit.DONE
    assert lost("storage", "check", "--deep").code == Exit.DONE
    assert len(lost("song", "list", "--json").data) == 2


def test_what_a_lost_catalogue_left_is_freed_when_that_is_said(lost: CommandLine) -> None:
    assert lost("storage", "gc", "--yes", "--all").code == Exit.DONE
    assert _files(lost) == []


def test_what_is_young_is_kept_unless_asked_otherwise(cli: CommandLine) -> None:
    keys = _leave(cli, age_s=0)
    found = cli("storage", "gc", "--yes")
    assert (found.code, found.out) == (Exit.DONE, "")
    assert "Kept 2 leftovers younger than 1h" in found.err
    assert cli("storage", "gc", "--yes", "--json", "--grace", "3h").data["kept"] == 2
    freed = cli("storage", "gc", "--yes", "--json", "--grace", "0").data
    assert [each["key"] for each in freed["removed"]] == keys
    assert (freed["size"], freed["kept"], freed["dry_run"]) == (3000, 0, False)


def test_a_rehearsal_removes_nothing(cli: CommandLine) -> None:
    keys = _leave(cli)
    found = cli("storage", "gc", "--dry-run")
    assert (found.code, found.out) == (Exit.DONE, "".join(f"would remove\t{key}\t1.5 kB\n" for key in keys))
    assert found.err == "Would remove 2 files, 3.0 kB.\n"
    assert cli("storage", "check").code == Exit.PARTLY


@pytest.mark.parametrize(
    ("answer", "code", "left"), [("y\n", Exit.DONE, 0), ("n\n", Exit.FAILED, 2), ("", Exit.FAILED, 2)]
)
def test_a_person_is_asked(cli: CommandLine, answer: str, code: Exit, left: int) -> None:
    _leave(cli)
    found = cli("storage", "gc", answer=answer)
    assert "Remove 2 files of 3.0 kB that no song refers to? [y/N]" in found.err
    assert found.code == code
    assert ("Nothing was removed." in found.err) == (code is Exit.FAILED)
    data = cli("storage", "check", "--json").json["data"]
    assert len(data["leftovers"] + data["unfinished"]) == left


def test_a_program_must_say_yes(cli: CommandLine) -> None:
    _leave(cli)
    found = cli("storage", "gc")
    assert found.code == Exit.USAGE
    assert "--yes" in found.err
    assert cli("storage", "check").code == Exit.PARTLY


@pytest.mark.parametrize("grace", ["", "1", "x", "-1h", "1y", "9999999w", "999999w"])
def test_a_grace_is_a_length_of_time(cli: CommandLine, grace: str) -> None:
    found = cli("storage", "gc", "--yes", "--grace", grace)
    assert found.code == Exit.USAGE
    assert found.err.startswith("audiostream: --grace: ")

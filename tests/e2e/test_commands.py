"""The installed command as shells and scripts use it."""

import json
import os
import re
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from audiostream import config
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.cli.app import COMMANDS
from tests.support.events import make_created
from tests.support.installed import COMMAND, Done, Installed

# Each test runs whole processes.
pytestmark = pytest.mark.slow


@pytest.fixture
def audiostream(tmp_path: Path) -> Installed:
    return Installed(tmp_path)


def _run(installed: Installed, *arguments: str, **variables: str) -> Done:
    """Run a command with these environment variables, and with nothing to read."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AUDIOSTREAM_")}
    places = {"AUDIOSTREAM_CONFIG": str(installed.folder / "config.toml")}
    done = subprocess.run(
        [COMMAND, *arguments],
        env=kept | places | variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def test_a_playlist_from_its_first_word_to_its_last(audiostream: Installed) -> None:
    created = audiostream.run("playlist", "create", "Für Élise 🎹")
    assert (created.code, created.err) == (0, "")
    assert audiostream.run("playlist", "create", "FÜR ÉLISE 🎹").out == created.out.replace("created", "unchanged")
    listed = audiostream.run("playlist", "list")
    assert re.fullmatch(r"Für Élise 🎹\t0\t[0-9a-f-]{36}\n", listed.out)
    assert audiostream.run("playlist", "delete", "für élise 🎹", "--yes").code == 0
    assert audiostream.run("playlist", "list", "--json").data == []


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["playlst"], 2, "No such command 'playlst'. Did you mean 'playlist'"),
        (["playlist", "lits"], 2, "Did you mean 'list'?"),
        (["history", "--since", "soon"], 2, "'soon' is not a time"),
        (["playlist", "show", "Nothing"], 4, "there is no playlist 'Nothing'"),
    ],
)
def test_a_failure_is_one_line_a_hint_and_a_code(
    audiostream: Installed, arguments: list[str], code: int, reason: str
) -> None:
    failed = audiostream.run(*arguments)
    assert (failed.code, failed.out) == (code, "")
    first, hint = failed.err.splitlines()
    assert first.startswith("audiostream: ")
    assert reason in first
    assert hint.startswith("  hint: ")


@pytest.mark.parametrize(
    ("arguments", "code", "kind"),
    [
        (["playlist", "show", "Nothing", "--json"], 4, "not_found"),
        (["history", "--sinse", "7d", "-o", "json"], 2, "invalid_input"),
        (["--json", "--profile", "office", "history"], 2, "invalid_config"),
    ],
)
def test_a_failure_is_json_for_a_program(audiostream: Installed, arguments: list[str], code: int, kind: str) -> None:
    failed = audiostream.run(*arguments)
    assert (failed.code, failed.err) == (code, "")
    document = json.loads(failed.out)
    assert (document["ok"], document["error"]["code"]) == (False, kind)


def test_a_reader_who_has_seen_enough_is_no_failure(audiostream: Installed) -> None:
    audiostream.run("playlist", "list")
    with closing(SqliteEventLog(audiostream.data_dir / "events.sqlite3")) as log:
        # More than a pipe holds, so that the writer meets the closed end.
        log.publish([make_created(name=f"{number:04}{'x' * 480}") for number in range(500)])
    with audiostream.start("playlist", "list") as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline().startswith("0000xxx")
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode in {141, 0} if os.name == "nt" else process.returncode == 141


def test_profiles_have_data_of_their_own(audiostream: Installed) -> None:
    folders = {name: audiostream.folder / name for name in ("home", "work")}
    for name, folder in folders.items():
        made = _run(audiostream, "--profile", name, "config", "set", "data_dir", str(folder))
        assert made.code == 0, made.err
    assert _run(audiostream, "playlist", "create", "Quiet", AUDIOSTREAM_PROFILE="work").code == 0
    seen = {name: _run(audiostream, "playlist", "list", "--profile", name, "--json").data for name in folders}
    assert [playlist["name"] for playlist in seen["work"]] == ["Quiet"]
    assert seen["home"] == []
    # An option goes before the environment.
    again = _run(audiostream, "--profile", "home", "playlist", "list", "--json", AUDIOSTREAM_PROFILE="work")
    assert again.data == []


def test_output_keeps_its_letters_or_escapes_them(audiostream: Installed) -> None:
    folder = {"AUDIOSTREAM_DATA_DIR": str(audiostream.data_dir)}
    assert audiostream.run("playlist", "create", "Für 🎹").code == 0
    narrow = folder | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "AUDIOSTREAM_USER": "ada"}
    assert _run(audiostream, "playlist", "list", **narrow).out.startswith(r"F\xfcr \U0001f3b9" + "\t")
    document = _run(audiostream, "playlist", "list", "--json", **narrow)
    assert document.out.isascii()
    assert document.data[0]["name"] == "Für 🎹"


@pytest.mark.parametrize("arguments", [["history"], ["--help"], ["playlist", "show", "Nothing"]])
def test_closed_streams_are_no_failure(audiostream: Installed, arguments: list[str]) -> None:
    # As `audiostream ... <&- >&- 2>&-` does in a shell; a process without a console has none on Windows.
    script = """
import os, sys
for number in (0, 1, 2):
    os.close(number)
sys.stdin = sys.stdout = sys.stderr = None
sys.argv = ["audiostream", *sys.argv[1:]]
from audiostream.__main__ import main
sys.exit(main())
"""
    environment = os.environ | {"AUDIOSTREAM_DATA_DIR": str(audiostream.data_dir)}
    done = subprocess.run([sys.executable, "-c", script, *arguments], env=environment, check=False, timeout=60)
    assert done.returncode == (4 if "Nothing" in arguments else 0)


def test_it_is_a_module_too(audiostream: Installed) -> None:
    command = [sys.executable, "-m", "audiostream", "--version"]
    version = subprocess.run(command, capture_output=True, encoding="utf-8", check=True, timeout=60).stdout
    assert version == audiostream.run("--version").out
    assert re.fullmatch(r"audiostream \d+\.\d+\.\d+\S*\n", version)


def test_the_help_lists_every_command_and_fits_the_screen(audiostream: Installed) -> None:
    shown = audiostream.run("--help")
    assert shown.code == 0
    assert re.findall(r"^  (\w+) ", shown.out.partition("Commands:\n")[2], re.MULTILINE) == list(COMMANDS)
    assert max(map(len, shown.out.splitlines())) <= 100
    without = audiostream.run()
    assert (without.code, without.out) == (2, "")
    assert without.err.rstrip() == shown.out.rstrip()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("history --s", {"--since"}),
        ("config set vo", {"volume"}),
        ("config unset pro", {"profile"}),
        ("config set ", {*config.rules(), "profile"}),
    ],
)
def test_the_tab_key_is_given_a_line_a_candidate(audiostream: Installed, typed: str, completed: set[str]) -> None:
    asked = {"_TYPER_COMPLETE_ARGS": f"audiostream {typed}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = _run(audiostream, _AUDIOSTREAM_COMPLETE="complete_fish", **asked)
    candidates = dict(line.split("\t") for line in done.out.splitlines())
    assert candidates.keys() == completed
    assert all(candidates.values())

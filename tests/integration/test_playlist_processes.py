"""Several processes that change one playlist at once: nothing is lost, and none is told of a lock."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from tests.support.builders import make_album, make_song
from tests.support.command_line import CommandLine

PROCESSES = 3
ROUNDS = 12
ROOT = Path(__file__).parents[2]

# Runs one command again and again, each time with everything opened anew, as a loop in a shell does.
REPEATED = """
import sys
from audiostream.cli.app import run
from audiostream.cli.environment import Environment

folder, rounds, *command = sys.argv[1:]
sys.stdin.readline()
codes = {run(command, Environment(overrides={"data_dir": folder, "user": "ada"})) for _ in range(int(rounds))}
sys.exit(max(codes))
"""


def _start(folder: Path, rounds: int, *command: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", REPEATED, str(folder), str(rounds), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )


def _run_together(processes: "list[subprocess.Popen[str]]") -> None:
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        with process:
            _, said = process.communicate(timeout=120)
        assert (process.returncode, said) == (0, "")


@pytest.mark.slow
def test_processes_that_add_to_one_playlist_lose_no_song(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "data")
    album = make_album()
    songs = [make_song(f"Song {number}", album=album) for number in range(PROCESSES)]
    with closing(open_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.put_artist(album.artist)
        catalogue.put_album(album)
        catalogue.put_songs(songs)
    assert cli("playlist", "create", "Mix").code == 0
    add = [("playlist", "add", "Mix", str(int(song.id))) for song in songs]
    _run_together([_start(cli.data_dir, ROUNDS, *command, "--at", "1") for command in add])
    held = [song["title"] for song in cli("playlist", "show", "Mix", "--json").data["songs"]]
    assert sorted(held) == sorted(song.title for song in songs for _ in range(ROUNDS))


def test_processes_that_begin_together_in_an_empty_folder_make_it_once(tmp_path: Path) -> None:
    cli = CommandLine(tmp_path / "data")
    _run_together([_start(cli.data_dir, 3, "playlist", "create", f"Mix {number}") for number in range(PROCESSES)])
    names = [playlist["name"] for playlist in cli("playlist", "list", "--json").data]
    assert names == [f"Mix {number}" for number in range(PROCESSES)]

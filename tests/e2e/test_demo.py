"""The demo, through the installed command: from nothing to a listen, and again without doubles."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from audiostream.cli.demo import ALBUM_ID, ARTIST_ID

AUDIOSTREAM = str(Path(sys.executable).with_name("audiostream"))


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AUDIOSTREAM_")}
    return kept | {"AUDIOSTREAM_DATA_DIR": str(tmp_path / "data"), "AUDIOSTREAM_CONFIG": str(tmp_path / "config.toml")}


def run(home: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [AUDIOSTREAM, *arguments],
        env=home,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def data(home: dict[str, str], *arguments: str) -> Any:  # noqa: ANN401 - a command's own data
    done = run(home, *arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)["data"]


@pytest.mark.slow
def test_twice_gives_one_artist_one_album_three_songs_and_a_listen_of_each_playing(home: dict[str, str]) -> None:
    first = run(home, "demo", "--seconds", "1")
    assert first.returncode == 0, first.stdout + first.stderr
    again = data(home, "demo", "--seconds", "1", "--audio-output", "dummy")

    assert (again["artist_id"], again["album_id"]) == (ARTIST_ID, ALBUM_ID)
    inside = home | {"AUDIOSTREAM_DATA_DIR": again["data_dir"]}
    assert [artist["id"] for artist in data(inside, "artist", "list")] == ["1024921636833263617"]
    assert [album["id"] for album in data(inside, "album", "list")] == ["1024921637392220161"]
    songs = data(inside, "song", "list")
    assert sorted(song["title"] for song in songs) == ["Morning Signal", "Night Train Home", "Slow Tide"]
    playlist = data(inside, "playlist", "show", "Demo")
    assert [song["song_id"] for song in playlist["songs"]] == again["song_ids"]
    listens = data(inside, "history")
    assert [listen["song_id"] for listen in listens] == again["song_ids"][::-1] * 2
    assert all(0 < listen["played_ms"] < 5_000 for listen in listens)


@pytest.mark.slow
def test_without_a_sound_device_it_says_so_and_plays_through_the_dummy_output(home: dict[str, str]) -> None:
    if sys.platform == "linux":
        # Whatever the machine has, libvlc finds neither a server nor a card here.
        home = home | {"PULSE_SERVER": "unix:/nowhere", "ALSA_CONFIG_PATH": os.devnull}

    done = run(home, "demo", "--seconds", "1", "--audio-output", "alsa" if sys.platform == "linux" else "nowhere")
    assert done.returncode == 3, done.stderr
    assert "--audio-output dummy" in done.stderr

    done = run(home, "demo", "--seconds", "1")
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_every_step_is_a_command_that_can_be_typed_again(home: dict[str, str]) -> None:
    steps = data(home, "demo", "--seconds", "1", "--audio-output", "dummy")["steps"]

    names = [step.split()[1] for step in steps]
    assert names == ["artist", "album", "upload", "playlist", "playlist", "playlist", "play", "history"]


@pytest.mark.slow
def test_it_leaves_the_catalogue_and_the_history_of_the_profile_alone(home: dict[str, str]) -> None:
    data(home, "demo", "--seconds", "1", "--audio-output", "dummy")

    assert data(home, "artist", "list") == []
    assert data(home, "history") == []

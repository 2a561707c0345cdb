"""The demo, through the installed command: from nothing to a listen, and again without doubles."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from audiostream.cli.demo import ALBUM_ID, ARTIST_ID
from tests.support.server_process import ServerProcess

AUDIOSTREAM = str(Path(sys.executable).with_name("audiostream"))
SHELL = ["powershell", "-Command"] if sys.platform == "win32" else ["sh", "-c"]
FIRST_ACCOUNT = re.compile(r"The first account: (\S+), with the password (\S+)")


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return make_home(tmp_path)


def make_home(folder: Path) -> dict[str, str]:
    """Return the environment of a user whose files are in a folder."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("AUDIOSTREAM_")}
    return kept | {"AUDIOSTREAM_DATA_DIR": str(folder / "data"), "AUDIOSTREAM_CONFIG": str(folder / "config.toml")}


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


@contextmanager
def pasted(line: str, home: dict[str, str]) -> Iterator[ServerProcess]:
    """Have a shell run a line that serves, until the test is done with it."""
    shell = subprocess.Popen(
        [*SHELL, line],
        env=home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    server = ServerProcess(shell)
    try:
        yield server.wait_ready()
    finally:
        server.kill()
        assert shell.stderr is not None
        shell.stderr.close()


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


@dataclass(frozen=True)
class Played:
    """A demo that was played, and all that it said."""

    home: dict[str, str]
    said: list[str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    home = make_home(tmp_path_factory.mktemp("played"))
    done = run(home, "demo", "--seconds", "1", "--audio-output", "dummy")
    assert done.returncode == 0, done.stdout + done.stderr
    return Played(home, done.stderr.splitlines())


@pytest.mark.slow
def test_every_step_is_a_command_that_can_be_typed_again(played: Played) -> None:
    steps = [line.split()[1:] for line in played.said if line.startswith("$ ")]

    assert {step[0] for step in steps} == {"audiostream"}
    names = [step[1] for step in steps]
    assert names == ["artist", "album", "upload", "playlist", "playlist", "playlist", "play", "history"]


@pytest.mark.slow
def test_it_leaves_the_catalogue_and_the_history_of_the_profile_alone(played: Played) -> None:
    assert data(played.home, "artist", "list") == []
    assert data(played.home, "history") == []


@pytest.mark.slow
def test_its_last_lines_can_be_pasted_here_and_on_another_machine(played: Played, tmp_path: Path) -> None:
    lines = [line.strip() for line in played.said if line.startswith("  ")][-4:]
    here, for_the_network, login, play = lines
    assert for_the_network == f"{here} --host 0.0.0.0"
    assert "Then open http://localhost:8000/ and log in" in "\n".join(played.said)

    with pasted(f"{for_the_network} --port 0", played.home) as server:
        name, password = server.wait_for(FIRST_ACCOUNT).groups()
        assert httpx.get(f"{server.url}/healthz", timeout=60).status_code == httpx.codes.OK
        page = httpx.get(f"{server.url}/login", timeout=60)
        assert (page.status_code, "<form" in page.text) == (httpx.codes.OK, True)

        assert login.endswith(":8000")
        login = login.removesuffix("8000") + server.url.rpartition(":")[2] + f" --user {name} --password-stdin"
        elsewhere = make_home(tmp_path) | {"PATH": f"{Path(AUDIOSTREAM).parent}{os.pathsep}{os.environ['PATH']}"}
        for line, text in ((login, password), (f"{play} --stop-after 1 --audio-output dummy", "")):
            subprocess.run([*SHELL, line], env=elsewhere, input=text, text=True, check=True, timeout=60)
        assert len(data(elsewhere, "history")) == 6

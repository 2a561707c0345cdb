"""A terminal on another machine, with an account and no database: by the installed command, through a real server."""

import json
import logging
import tomllib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest

from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.server import Server
from tests.support import server_process
from tests.support.audio import make_tone
from tests.support.certificates import make_certificate
from tests.support.concert import ADA, ALBUM, ARTIST, SECONDS, TITLES, Concert, make_concert
from tests.support.installed import Done, Installed
from tests.support.server_process import ServerProcess

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Concert:
    return make_concert(tmp_path_factory.mktemp("concert") / "server")


@pytest.fixture
def concert(template: Concert, tmp_path: Path) -> Concert:
    return template.copied(tmp_path / "server")


@pytest.fixture
def server(concert: Concert) -> Iterator[ServerProcess]:
    with server_process.running(concert.installed.data_dir) as process:
        yield process


@pytest.fixture
def terminal(concert: Concert, server: ServerProcess, tmp_path: Path) -> Installed:
    """Return another machine, whose profile is logged in as Ada."""
    machine = Installed(tmp_path / "terminal")
    _logged_in(machine, concert, server.url)
    return machine


class Me(msgspec.Struct):
    """Whose a token is."""

    user_id: str


def test_music_comes_by_the_certificate_of_an_authority_of_ones_own_and_all_else_by_http_2(
    concert: Concert, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    certificate, key = make_certificate(tmp_path)
    given = {"web_certificate_file": str(certificate), "web_key_file": str(key)}
    machine = Installed(tmp_path / "terminal")
    with server_process.running(concert.installed.data_dir, **given) as server:
        _run(machine, "config", "set", "server_ca_file", str(certificate))
        _logged_in(machine, concert, server.url)
        _run(machine, "play", TITLES[0], "--stop-after", "1", "--audio-output", "dummy")
        assert [each["title"] for each in _data(machine, "history")] == [TITLES[0]]
        kept = tomllib.loads((machine.folder / "config.toml").read_text(encoding="utf-8"))
        token = kept["profiles"]["default"]["server_token"]
        options = HttpOptions(url=server.url, token=token, ca_file=str(certificate))
        with caplog.at_level(logging.INFO, logger="httpx"), closing(Server(options)) as connection:
            assert connection.get("/me", Me) == Me(ADA)
        said = [record.getMessage() for record in caplog.records if record.name == "httpx"]
        assert said[-1] == f'HTTP Request: GET {server.url}/api/v1/me "HTTP/2 200 OK"'


def _logged_in(machine: Installed, concert: Concert, url: str) -> Done:
    token = _run(concert.installed, "user", "token", "add", ADA, "terminal", "--json").data["token"]["secret"]
    done = _given(machine, token, "login", url, "--token-stdin")
    assert done.code == 0, done.err
    return done


def _run(machine: Installed, *arguments: str, code: int = 0) -> Done:
    done = machine.run(*arguments)
    assert done.code == code, f"{arguments}: {done.err}"
    return done


def _data(machine: Installed, *arguments: str) -> Any:  # noqa: ANN401 - whatever it printed
    return _run(machine, *arguments, "--json").data


def _playlist(machine: Installed, name: str) -> list[str]:
    return [song["title"] for song in _data(machine, "playlist", "show", name)["songs"]]


def test_all_that_a_listener_does_works_as_before(concert: Concert, terminal: Installed) -> None:
    assert [song["title"] for song in _data(terminal, "search", "whis")["songs"]] == ["Whistle"]
    assert [album["title"] for album in _data(terminal, "album", "list")] == [ALBUM]
    assert _data(terminal, "artist", "show", ARTIST) == _data(concert.installed, "artist", "show", ARTIST)
    _run(terminal, "playlist", "create", "Evening")
    added = _data(terminal, "playlist", "add", "Evening", f"album:{ALBUM}")
    assert added["visible"]
    _run(terminal, "playlist", "move", "Evening", "4", "1")
    _run(terminal, "playlist", "remove", "Evening", "2")
    assert _playlist(terminal, "Evening") == _playlist(concert.installed, "Evening") == [TITLES[3], *TITLES[1:3]]
    _run(terminal, "playlist", "rename", "Evening", "Night")
    _run(terminal, "play", "playlist:Night", "--stop-after", "1", "--audio-output", "dummy")
    heard = _data(terminal, "history")
    assert [each["title"] for each in reversed(heard)] == [TITLES[3], *TITLES[1:3]]
    assert heard == _data(concert.installed, "history")
    assert all(800 <= each["played_ms"] < SECONDS / 2 * 1000 and not each["completed"] for each in heard)
    _run(terminal, "playlist", "delete", "Night", "--yes")
    assert _data(concert.installed, "playlist", "list") == []
    assert [path.name for path in terminal.data_dir.glob("*.sqlite3")] == ["spool.sqlite3"]


def test_a_name_and_a_password_are_all_that_a_terminal_is_given(
    concert: Concert, server: ServerProcess, tmp_path: Path
) -> None:
    machine = Installed(tmp_path / "terminal")
    configuration = machine.folder / "config.toml"
    login = ("login", server.url, "--user", ADA, "--password-stdin")

    refused = _given(machine, "no such password", *login)
    assert (refused.code, refused.out) == (1, "")
    assert "the name or the password is wrong" in refused.err
    assert "Traceback" not in refused.err
    assert not configuration.exists()

    password = concert.passwords[ADA]
    done = _given(machine, password, *login, "--device", "kitchen", "--json")
    assert done.code == 0, done.err
    assert (done.data["user"], done.data["server_url"]) == (ADA, server.url)
    assert [token["device"] for token in _data(concert.installed, "user", "token", "list", ADA)] == ["kitchen"]
    kept = configuration.read_text(encoding="utf-8")
    assert "ast_" in kept
    assert password not in kept + done.out + done.err
    assert configuration.stat().st_mode & 0o777 == 0o600

    assert [song["title"] for song in _data(machine, "search", "whis")["songs"]] == ["Whistle"]
    _run(machine, "playlist", "create", "Evening")
    assert [each["name"] for each in _data(concert.installed, "playlist", "list")] == ["Evening"]
    _run(concert.installed, "play", TITLES[0], "--stop-after", "1", "--audio-output", "dummy")
    assert [each["title"] for each in _data(machine, "history")] == [TITLES[0]]


def _given(machine: Installed, text: str, *arguments: str) -> Done:
    """Run a command that reads a line."""
    with machine.start(*arguments, stdin=text + "\n") as process:
        out, err = process.communicate(timeout=60)
    return Done(process.returncode, out, err)


def test_staff_upload_from_afar_and_listeners_do_not(concert: Concert, terminal: Installed, tmp_path: Path) -> None:
    for number, suffix in enumerate((".mp3", ".opus", ".flac"), 1):
        tags: dict[str, Any] = {"title": f"New {number}", "artist": "Newcomers", "album": "Arrivals"}
        make_tone(tmp_path / "new" / f"{number}{suffix}", frequency=150 * number, track=str(number), **tags)
    (tmp_path / "new" / "broken.mp3").write_bytes(b"no sound")
    refused = _run(terminal, "upload", str(tmp_path / "new"), code=1)
    assert "only staff may change the catalogue" in refused.err
    _run(concert.installed, "user", "staff", ADA)
    first = _run(terminal, "upload", str(tmp_path / "new"), "--json", code=5)
    files = json.loads(first.out)["data"]["files"]
    assert sorted(each["status"] for each in files) == ["created", "created", "created", "failed"]
    assert "not audio" in next(each["reason"] for each in files if each["status"] == "failed")
    (tmp_path / "new" / "broken.mp3").unlink()
    again = _data(terminal, "upload", str(tmp_path / "new"))
    assert {each["status"] for each in again["files"]} == {"unchanged"}
    assert [song["title"] for song in _data(terminal, "song", "list", "--album", "Arrivals")] == [
        "New 1",
        "New 2",
        "New 3",
    ]


def test_a_server_that_is_away_is_told_and_listens_wait_for_it(
    concert: Concert, server: ServerProcess, terminal: Installed
) -> None:
    songs = _data(terminal, "search", "whistle")["songs"]
    with terminal.start("play", *(song["id"] for song in songs), "--audio-output", "dummy") as player:
        assert player.stdout is not None
        assert "Whistle" in player.stdout.readline()  # it plays
        server.stop()
        _, told = player.communicate(timeout=60)
    away = _run(terminal, "search", "whistle", code=3)
    assert "cannot be reached" in away.err
    assert server.process.returncode == 0
    port = server.url.rpartition(":")[2]
    with server_process.running(concert.installed.data_dir, "--port", port):
        _run(terminal, "play", songs[0]["id"], "--stop-after", "1", "--audio-output", "dummy")
        assert [each["title"] for each in _data(terminal, "history")] == ["Whistle"] * 2, told


def test_a_token_that_was_revoked_is_told_with_the_way_out(concert: Concert, terminal: Installed) -> None:
    (token,) = _data(concert.installed, "user", "token", "list", ADA)
    _run(concert.installed, "user", "token", "revoke", ADA, token["id"])
    done = _run(terminal, "playlist", "list", code=1)
    assert "token is not valid" in done.err
    assert "audiostream login" in done.err


def test_logging_out_ends_the_token_and_the_mode(concert: Concert, terminal: Installed) -> None:
    _run(terminal, "logout")
    assert _data(concert.installed, "user", "token", "list", ADA) == []
    kept = (terminal.folder / "config.toml").read_text(encoding="utf-8")
    assert "ast_" not in kept
    assert "user" not in kept
    assert _data(terminal, "search", "whistle")["songs"] == []


def test_the_configuration_with_the_token_is_the_owners_alone(terminal: Installed) -> None:
    path = terminal.folder / "config.toml"
    assert path.stat().st_mode & 0o777 == 0o600
    assert "ast_" not in _run(terminal, "config", "show", "--all").out

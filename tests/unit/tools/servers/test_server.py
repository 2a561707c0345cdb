"""Starting one server: once, and until it answers."""

import re
from pathlib import Path

import pytest

from tests.support.daemons import Listener
from tools.servers.errors import ServerError

# Each test starts a process.
pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Listener:
    return Listener(tmp_path, "echo")


def test_up_returns_when_it_answers(server: Listener) -> None:
    try:
        assert server.up()
        assert server.is_answering
    finally:
        server.down()
    assert not server.is_answering


def test_up_again_starts_nothing(server: Listener) -> None:
    try:
        server.up()
        first = server.daemon.find()
        assert not server.up()
        assert server.daemon.find() == first
    finally:
        server.down()


def test_one_that_someone_else_started_is_used_and_left_alone(server: Listener, tmp_path: Path) -> None:
    try:
        server.up()
        other = Listener(tmp_path / "other", "echo", port=server.port)
        assert not other.up()
        assert not other.down()
        assert server.is_answering
    finally:
        server.down()


def test_one_that_ends_is_told_with_its_last_words(server: Listener) -> None:
    server.code = "print('no room left'); raise SystemExit(1)"
    with pytest.raises(ServerError, match=r"(?s)echo has ended.*server\.log.*no room left"):
        server.up()


def test_one_that_never_answers_is_given_up(server: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    server.code = "import time; time.sleep(600)"
    monkeypatch.setattr(Listener, "patience_s", 0.1)
    try:
        with pytest.raises(ServerError, match=f"echo does not answer at {re.escape(server.address)}"):
            server.up()
    finally:
        server.down()


def test_it_comes_back_after_it_was_killed(server: Listener) -> None:
    try:
        server.up()
        server.daemon.kill()
        assert server.up()
    finally:
        server.down()

"""The installed command at a terminal: questions, Ctrl-C, and colours that are not wanted."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.installed import COMMAND, Installed
from tests.support.terminal import Terminal, terminal

pytestmark = pytest.mark.slow


@pytest.fixture
def audiostream(tmp_path: Path) -> Installed:
    installed = Installed(tmp_path)
    assert installed.run("playlist", "create", "Mix").code == 0
    return installed


@contextmanager
def _at_a_terminal(installed: Installed, *arguments: str, env: Mapping[str, str] | None = None) -> Iterator[Terminal]:
    places = {"AUDIOSTREAM_DATA_DIR": str(installed.data_dir), "AUDIOSTREAM_USER": "ada"}
    with terminal([str(COMMAND), *arguments], env=places | dict(env or {})) as opened:
        yield opened


def _names(installed: Installed) -> list[str]:
    return [playlist["name"] for playlist in installed.run("playlist", "list", "--json").data]


def test_delete_asks_and_takes_the_answer(audiostream: Installed) -> None:
    for answer, code, left in (("n", 1, ["Mix"]), ("y", 0, [])):
        with _at_a_terminal(audiostream, "playlist", "delete", "mix") as opened:
            opened.wait_for("Delete the playlist 'Mix' (0 songs) for good? [y/N]")
            opened.press(answer, "enter")
            assert opened.wait_for_exit() == code
        assert _names(audiostream) == left


def test_ctrl_c_at_a_question_is_a_no(audiostream: Installed) -> None:
    with _at_a_terminal(audiostream, "playlist", "delete", "Mix") as opened:
        opened.wait_for("[y/N]")
        opened.press("ctrl+c")
        assert opened.wait_for_exit() == 130
        assert "Interrupted." in opened.text
        assert "Traceback" not in opened.text
    assert _names(audiostream) == ["Mix"]


def test_no_color_is_heeded(audiostream: Installed) -> None:
    with _at_a_terminal(audiostream, "playlist", "list", env={"NO_COLOR": "1"}) as opened:
        assert opened.wait_for_exit() == 0
        assert "Mix" in opened.text
        assert "Next: audiostream playlist show Mix" in opened.text
    assert not [code for codes in opened.styles() for code in codes if 30 <= code <= 49 or code >= 90]


def test_a_password_is_typed_twice_and_never_shown(audiostream: Installed) -> None:
    with _at_a_terminal(audiostream, "user", "add", "ada") as opened:
        for question in ("Password: ", "Password, once more: "):
            opened.wait_for(question.strip())
            opened.press(*"brass lantern", "enter")
        assert opened.wait_for_exit() == 0
        assert "created: ada" in opened.text
        assert "brass" not in opened.text
    assert [account["user_id"] for account in audiostream.run("user", "list", "--json").data] == ["ada"]


def test_ctrl_c_at_a_password_adds_nobody(audiostream: Installed) -> None:
    with _at_a_terminal(audiostream, "user", "add", "ada") as opened:
        opened.wait_for("Password:")
        opened.press("ctrl+c")
        assert opened.wait_for_exit() == 130
        assert "Traceback" not in opened.text
    assert audiostream.run("user", "list", "--json").data == []

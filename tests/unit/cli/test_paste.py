"""Lines to paste: they call this installation, wherever it is, and mean what they say in the shell they are for."""

import shlex
import sys
from pathlib import Path

import pytest

from audiostream.cli import paste

SETTINGS = {"data_dir": "/music of $HOME/it's"}


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a command in a folder that is not on the path; it was called by its relative path."""
    name = "audiostream.exe" if sys.platform == "win32" else "audiostream"
    command = tmp_path / "my env" / name
    command.parent.mkdir()
    command.touch(mode=0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "argv", [str(Path("my env") / name), "demo"])
    monkeypatch.setattr(paste, "_IN_POWERSHELL", False)
    return command


def test_a_command_that_is_not_on_the_path_is_called_by_its_place(installed: Path) -> None:
    assert shlex.split(paste.line("serve", settings={})) == [str(installed), "serve"]


def test_one_that_is_on_the_path_by_its_name(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(installed.parent))
    assert paste.line("serve", settings={}) == "audiostream serve"
    monkeypatch.setattr(sys, "argv", ["audiostream", "demo"])
    assert paste.line("serve", settings={}) == "audiostream serve"


def test_one_that_another_hides_there_by_its_place(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = installed.parent.with_name("bin") / installed.name
    other.parent.mkdir()
    other.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(other.parent))
    assert shlex.split(paste.line("serve", settings={})) == [str(installed), "serve"]


@pytest.mark.usefixtures("installed")
def test_a_module_that_was_run_is_run_by_the_same_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path(paste.__file__).parents[1] / "__main__.py"), "demo"])
    assert shlex.split(paste.line("serve", settings={})) == [sys.executable, "-m", "audiostream", "serve"]


@pytest.mark.usefixtures("installed")
def test_settings_come_before_it_and_are_one_word_each() -> None:
    first, *_ = shlex.split(paste.line("serve", settings=SETTINGS))
    assert first == f"AUDIOSTREAM_DATA_DIR={SETTINGS['data_dir']}"


def test_powershell_has_words_of_its_own(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paste, "_IN_POWERSHELL", True)
    assert paste.line("serve", "--host", "0.0.0.0", settings=SETTINGS) == (  # noqa: S104 - nothing listens
        f"$env:AUDIOSTREAM_DATA_DIR = '/music of $HOME/it''s'; & '{installed}' serve --host 0.0.0.0"
    )

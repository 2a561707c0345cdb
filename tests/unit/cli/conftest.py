"""A command line on a machine of its own, and one with some music on it."""

import shutil
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, make_command_line
from tests.support.playlists import fill


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Return Ada's command line; nothing is there yet."""
    return make_command_line(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def _some_songs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    cli = CommandLine(tmp_path_factory.mktemp("some_songs"))
    fill(cli)
    return cli.data_dir


@pytest.fixture
def filled(cli: CommandLine, _some_songs: Path) -> CommandLine:
    """Return Ada's command line with the songs and the playlist of ``tests.support.playlists``."""
    shutil.copytree(_some_songs, cli.data_dir)
    return cli

"""What holds for every test: no setting, data or log of the machine's owner is read or written."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import servers, skips

if TYPE_CHECKING:
    from tests.support.web import Website


@pytest.fixture(autouse=True, scope="session")
def _nobodys_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("nobody")
    with pytest.MonkeyPatch.context() as patch:
        for variable in [name for name in os.environ if name.startswith("AUDIOSTREAM_")]:
            patch.delenv(variable)
        patch.setenv("AUDIOSTREAM_CONFIG", str(folder / "config.toml"))
        patch.setenv("AUDIOSTREAM_DATA_DIR", str(folder / "data"))
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(variable, str(folder / variable.lower()))
        # A machine's colours and widths must not decide what a test sees.
        for variable in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
            patch.delenv(variable, raising=False)
        yield folder


@pytest.fixture
def website(tmp_path: Path) -> "Iterator[Website]":
    """Return a website of one machine, with songs and accounts; each test has its own."""
    from tests.support import web

    with web.running(tmp_path / "site") as site:
        yield site


def pytest_configure(config: pytest.Config) -> None:
    """Have a run in CI fail where it left out what must be shown."""
    skips.forbid_in_ci(config)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the servers that the chosen tests need, before the first of them and outside of its time limit."""
    if session.config.option.collectonly:
        return
    if "PYTEST_XDIST_WORKER" in os.environ and any(item.get_closest_marker("alone") for item in session.items):
        pytest.exit(
            "Tests marked alone stop servers that others use: add -m 'not alone', and run those by themselves.", 4
        )
    if needed := servers.needed(session.items):
        try:
            servers.start(*needed)
        except AssertionError as error:
            pytest.exit(f"The servers that these tests need: {error}", 1)

"""What holds for every test: no setting, data or log of the machine's owner is read or written."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest


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

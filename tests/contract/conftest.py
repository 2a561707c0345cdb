"""What several suites stand on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from audiostream.backend.ports import Catalogue
from tests.support.backends import CATALOGUES


@pytest.fixture(params=CATALOGUES)
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """Give an empty catalogue of each kind."""
    with CATALOGUES[request.param](tmp_path) as opened:
        yield opened

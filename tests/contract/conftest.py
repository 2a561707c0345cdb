"""What several suites stand on."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from audiostream.backend.ports import Catalogue
from tests.support.backends import CATALOGUES, each


@pytest.fixture(params=each(CATALOGUES))
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    """Give an empty catalogue of each kind."""
    with CATALOGUES[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True, scope="session")
def _no_keyspace_left() -> Iterator[None]:
    """Remove what the tests of this process shared, without importing a driver where none was used."""
    yield
    if used := sys.modules.get("tests.support.cassandra"):
        used.drop_shared()

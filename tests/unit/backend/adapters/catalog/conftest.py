"""A catalogue on PostgreSQL, for the tests that ask more of it than its suites."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.ports import Catalogue
from tests.support import postgresql


@pytest.fixture
def options() -> ServerOptions:
    return postgresql.empty_options()


@pytest.fixture
def database(options: ServerOptions) -> Iterator[ServerDatabase]:
    with closing(ServerDatabase(options, [CATALOGUE])) as opened:
        yield opened


@pytest.fixture
def catalogue(options: ServerOptions) -> Iterator[Catalogue]:
    with closing(open_server_catalogue(options)) as opened:
        yield opened

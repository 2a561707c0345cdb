"""Text is compared by its bytes, whatever the database's own order is."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.server_options import ServerOptions, server_of
from audiostream.backend.ports import Catalogue
from tests.support import postgresql
from tests.support.builders import make_artist
from tests.support.pages import all_pages

pytestmark = pytest.mark.servers

# As code points go; English has it "a", "a b", "ab", "ŋ", "z", "東".
ORDER = ["a", "a b", "ab", "z", "ŋ", "東"]


@pytest.fixture
def english() -> Iterator[Catalogue]:
    """Give a catalogue in a database that sorts as English dictionaries do."""
    with postgresql.database("english") as dsn:
        options = ServerOptions(dsn=dsn)
        name = postgresql.quote_ident(server_of(options).database)
        postgresql.run(f"CREATE DATABASE {name} LOCALE_PROVIDER icu ICU_LOCALE 'en' ENCODING 'UTF8' TEMPLATE template0")
        postgresql.make(dsn)
        assert postgresql.run("SELECT 'ŋ' < 'z'", dsn) == [(True,)], "this is how English has it"
        with closing(open_server_catalogue(options)) as catalogue:
            yield catalogue


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_names_are_listed_by_code_point(english: Catalogue, limit: int) -> None:
    for name in reversed(ORDER):
        english.put_artist(make_artist(name))
    pages = all_pages(lambda after: english.artists(limit=limit, after=after))
    assert [artist.name for page in pages for artist in page] == ORDER

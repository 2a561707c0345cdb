"""How the catalogue asks SQLite: by few queries, each answered by an index in its order."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.adapters.catalog.sqlite_database import SqliteDatabase
from tests.support.builders import make_song
from tests.support.watched import ALBUM, LISTINGS, LOOKUPS, Watched

pytestmark = pytest.mark.slow


def _plan(watched: Watched, query: str) -> list[str]:
    """Return how SQLite answers a query."""
    return [str(step) for *_, step in watched.rows("EXPLAIN QUERY PLAN " + query)]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    set_up_django([CATALOGUE])
    with closing(Watched(SqliteDatabase(tmp_path / "catalogue.sqlite3", [CATALOGUE]))) as opened:
        yield opened


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_reads_one_index_in_its_order(watched: Watched, listing: str) -> None:
    first, second = watched.pages(listing)
    for query in (first, second):
        assert "LIMIT 3" in query
        # Any other table gives one row by its id. A step that sorts would be one more.
        (step,) = [step for step in _plan(watched, query) if "INTEGER PRIMARY KEY (rowid=?)" not in step]
        # Only the first page of a whole listing has nowhere to seek: it begins where the index does.
        begins = "SCAN" if query == first and " of " not in listing else "SEARCH"
        assert step.startswith(begins)
        assert "INDEX" in step


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_is_one_query_and_seeks(watched: Watched, lookup: str) -> None:
    (query,) = watched.queries(LOOKUPS[lookup])
    plan = _plan(watched, query)
    assert all(step.startswith(("SEARCH", "LIST SUBQUERY", "CREATE BLOOM FILTER")) for step in plan), plan


def test_reading_all_keys_follows_an_index(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: list(catalogue.media_keys()))
    assert len(queries) == 2
    for query in queries:
        (step,) = _plan(watched, query)
        assert step.startswith("SEARCH")
        assert "COVERING INDEX song_key" in step


@pytest.mark.parametrize("count", [1, 10, 300])
def test_songs_are_stored_by_the_same_few_queries(watched: Watched, count: int) -> None:
    album = watched.catalogue.album(ALBUM)
    songs = [make_song(f"New {number}", album=album) for number in range(count)]
    queries = watched.queries(lambda catalogue: catalogue.put_songs(songs))
    asked = [query for query in queries if query.startswith("SELECT")]
    assert len(asked) == 4
    assert all("SCAN" not in step for query in asked for step in _plan(watched, query))
    # SQLite takes 250,000 values a statement since 2020, 32,766 before.
    assert sum('INSERT INTO "catalog_song"' in query for query in queries) <= 1 + count // 30


def test_a_search_asks_the_same_however_much_it_finds(watched: Watched) -> None:
    few = len(watched.queries(lambda catalogue: catalogue.search("song 10", limit=5)))
    many = len(watched.queries(lambda catalogue: catalogue.search("song", limit=5)))
    assert max(few, many) <= 3 * (1 + 3 + 1)

"""How the catalogue asks PostgreSQL: by few queries, each answered by an index."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from tests.support import postgresql
from tests.support.builders import make_song
from tests.support.watched import ALBUM, LISTINGS, LOOKUPS, Watched

pytestmark = pytest.mark.servers

# On a few rows it costs less to read all and to sort: PostgreSQL does so now only where it has nothing else.
_RELUCTANT = [f"SET enable_{way} = off" for way in ("seqscan", "bitmapscan", "hashjoin", "mergejoin", "material")]
# But for those few that an index by unique names has at one place, before their ids (an "Incremental Sort").
_NOT_TO_SORT = ["SET enable_sort = off"]


@pytest.fixture
def watched() -> Iterator[Watched]:
    with closing(Watched(ServerDatabase(postgresql.empty_options()))) as opened:
        yield opened


def _plan(watched: Watched, query: str, *settings: str) -> list[str]:
    """Return how PostgreSQL answers a query: its steps, and what each says of itself."""
    plan = [str(line).strip() for (line,) in watched.rows(*settings, f"EXPLAIN (COSTS FALSE) {query}")]
    watched.rows("RESET ALL", "SELECT 1")
    return plan


def _scans(plan: list[str]) -> list[str]:
    return [line for line in plan if " Scan " in line]


def _sorts(plan: list[str]) -> list[str]:
    return [line for line in plan if line.removeprefix("->").strip() == "Sort"]


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_reads_one_index_in_its_order(watched: Watched, listing: str) -> None:
    first, second = watched.pages(listing)
    for query in (first, second):
        assert "LIMIT 3" in query
        plan = _plan(watched, query, *_RELUCTANT, *_NOT_TO_SORT)
        assert not _sorts(plan), plan
        scans = _scans(plan)
        assert all("Index" in scan for scan in scans), plan
        # Only the first page of a whole listing has nowhere to seek: it begins where the index does.
        whole = query == first and " of " not in listing
        assert len([line for line in plan if line.startswith("Index Cond")]) == len(scans) - whole, plan


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_is_one_query_and_seeks(watched: Watched, lookup: str) -> None:
    (query,) = watched.queries(LOOKUPS[lookup])
    plan = _plan(watched, query, *_RELUCTANT)
    scans = _scans(plan)
    assert scans
    assert all("Index" in scan for scan in scans), plan
    assert len([line for line in plan if line.startswith("Index Cond")]) == len(scans), plan


def test_reading_all_keys_follows_an_index(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: list(catalogue.media_keys()))
    assert len(queries) == 2
    for query in queries:
        (scan,) = _scans(_plan(watched, query, *_RELUCTANT, *_NOT_TO_SORT))
        assert "Index Only Scan using song_key" in scan


@pytest.mark.parametrize("count", [1, 10, 300])
def test_songs_are_stored_by_the_same_few_queries(watched: Watched, count: int) -> None:
    album = watched.catalogue.album(ALBUM)
    songs = [make_song(f"New {number}", album=album) for number in range(count)]
    queries = watched.queries(lambda catalogue: catalogue.put_songs(songs))
    verbs = [query.split()[0] for query in queries]
    assert verbs == ["BEGIN", *["SELECT"] * 4, *["INSERT"] * 2, "COMMIT"]


def test_an_exact_title_is_found_by_one_seek_in_order(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: catalogue.search("song 10", limit=5))
    (exact,) = [query for query in queries if "catalog_song_words WHERE whole = " in query]
    plan = _plan(watched, exact, *_RELUCTANT, *_NOT_TO_SORT)
    assert any("Index Only Scan using catalog_song_whole" in line for line in plan), plan
    assert not _sorts(plan)


def test_words_and_beginnings_of_words_are_found_by_the_index_or_in_order(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: catalogue.search("song 1", limit=50))
    matching = [query for query in queries if "catalog_song_words" in query and "@@" in query]
    assert len(matching) == 3
    for query in matching:
        found = _plan(watched, query, "SET enable_seqscan = off", "SET enable_indexscan = off")
        assert any(line.removeprefix("->").strip() == "Bitmap Index Scan on catalog_song_index" for line in found), (
            found
        )
        # What nearly all titles have is not looked up but met on the way.
        in_order = _plan(watched, query, *_RELUCTANT, *_NOT_TO_SORT)
        assert any("Index Scan using catalog_song_by_length" in line for line in in_order), in_order
        assert not _sorts(in_order)


def test_a_search_asks_the_same_however_much_it_finds(watched: Watched) -> None:
    few = len(watched.queries(lambda catalogue: catalogue.search("song 10", limit=5)))
    many = len(watched.queries(lambda catalogue: catalogue.search("song", limit=5)))
    assert max(few, many) <= 3 * (1 + 3 + 1)

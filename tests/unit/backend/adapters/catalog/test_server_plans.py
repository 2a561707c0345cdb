"""How the catalogue asks PostgreSQL: by few queries, each answered by an index."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from tests.support import postgresql
from tests.support.builders import make_song
from tests.support.watched import ALBUM, LISTINGS, LOOKUPS, Watched

pytestmark = pytest.mark.servers

# Enough of all for PostgreSQL to choose as it does in a catalogue of a good size.
_MANY = """
    INSERT INTO catalog_artist (id, name, folded, plain, created_at)
        SELECT 1000 + n, 'Artist ' || n, 'artist ' || n, 'artist ' || n, now() FROM generate_series(1, 500) AS n;
    INSERT INTO catalog_album (id, artist_id, title, folded, plain, year, created_at)
        SELECT 1000 + n, 1001 + n % 500, 'Album ' || n, 'album ' || n, 'album ' || n, NULL, now()
        FROM generate_series(1, 2000) AS n;
    INSERT INTO catalog_song (id, artist_id, album_id, title, folded, plain, track_order, disc_order, extension,
            mime_type, codec, duration_ms, bitrate, sample_rate, channels, key, size, sha256, created_at)
        SELECT 1000 + n, 1001 + n % 500, 1001 + n % 2000, 'Song ' || n, 'song ' || n, 'song ' || n, 1, 1, '', '',
            '',
            1, 1, 1, 1, 'songs/' || n, 1, n, now() FROM generate_series(1, 10000) AS n;
    INSERT INTO catalog_song_words (song_id, length, whole, words)
        SELECT 1000 + n, 5 + n % 40, n, ('1song 2song 3song 1' || n || ' 2' || n || ' 3' || n)::TSVECTOR
        FROM generate_series(1, 10000) AS n
"""


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    with postgresql.database("plans") as dsn:
        postgresql.make(dsn)
        with closing(Watched(ServerDatabase(ServerOptions(dsn=dsn), [CATALOGUE]))) as opened:
            postgresql.run(_MANY, dsn)
            postgresql.run("VACUUM ANALYZE", dsn)
            yield opened


def _plan(watched: Watched, query: str, *without: str) -> list[str]:
    """Return how PostgreSQL answers a query where it does without some ways if it can: its steps, and of each."""
    settings = [f"SET enable_{way} = off" for way in without]
    plan = [str(line).strip() for (line,) in watched.rows(*settings, f"EXPLAIN (COSTS FALSE) {query}")]
    watched.rows("RESET ALL", "SELECT 1")
    return plan


def _scans(plan: list[str]) -> list[str]:
    return [line for line in plan if " Scan " in line]


# But for those few that an index by unique names has at one place, before their ids (an "Incremental Sort").
def _sorts(plan: list[str]) -> list[str]:
    return [line for line in plan if line.removeprefix("->").strip() == "Sort"]


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_reads_one_index_in_its_order(watched: Watched, listing: str) -> None:
    first, second = watched.pages(listing)
    for query in (first, second):
        assert "LIMIT 3" in query
        # The few rows of one album it would sort otherwise.
        plan = _plan(watched, query, "sort")
        assert not _sorts(plan), plan
        scans = _scans(plan)
        assert all("Index" in scan for scan in scans), plan
        # Only the first page of a whole listing has nowhere to seek: it begins where the index does.
        whole = query == first and " of " not in listing
        assert len([line for line in plan if line.startswith("Index Cond")]) == len(scans) - whole, plan


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_is_one_query_and_seeks(watched: Watched, lookup: str) -> None:
    (query,) = watched.queries(LOOKUPS[lookup])
    # To join, it would read the smaller tables whole.
    plan = _plan(watched, query, "hashjoin", "mergejoin", "seqscan")
    scans = _scans(plan)
    assert scans
    assert all("Index" in scan for scan in scans), plan
    assert len([line for line in plan if line.startswith("Index Cond")]) == len(scans), plan


def test_reading_all_keys_follows_an_index(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: list(catalogue.media_keys()))
    assert len(queries) > 10
    for query in queries[0], queries[-1]:
        (scan,) = _scans(_plan(watched, query))
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
    plan = _plan(watched, exact)
    assert any("Index Only Scan using catalog_song_whole" in line for line in plan), plan
    assert not _sorts(plan)


@pytest.mark.parametrize(
    ("text", "how"),
    [
        ("song 7777", "Bitmap Index Scan on catalog_song_index"),
        ("song qqq", "Bitmap Index Scan on catalog_song_index"),
        ("qqq", "Bitmap Index Scan on catalog_song_index"),
        # What nearly all titles have is not looked up but met on the way.
        ("s", "Index Scan using catalog_song_by_length on catalog_song_words"),
        ("song s", "Index Scan using catalog_song_by_length on catalog_song_words"),
    ],
)
def test_words_are_found_by_the_index_or_in_order(watched: Watched, text: str, how: str) -> None:
    queries = watched.queries(lambda catalogue: catalogue.search(text, limit=5))
    first = next(query for query in queries if "catalog_song_words" in query and "@@" in query)
    plan = _plan(watched, first)
    assert any(line.removeprefix("->").strip() == how for line in plan), plan


def test_a_search_asks_the_same_however_much_it_finds(watched: Watched) -> None:
    few = len(watched.queries(lambda catalogue: catalogue.search("song 10", limit=5)))
    many = len(watched.queries(lambda catalogue: catalogue.search("song", limit=5)))
    assert max(few, many) <= 3 * (1 + 3 + 1)

"""How the catalogue asks SQLite: by few queries, each answered by an index in its order."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from audiostream.backend.adapters.catalog.connection import Database, set_up_django
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.ports import Catalogue
from tests.support.builders import make_album, make_artist, make_song

ARTIST, ALBUM = ArtistId(1), AlbumId(2)
Call = Callable[[Catalogue], object]

LISTINGS: dict[str, Callable[[Catalogue, str | None], object]] = {
    "artists": lambda catalogue, after: catalogue.artists(limit=2, after=after),
    "albums": lambda catalogue, after: catalogue.albums(limit=2, after=after),
    "albums of an artist": lambda catalogue, after: catalogue.albums(limit=2, after=after, artist_id=ARTIST),
    "songs": lambda catalogue, after: catalogue.songs(limit=2, after=after),
    "songs of an artist": lambda catalogue, after: catalogue.songs(limit=2, after=after, artist_id=ARTIST),
    "songs of an album": lambda catalogue, after: catalogue.songs(limit=2, after=after, album_id=ALBUM),
    "songs of both": lambda catalogue, after: catalogue.songs(limit=2, after=after, artist_id=ARTIST, album_id=ALBUM),
}

LOOKUPS: dict[str, Call] = {
    "an artist": lambda catalogue: catalogue.artist(ARTIST),
    "an artist's name": lambda catalogue: catalogue.artist_named("nina"),
    "an album": lambda catalogue: catalogue.album(ALBUM),
    "an album's title": lambda catalogue: catalogue.album_titled(ARTIST, "pastel"),
    "who is called so": lambda catalogue: catalogue.artists_called("nina", limit=10),
    "a title": lambda catalogue: catalogue.albums_called("pastel", limit=10),
    "an artist's albums of a title": lambda catalogue: catalogue.albums_called("pastel", limit=10, artist_id=ARTIST),
    "a song's title": lambda catalogue: catalogue.songs_called("song 10", limit=10),
    "songs of files": lambda catalogue: catalogue.songs_of_files(["a", "b"]),
    "a song": lambda catalogue: catalogue.song(SongId(10)),
    "songs": lambda catalogue: catalogue.songs_by_id([SongId(10), SongId(11)]),
    "sizes": lambda catalogue: catalogue.media_sizes(["a", "b"]),
}


class Watched:
    """A catalogue of a few songs, and what it asked the database."""

    def __init__(self, path: Path) -> None:
        from audiostream.backend.adapters.catalog.store import DjangoCatalogue

        self.database = Database(path)
        self.catalogue: Catalogue = DjangoCatalogue(self.database)
        artist, _ = self.catalogue.put_artist(make_artist("Nina", id=ARTIST))
        self.catalogue.put_artist(make_artist("Odetta"))
        self.catalogue.put_artist(make_artist("Queen"))
        album, _ = self.catalogue.put_album(make_album("Pastel", artist=artist, id=ALBUM))
        for title in ("Silk", "Wild"):
            self.catalogue.put_album(make_album(title, artist=artist))
        self.catalogue.put_songs([make_song(f"Song {n}", album=album, id=SongId(n)) for n in range(10, 20)])

    def close(self) -> None:
        """Close it."""
        self.catalogue.close()

    def queries(self, call: Call) -> list[str]:
        """Return the statements of one call, with their values."""
        with self.database.reading() as alias, CaptureQueriesContext(connections[alias]) as captured:
            call(self.catalogue)
        return [query["sql"] for query in captured.captured_queries]

    def plan(self, query: str) -> list[str]:
        """Return how SQLite answers a query."""
        with self.database.reading() as alias, connections[alias].cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + query)
            return [step for *_, step in cursor.fetchall()]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    set_up_django()
    with closing(Watched(tmp_path / "catalogue.sqlite3")) as opened:
        yield opened


@pytest.mark.parametrize("listing", LISTINGS)
def test_a_listing_reads_one_index_in_its_order(watched: Watched, listing: str) -> None:
    read = LISTINGS[listing]
    (first,) = watched.queries(lambda catalogue: read(catalogue, None))
    (second,) = watched.queries(lambda catalogue: read(catalogue, read(catalogue, None).next))[1:]  # type: ignore[attr-defined]
    for query in (first, second):
        assert "LIMIT 3" in query
        # Any other table gives one row by its id. A step that sorts would be one more.
        (step,) = [step for step in watched.plan(query) if "INTEGER PRIMARY KEY (rowid=?)" not in step]
        # Only the first page of a whole listing has nowhere to seek: it begins where the index does.
        begins = "SCAN" if query == first and " of " not in listing else "SEARCH"
        assert step.startswith(begins)
        assert "INDEX" in step


@pytest.mark.parametrize("lookup", LOOKUPS)
def test_a_lookup_is_one_query_and_seeks(watched: Watched, lookup: str) -> None:
    (query,) = watched.queries(LOOKUPS[lookup])
    plan = watched.plan(query)
    assert all(step.startswith(("SEARCH", "LIST SUBQUERY", "CREATE BLOOM FILTER")) for step in plan), plan


def test_reading_all_keys_follows_an_index(watched: Watched) -> None:
    queries = watched.queries(lambda catalogue: list(catalogue.media_keys()))
    assert len(queries) == 2
    for query in queries:
        (step,) = watched.plan(query)
        assert step.startswith("SEARCH")
        assert "COVERING INDEX song_key" in step


@pytest.mark.parametrize("count", [1, 10, 300])
def test_songs_are_stored_by_the_same_few_queries(watched: Watched, count: int) -> None:
    album = watched.catalogue.album(ALBUM)
    songs = [make_song(f"New {number}", album=album) for number in range(count)]
    queries = watched.queries(lambda catalogue: catalogue.put_songs(songs))
    asked = [query for query in queries if query.startswith("SELECT")]
    assert len(asked) == 4
    assert all("SCAN" not in step for query in asked for step in watched.plan(query))
    # SQLite takes 250,000 values a statement since 2020, 32,766 before.
    assert sum('INSERT INTO "catalog_song"' in query for query in queries) <= 1 + count // 30


def test_a_search_asks_the_same_however_much_it_finds(watched: Watched) -> None:
    few = len(watched.queries(lambda catalogue: catalogue.search("song 10", limit=5)))
    many = len(watched.queries(lambda catalogue: catalogue.search("song", limit=5)))
    assert max(few, many) <= 3 * (1 + 3 + 1)

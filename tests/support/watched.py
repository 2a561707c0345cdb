"""What the catalogue asks its database."""

from collections.abc import Callable

from django.db import connections
from django.test.utils import CaptureQueriesContext

from audiostream.backend.adapters.catalog.database import Database
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
    """A catalogue of a few songs, and what it asks the database."""

    def __init__(self, database: Database) -> None:
        # Django must be set up, which making the database did.
        from audiostream.backend.adapters.catalog.store import DjangoCatalogue

        self.database = database
        self.catalogue: Catalogue = DjangoCatalogue(database)
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

        def watch(alias: str) -> list[str]:
            with CaptureQueriesContext(connections[alias]) as captured:
                call(self.catalogue)
            return [query["sql"] for query in captured.captured_queries]

        return self.database.read(watch)

    def pages(self, listing: str) -> tuple[str, str]:
        """Return the queries for the first and the second page of a listing."""
        read = LISTINGS[listing]
        # The songs of an album share it, and it is read once, by its id.
        first, *beside = self.queries(lambda catalogue: read(catalogue, None))
        assert len(beside) == (listing == "songs of an album")
        place = read(self.catalogue, None).next  # type: ignore[attr-defined]
        (second,) = self.queries(lambda catalogue: read(catalogue, place))
        return first, second

    def rows(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements; return what the last one gives."""

        def run(alias: str) -> list[tuple[object, ...]]:
            with connections[alias].cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return [tuple(row) for row in cursor.fetchall()]

        return self.database.read(run)

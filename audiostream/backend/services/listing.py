"""Whole listings, whatever the size of a page."""

from collections.abc import Iterator

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.ports import SongReads


def all_songs(
    catalogue: SongReads, *, artist_id: ArtistId | None = None, album_id: AlbumId | None = None
) -> Iterator[Song]:
    """Yield the songs of an artist, an album, or all, in the order of ``SongReads.songs``."""
    after: str | None = None
    while True:
        page = catalogue.songs(limit=MAX_LIMIT, after=after, artist_id=artist_id, album_id=album_id)
        yield from page.items
        if (after := page.next) is None:
            return

"""Albums in Django's ORM."""

from collections.abc import Sequence

from django.db.models import QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.called import called
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.index import ALBUMS, Entry, index_of
from audiostream.backend.adapters.catalog.keyset import BY_NAME, page
from audiostream.backend.adapters.catalog.mappers import album_of, album_row
from audiostream.backend.domain.catalogue import Album
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.domain.names import fold
from audiostream.backend.domain.paging import Page
from audiostream.errors import Conflict, NotFound


class Albums:
    """The port ``AlbumStore``."""

    _database: Database

    def put_album(self, album: Album) -> tuple[Album, bool]:
        """Store an album unless its artist has one of that title."""
        return self._database.write(lambda alias: _put(alias, album))

    def album(self, album_id: AlbumId) -> Album:
        """Return an album."""
        row = self._database.read(lambda alias: _rows(alias).filter(id=int(album_id)).first())
        if row is None:
            raise NotFound(f"there is no album with the id {album_id}")
        return album_of(row)

    def album_titled(self, artist_id: ArtistId, title: str) -> Album | None:
        """Return the album of an artist and a title."""

        def read(alias: str) -> models.Album | None:
            return next(iter(_rows(alias).filter(artist_id=int(artist_id), folded=fold(title))), None)

        row = self._database.read(read)
        return album_of(row) if row else None

    def albums_called(self, title: str, *, limit: int, artist_id: ArtistId | None = None) -> Sequence[Album]:
        """Return the albums of a title, exactly or else but for accents."""

        def read(alias: str) -> Sequence[Album]:
            rows = _rows(alias) if artist_id is None else _rows(alias).filter(artist_id=int(artist_id))
            return [album_of(row) for row in called(rows, title, limit=limit)]

        return self._database.read(read)

    def albums(self, *, limit: int, after: str | None = None, artist_id: ArtistId | None = None) -> Page[Album]:
        """List albums by title."""

        def read(alias: str) -> Page[Album]:
            rows, listing = _rows(alias), "albums"
            if artist_id is not None:
                rows, listing = rows.filter(artist_id=int(artist_id)), f"albums of {artist_id}"
            return page(rows, BY_NAME, listing, limit=limit, after=after, item=album_of)

        return self._database.read(read)

    def newest_albums(self, *, limit: int) -> Sequence[Album]:
        """Return the albums that were added last."""
        return self._database.read(lambda alias: [album_of(row) for row in _rows(alias).order_by("-id")[:limit]])


def _put(alias: str, album: Album) -> tuple[Album, bool]:
    row = album_row(album)
    artist = models.Artist.objects.using(alias).filter(id=row.artist_id).first()
    if artist is None:
        raise NotFound(f"there is no artist with the id {row.artist_id}")
    if stored := _rows(alias).filter(artist_id=row.artist_id, folded=row.folded).first():
        return album_of(stored), False
    if other := _rows(alias).filter(id=row.id).first():
        raise Conflict(f"the id {row.id} is taken by the album {other.title!r} of {other.artist.name!r}")
    row.artist = artist
    row.save(using=alias, force_insert=True)
    index_of(alias).add(ALBUMS, [Entry(row.id, (row.title, artist.name))])
    return album_of(row), True


def _rows(alias: str) -> QuerySet[models.Album]:
    return models.Album.objects.using(alias).select_related("artist")

"""Artists in Django's ORM."""

from collections.abc import Sequence

from django.db.models import QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.called import called
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.index import ARTISTS, Entry, index_of
from audiostream.backend.adapters.catalog.keyset import BY_NAME, page
from audiostream.backend.adapters.catalog.mappers import artist_of, artist_row
from audiostream.backend.domain.catalogue import Artist
from audiostream.backend.domain.ids import ArtistId
from audiostream.backend.domain.names import fold
from audiostream.backend.domain.paging import Page
from audiostream.errors import Conflict, NotFound


class Artists:
    """The port ``ArtistStore``."""

    _database: Database

    def put_artist(self, artist: Artist) -> tuple[Artist, bool]:
        """Store an artist unless its name is taken."""
        return self._database.write(lambda alias: _put(alias, artist))

    def artist(self, artist_id: ArtistId) -> Artist:
        """Return an artist."""
        row = self._database.read(lambda alias: _rows(alias).filter(id=int(artist_id)).first())
        if row is None:
            raise NotFound(f"there is no artist with the id {artist_id}")
        return artist_of(row)

    def artist_named(self, name: str) -> Artist | None:
        """Return the artist of a name."""
        row = self._database.read(lambda alias: _rows(alias).filter(folded=fold(name)).first())
        return artist_of(row) if row else None

    def artists_called(self, name: str, *, limit: int) -> Sequence[Artist]:
        """Return who has a name, exactly or else but for accents."""
        return self._database.read(lambda alias: [artist_of(row) for row in called(_rows(alias), name, limit=limit)])

    def artists(self, *, limit: int, after: str | None = None) -> Page[Artist]:
        """List artists by name."""
        return self._database.read(
            lambda alias: page(_rows(alias), BY_NAME, "artists", limit=limit, after=after, item=artist_of)
        )


def _put(alias: str, artist: Artist) -> tuple[Artist, bool]:
    row = artist_row(artist)
    if stored := _rows(alias).filter(folded=row.folded).first():
        return artist_of(stored), False
    if other := _rows(alias).filter(id=row.id).first():
        raise Conflict(f"the id {row.id} is taken by the artist {other.name!r}")
    row.save(using=alias, force_insert=True)
    index_of(alias).add(ARTISTS, [Entry(row.id, (row.name,))])
    return artist, True


def _rows(alias: str) -> QuerySet[models.Artist]:
    return models.Artist.objects.using(alias).all()

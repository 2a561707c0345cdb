"""Changing what is stored: all that follows from a name or a place follows at once, in the transaction that is open.

For people who mend the catalogue by hand. Rows come with their new values; what hangs on them is brought in step: the
columns that sort and compare, and what the full-text index has of them.
"""

from collections.abc import Iterable, Sequence

from django.db import connections
from django.db.models import QuerySet

from audiostream.backend.adapters.catalog.index import ALBUMS, ARTISTS, SONGS, Entry, Kind, index_of
from audiostream.backend.adapters.catalog.mappers import song_of, song_row
from audiostream.backend.adapters.catalog.models import Album, Artist, Song
from audiostream.backend.adapters.catalog.parts import parts
from audiostream.backend.domain.names import fold, plain


def edit_artist(alias: str, row: Artist) -> None:
    """Store an artist's new name."""
    row.folded, row.plain = fold(row.name), plain(row.name)
    row.save(using=alias, update_fields=["name", "folded", "plain"])
    _index(alias, ARTISTS, [Entry(row.id, (row.name,))])
    _index_albums(alias, Album.objects.using(alias).filter(artist_id=row.id))
    _index_songs(alias, Song.objects.using(alias).filter(artist_id=row.id))


def edit_album(alias: str, row: Album) -> None:
    """Store an album's new title and year."""
    row.folded, row.plain = fold(row.title), plain(row.title)
    row.save(using=alias, update_fields=["title", "folded", "plain", "year"])
    _index_albums(alias, Album.objects.using(alias).filter(id=row.id))
    _index_songs(alias, Song.objects.using(alias).filter(album_id=row.id))


def edit_song(alias: str, row: Song) -> None:
    """Store a song's new title, track and disc."""
    placed = song_row(song_of(row))
    row.folded, row.plain = placed.folded, placed.plain
    row.track_order, row.disc_order = placed.track_order, placed.disc_order
    columns = ["title", "folded", "plain", "track", "disc", "track_order", "disc_order"]
    row.save(using=alias, update_fields=columns)
    _index_songs(alias, Song.objects.using(alias).filter(id=row.id))


def _index_albums(alias: str, rows: QuerySet[Album]) -> None:
    found = rows.select_related("artist").iterator()
    _index(alias, ALBUMS, (Entry(row.id, (row.title, row.artist.name)) for row in found))


def _index_songs(alias: str, rows: QuerySet[Song]) -> None:
    found = rows.select_related("artist", "album").iterator()
    _index(alias, SONGS, (Entry(row.id, (row.title, row.artist.name, row.album.title)) for row in found))


def _index(alias: str, kind: Kind, entries: Iterable[Entry]) -> None:
    some = list(entries)
    _forget(alias, kind, [entry.id for entry in some])
    index_of(alias).add(kind, some)


def _forget(alias: str, kind: Kind, ids: Sequence[int]) -> None:
    with connections[alias].cursor() as cursor:
        for few in parts(ids):
            marks = ", ".join(["%s"] * len(few))
            cursor.execute(
                f"DELETE FROM catalog_{kind.name}_words WHERE {kind.name}_id IN ({marks})",  # noqa: S608 - names of ours
                list(few),
            )

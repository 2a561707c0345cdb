"""Storing songs by the batch: few queries however many songs, and all of them or none."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from django.db.models import Model, QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.index import SONGS, Entry, index_of
from audiostream.backend.adapters.catalog.mappers import song_of, song_row
from audiostream.backend.adapters.catalog.parts import parts
from audiostream.backend.domain.catalogue import Song
from audiostream.errors import Conflict, NotFound

_Row = TypeVar("_Row", bound=Model)


def store_songs(alias: str, songs: Sequence[Song]) -> list[tuple[Song, bool]]:
    """Store songs in the transaction that is open; see ``ports.SongStore.put_songs``."""
    rows = [song_row(song) for song in songs]
    artists = _existing(models.Artist.objects.using(alias), {row.artist_id for row in rows}, "artist")
    albums = _existing(
        models.Album.objects.using(alias).select_related("artist"), {row.album_id for row in rows}, "album"
    )
    for row in rows:
        row.artist, row.album = artists[row.artist_id], albums[row.album_id]
    new, result = _sorted_out(rows, _stored(alias, rows))
    models.Song.objects.using(alias).bulk_create(new)
    index_of(alias).add(SONGS, (Entry(row.id, (row.title, row.artist.name, row.album.title)) for row in new))
    return result


def _existing(rows: QuerySet[_Row], ids: set[int], noun: str) -> Mapping[int, _Row]:
    found = {row.pk: row for some in parts(sorted(ids)) for row in rows.filter(pk__in=some)}
    if missing := sorted(ids - found.keys()):
        raise NotFound(f"there is no {noun} with the id {missing[0]}")
    return found


def _stored(alias: str, rows: Sequence[models.Song]) -> Sequence[models.Song]:
    stored = models.Song.objects.using(alias).select_related("artist", "album__artist")
    found: dict[int, models.Song] = {}
    for some in parts(rows):
        albums, digests = {row.album_id for row in some}, {row.sha256 for row in some}
        for matching in (stored.filter(album_id__in=albums, sha256__in=digests), stored.filter(id__in=_ids(some))):
            found |= {row.id: row for row in matching}
    return list(found.values())


def _sorted_out(
    rows: Sequence[models.Song], stored: Sequence[models.Song]
) -> tuple[list[models.Song], list[tuple[Song, bool]]]:
    known = {(row.album_id, row.sha256): row for row in stored}
    taken = {row.id: row for row in stored}
    new: list[models.Song] = []
    result: list[tuple[Song, bool]] = []
    for row in rows:
        same = known.get((row.album_id, row.sha256))
        if same is not None:
            result.append((song_of(same), False))
            continue
        if row.id in taken:
            raise Conflict(f"the id {row.id} is taken by the song {taken[row.id].title!r}")
        known[row.album_id, row.sha256] = taken[row.id] = row
        new.append(row)
        result.append((song_of(row), True))
    return new, result


def _ids(rows: Sequence[models.Song]) -> list[int]:
    return [row.id for row in rows]

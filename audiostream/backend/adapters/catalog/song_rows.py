"""Songs, albums and artists as tuples of columns: a model for each of them would cost more than the query."""

from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, QuerySet

from audiostream.backend.adapters.catalog import models
from audiostream.backend.adapters.catalog.prepared import Parameter, Prepared, moment_of
from audiostream.backend.domain.catalogue import Album, Artist, Audio, Media, ReplayGain, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId

SONG = (
    *("id", "title", "track", "disc", "created_at", "artist_id", "key", "size", "sha256"),
    *("extension", "mime_type", "codec", "duration_ms", "bitrate", "sample_rate", "channels"),
    *("track_gain", "track_peak", "album_gain", "album_peak"),
)
"""The columns of a song's own, as :func:`song_of` takes them."""

ARTIST = ("id", "name", "created_at")
"""The columns of an artist, as :func:`artist_of` takes them."""

ALBUM = ("id", "title", "year", "created_at", "artist_id", "artist__name", "artist__created_at")
"""The columns of an album and its artist, as :func:`album_of` takes them."""

ARTIST_ID = SONG.index("artist_id")

_NO_GAIN = (None, None, None, None)


def whole_rows(rows: QuerySet[models.Song]) -> QuerySet[models.Song, Any]:
    """Return songs as rows that :func:`whole_song` takes."""
    return rows.values_list(
        *SONG, *(f"artist__{column}" for column in ARTIST), *(f"album__{column}" for column in ALBUM)
    )


def whole_song(row: tuple[Any, ...]) -> Song:
    """Return the song of a row, with its artist and its album."""
    own, by, of_album = row[: len(SONG)], row[len(SONG) : -len(ALBUM)], row[-len(ALBUM) :]
    album = album_of(*of_album)
    return song_of(album, album.artist if by[0] == album.artist.id else artist_of(*by), *own)


def _of_id(alias: str) -> QuerySet[models.Song, Any]:
    return whole_rows(models.Song.objects.using(alias).filter(id=Parameter(BigIntegerField())))


# Asked for each song that is played.
BY_ID = Prepared(_of_id)
"""A song by its id, as a row that :func:`whole_song` takes."""


def artist_of(artist_id: int, name: str, created_at: datetime) -> Artist:
    """Return the artist of a row."""
    return Artist(id=ArtistId(artist_id), name=name, created_at=moment_of(created_at))


def album_of(album_id: int, title: str, year: int | None, created_at: datetime, *artist: Any) -> Album:  # noqa: ANN401 - a row's
    """Return the album of a row."""
    return Album(
        id=AlbumId(album_id), artist=artist_of(*artist), title=title, year=year, created_at=moment_of(created_at)
    )


def song_of(album: Album, artist: Artist, *row: Any) -> Song:  # noqa: ANN401 - a row's
    """Return the song of a row, given its album and its artist."""
    song_id, title, track, disc, created_at, _, key, size, sha256, *sound = row
    extension, mime_type, codec, duration_ms, bitrate, sample_rate, channels, *tags = sound
    return Song(
        id=SongId(song_id),
        artist=artist,
        album=album,
        title=title,
        track=track,
        disc=disc,
        audio=Audio(
            extension=extension,
            mime_type=mime_type,
            codec=codec,
            duration_ms=duration_ms,
            bitrate=bitrate,
            sample_rate=sample_rate,
            channels=channels,
            replay_gain=_gain(*tags),
        ),
        media=Media(key=key, size=size, sha256=sha256),
        created_at=moment_of(created_at),
    )


def _gain(*tags: float | None) -> ReplayGain | None:
    if tags == _NO_GAIN:
        return None
    track_gain, track_peak, album_gain, album_peak = tags
    return ReplayGain(track_gain=track_gain, track_peak=track_peak, album_gain=album_gain, album_peak=album_peak)

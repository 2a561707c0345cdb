"""Between rows and the domain."""

from audiostream.backend.adapters.catalog import models
from audiostream.backend.domain import catalogue as domain
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.names import fold, plain


def artist_row(artist: domain.Artist) -> models.Artist:
    """Return an artist as it is stored."""
    return models.Artist(
        id=int(artist.id),
        name=artist.name,
        folded=fold(artist.name),
        plain=plain(artist.name),
        created_at=artist.created_at,
    )


def artist_of(row: models.Artist) -> domain.Artist:
    """Return the artist of a row."""
    return domain.Artist(id=ArtistId(row.id), name=row.name, created_at=row.created_at)


def album_row(album: domain.Album) -> models.Album:
    """Return an album as it is stored."""
    return models.Album(
        id=int(album.id),
        artist_id=int(album.artist.id),
        title=album.title,
        folded=fold(album.title),
        plain=plain(album.title),
        year=album.year,
        created_at=album.created_at,
    )


def album_of(row: models.Album) -> domain.Album:
    """Return the album of a row and its artist."""
    return domain.Album(
        id=AlbumId(row.id), artist=artist_of(row.artist), title=row.title, year=row.year, created_at=row.created_at
    )


def song_row(song: domain.Song) -> models.Song:
    """Return a song as it is stored."""
    audio, gain = song.audio, song.audio.replay_gain or domain.ReplayGain()
    disc_order, track_order, plain_title, folded, _ = domain.album_order(song)
    return models.Song(
        id=int(song.id),
        artist_id=int(song.artist.id),
        album_id=int(song.album.id),
        title=song.title,
        folded=folded,
        plain=plain_title,
        track=song.track,
        disc=song.disc,
        track_order=track_order,
        disc_order=disc_order,
        extension=audio.extension,
        mime_type=audio.mime_type,
        codec=audio.codec,
        duration_ms=audio.duration_ms,
        bitrate=audio.bitrate,
        sample_rate=audio.sample_rate,
        channels=audio.channels,
        track_gain=gain.track_gain,
        track_peak=gain.track_peak,
        album_gain=gain.album_gain,
        album_peak=gain.album_peak,
        key=song.media.key,
        size=song.media.size,
        sha256=song.media.sha256,
        created_at=song.created_at,
    )


def song_of(row: models.Song) -> domain.Song:
    """Return the song of a row, its artist and its album."""
    return domain.Song(
        id=SongId(row.id),
        artist=artist_of(row.artist),
        album=album_of(row.album),
        title=row.title,
        track=row.track,
        disc=row.disc,
        audio=_audio_of(row),
        media=domain.Media(key=row.key, size=row.size, sha256=row.sha256),
        created_at=row.created_at,
    )


def _audio_of(row: models.Song) -> domain.Audio:
    gain = domain.ReplayGain(
        track_gain=row.track_gain, track_peak=row.track_peak, album_gain=row.album_gain, album_peak=row.album_peak
    )
    return domain.Audio(
        extension=row.extension,
        mime_type=row.mime_type,
        codec=row.codec,
        duration_ms=row.duration_ms,
        bitrate=row.bitrate,
        sample_rate=row.sample_rate,
        channels=row.channels,
        replay_gain=None if gain == domain.ReplayGain() else gain,
    )

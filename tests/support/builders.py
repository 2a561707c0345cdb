"""Domain objects for tests: valid, each with an id of its own, every field open to change."""

import hashlib
from dataclasses import replace
from typing import Any

from audiostream.backend.domain.catalogue import Album, Artist, Audio, Media, Song, media_key
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId, new_catalogue_id

FLAC = Audio(
    extension="flac",
    mime_type="audio/flac",
    codec="flac",
    duration_ms=180_000,
    bitrate=900_000,
    sample_rate=44_100,
    channels=2,
)


def make_artist(name: str = "Nina Simone", **fields: Any) -> Artist:  # noqa: ANN401 - any field
    """Return an artist."""
    return Artist(**{"id": new_catalogue_id(ArtistId), "name": name, **fields})


def make_album(title: str = "Pastel Blues", *, artist: Artist | None = None, **fields: Any) -> Album:  # noqa: ANN401
    """Return an album, by default of an artist of its own."""
    return Album(**{"id": new_catalogue_id(AlbumId), "artist": artist or make_artist(), "title": title, **fields})


def make_media(content: bytes = b"sound", *, extension: str = "flac") -> Media:
    """Return what a store says of a file of this content."""
    sha256 = hashlib.sha256(content).hexdigest()
    return Media(key=media_key(sha256, extension), size=len(content), sha256=sha256)


def make_audio(**fields: Any) -> Audio:  # noqa: ANN401
    """Return what a probe says of a FLAC file of three minutes."""
    return replace(FLAC, **fields)


def make_song(title: str = "Sinnerman", *, album: Album | None = None, **fields: Any) -> Song:  # noqa: ANN401
    """Return a song whose file differs from every other's; by default of the album's artist."""
    album = album or make_album(**({"artist": fields["artist"]} if "artist" in fields else {}))
    song_id = new_catalogue_id(SongId)
    audio: Audio = fields.pop("audio", FLAC)
    media = make_media(str(song_id).encode(), extension=audio.extension)
    defaults = {"id": song_id, "artist": album.artist, "album": album, "title": title, "audio": audio, "media": media}
    return Song(**{**defaults, **fields})

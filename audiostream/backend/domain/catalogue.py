"""What can be listened to: artists, albums, songs, and the audio behind a song."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId
from audiostream.backend.domain.names import fold, plain

# A week: far longer than any recording, and what players, events and databases agree on.
MAX_TRACK_MS = 7 * 24 * 3_600_000

# What files are, by the extensions that they are stored under.
MIME_TYPES = {
    "aac": "audio/aac",
    "aiff": "audio/aiff",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp1": "audio/mpeg",
    "mp2": "audio/mpeg",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
}

# Above any track number that a database's 32 bits hold.
_NO_TRACK = 2**31 - 1


def utc_now() -> datetime:
    """Return the time now, with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Artist:
    """A person or group; the name is unique by :func:`names.fold`."""

    id: ArtistId
    name: str
    created_at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Album:
    """An album; the title is unique for its artist by :func:`names.fold`."""

    id: AlbumId
    artist: Artist
    title: str
    year: int | None = None
    created_at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayGain:
    """Loudness tags: gains in dB, peaks as a fraction of full scale (ReplayGain 2.0)."""

    track_gain: float | None = None
    track_peak: float | None = None
    album_gain: float | None = None
    album_peak: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Audio:
    """What a file's own headers say of its sound.

    Lengths are in milliseconds, ``bitrate`` in bits and ``sample_rate`` in samples a second.
    ``extension`` is without a dot and follows from the content, never from the file's name.
    """

    extension: str
    mime_type: str
    codec: str
    duration_ms: int
    bitrate: int
    sample_rate: int
    channels: int
    replay_gain: ReplayGain | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A stored file, addressed by its content; ``size`` is in bytes, ``sha256`` in lower-case hex."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Song:
    """One track of one album; an album holds the same bytes once."""

    id: SongId
    artist: Artist
    album: Album
    title: str
    track: int | None = None
    disc: int | None = None
    audio: Audio
    media: Media
    created_at: datetime = field(default_factory=utc_now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What a file says of itself, cleaned; ``None`` where it says nothing."""

    title: str | None = None
    artist: str | None = None
    album_artist: str | None = None
    album: str | None = None
    year: int | None = None
    track: int | None = None
    disc: int | None = None


def media_key(sha256: str, extension: str) -> str:
    """Return the key of a stored file: a content address, so it never changes its meaning."""
    return f"songs/{sha256[:2]}/{sha256}.{extension}"


def album_order(song: Song) -> tuple[int, int, str, str, int]:
    """Return the key by which an album's songs are sorted.

    By disc, a missing one being the first; by track, songs without one last; by title and id.
    """
    disc = 1 if song.disc is None else song.disc
    track = _NO_TRACK if song.track is None else song.track
    return disc, track, plain(song.title), fold(song.title), int(song.id)

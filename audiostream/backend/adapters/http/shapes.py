"""What the API's answers look like, and the domain's objects they stand for."""

from datetime import datetime
from typing import Annotated, Generic, TypeAlias, TypeVar
from uuid import UUID

import msgspec

from audiostream.backend.domain.catalogue import Album, Artist, Audio, Media, ReplayGain, Song
from audiostream.backend.domain.ids import (
    AlbumId,
    ArtistId,
    EntryId,
    EventId,
    PlaylistId,
    SongId,
    UserId,
    parse_catalogue_id,
)
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.playlists import Entry, Playlist
from audiostream.backend.domain.times import micros_of

# A time without its zone could be compared with none of ours.
Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]

_Item = TypeVar("_Item")


class PageShape(msgspec.Struct, Generic[_Item]):
    """A page of a listing."""

    items: list[_Item]
    next: str | None = None


class ArtistShape(msgspec.Struct):
    """An artist."""

    id: str
    name: str
    created_at: Moment

    def artist(self) -> Artist:
        """Return the artist."""
        return Artist(id=parse_catalogue_id(ArtistId, self.id), name=self.name, created_at=self.created_at)


class AlbumShape(msgspec.Struct):
    """An album."""

    id: str
    title: str
    artist: ArtistShape
    year: int | None
    created_at: Moment

    def album(self) -> Album:
        """Return the album."""
        return Album(
            id=parse_catalogue_id(AlbumId, self.id),
            artist=self.artist.artist(),
            title=self.title,
            year=self.year,
            created_at=self.created_at,
        )


class SongShape(msgspec.Struct):
    """A song."""

    id: str
    title: str
    artist: ArtistShape
    album: AlbumShape
    disc: int | None
    track: int | None
    duration_ms: int
    codec: str
    mime_type: str
    bitrate: int
    sample_rate: int
    channels: int
    replay_gain: ReplayGain | None
    size: int
    sha256: str
    key: str
    created_at: Moment

    def song(self) -> Song:
        """Return the song."""
        return Song(
            id=parse_catalogue_id(SongId, self.id),
            artist=self.artist.artist(),
            album=self.album.album(),
            title=self.title,
            track=self.track,
            disc=self.disc,
            audio=Audio(
                extension=self.key.rpartition(".")[2],
                mime_type=self.mime_type,
                codec=self.codec,
                duration_ms=self.duration_ms,
                bitrate=self.bitrate,
                sample_rate=self.sample_rate,
                channels=self.channels,
                replay_gain=self.replay_gain,
            ),
            media=Media(key=self.key, size=self.size, sha256=self.sha256),
            created_at=self.created_at,
        )


class HitsShape(msgspec.Struct):
    """What a search found."""

    artists: list[ArtistShape]
    albums: list[AlbumShape]
    songs: list[SongShape]


class PlaylistShape(msgspec.Struct):
    """A playlist of a listing."""

    id: UUID
    name: str
    named_at: Moment
    song_count: int

    def playlist(self, user_id: UserId) -> Playlist:
        """Return the playlist of a user."""
        return Playlist(id=PlaylistId(self.id), user_id=user_id, name=self.name, named_at=micros_of(self.named_at))


class EntryShape(msgspec.Struct):
    """A place in a playlist."""

    entry_id: UUID
    song_id: str
    position: str
    placed_at: Moment

    def entry(self) -> Entry:
        """Return the entry."""
        return Entry(
            id=EntryId(self.entry_id),
            song_id=parse_catalogue_id(SongId, self.song_id),
            position=self.position,
            placed_at=micros_of(self.placed_at),
        )


class EntriesShape(msgspec.Struct):
    """A playlist, as far as its entries go."""

    songs: list[EntryShape]


class ListenShape(msgspec.Struct):
    """A listen of a history."""

    event_id: UUID
    song_id: str
    started_at: Moment
    played_ms: int
    duration_ms: int
    completed: bool
    client: str

    def listen(self, user_id: UserId) -> Listen:
        """Return the listen of a user."""
        return Listen(
            event_id=EventId(self.event_id),
            user_id=user_id,
            song_id=parse_catalogue_id(SongId, self.song_id),
            started_at=micros_of(self.started_at),
            played_ms=self.played_ms,
            duration_ms=self.duration_ms,
            completed=self.completed,
            client=self.client,
        )

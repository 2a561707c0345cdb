"""What the API answers, for its document; ``domain.shapes`` makes the objects, and tests hold them to this."""

from datetime import datetime
from typing import Literal

from ninja import Schema


class ProblemPart(Schema):
    """One of several things that are wrong with a request: where, and what."""

    where: str
    detail: str


class Problem(Schema):
    """Problem details (RFC 9457); `code` is stable, `detail` and `hint` are for people."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str | None = None
    errors: list[ProblemPart] | None = None


class Artist(Schema):
    """A person or group."""

    id: str
    name: str
    created_at: datetime


class Album(Schema):
    """An album."""

    id: str
    title: str
    artist: Artist
    year: int | None
    created_at: datetime


class ReplayGain(Schema):
    """Loudness tags: gains in dB, peaks as a fraction of full scale."""

    track_gain: float | None
    track_peak: float | None
    album_gain: float | None
    album_peak: float | None


class Song(Schema):
    """A song; lengths in milliseconds, rates in bits and samples a second, sizes in bytes."""

    id: str
    title: str
    artist: Artist
    album: Album
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
    created_at: datetime


class AlbumWithSongs(Album):
    """An album and its songs in order; `next` goes on with `GET /albums/{album_id}/songs`."""

    songs: list[Song]
    next: str | None


class Artists(Schema):
    """A page of artists."""

    items: list[Artist]
    next: str | None


class Albums(Schema):
    """A page of albums."""

    items: list[Album]
    next: str | None


class Songs(Schema):
    """A page of songs."""

    items: list[Song]
    next: str | None


class Hits(Schema):
    """What a search found, each kind best first."""

    artists: list[Artist]
    albums: list[Album]
    songs: list[Song]


class ArtistChange(Schema):
    """Whether an artist is new."""

    status: Literal["created", "unchanged"]
    artist: Artist


class AlbumChange(Schema):
    """Whether an album is new."""

    status: Literal["created", "unchanged"]
    album: Album


class Stream(Schema):
    """Where a song plays now; an address without a host is on this server. `null` is one that does not expire."""

    song_id: str
    url: str
    expires_at: datetime | None


class ArtistName(Schema):
    """An artist by name."""

    id: str
    name: str


class AlbumTitle(Schema):
    """An album by title."""

    id: str
    title: str


class SongReference(Schema):
    """Which song something is about; `null` where it was removed from the catalogue."""

    song_id: str
    title: str | None
    artist: ArtistName | None
    album: AlbumTitle | None


class Entry(SongReference):
    """A song's place in a playlist; `position` is text that sorts, changed at the time `placed_at`."""

    entry_id: str
    duration_ms: int | None
    position: str
    placed_at: datetime


class NumberedEntry(Entry):
    """A song's place in a playlist, by its number from 1."""

    number: int


class ChangedEntry(Entry):
    """What became of a song's place in a playlist."""

    status: Literal["added", "removed", "moved", "unchanged"]


class Playlist(Schema):
    """A playlist."""

    id: str
    name: str
    named_at: datetime


class SizedPlaylist(Playlist):
    """A playlist and how many songs it has."""

    song_count: int


class PlaylistWithSongs(Playlist):
    """A playlist with its songs in order."""

    songs: list[NumberedEntry]


class Playlists(Schema):
    """All playlists of the account."""

    items: list[SizedPlaylist]
    next: str | None


class PlaylistChange(Schema):
    """What was done; while it is not `visible`, it is accepted and stored, and reads do not show it yet."""

    status: Literal["created", "changed", "added", "removed", "moved", "deleted", "unchanged"]
    visible: bool
    playlist: Playlist
    songs: list[ChangedEntry]


class Listen(SongReference):
    """What was heard of a song, and when."""

    event_id: str
    started_at: datetime
    played_ms: int
    duration_ms: int
    completed: bool
    client: str


class History(Schema):
    """A page of listens, newest first."""

    items: list[Listen]
    next: str | None


class Me(Schema):
    """The account that asks, and by which token, if not by a session."""

    user_id: str
    is_staff: bool
    token_id: str | None


class Token(Schema):
    """A device's token, without its secret."""

    id: str
    device: str
    created_at: datetime
    last_used_at: datetime | None


class NewToken(Token):
    """A token with its secret, which is shown this once."""

    user_id: str
    token: str


class Tokens(Schema):
    """The tokens of the account."""

    items: list[Token]
    next: str | None


class EventResult(Schema):
    """What became of one event; `code` and `detail` say why it was refused. A repeat of one is accepted."""

    event_id: str | None
    status: Literal["accepted", "refused"]
    code: str | None
    detail: str | None


class EventResults(Schema):
    """What became of each event, in order; `visible` says whether reads show those accepted already."""

    results: list[EventResult]
    visible: bool


class Upload(Schema):
    """What became of a file; with `dry_run` what would, and no ids where they would be new. `size` in bytes."""

    status: Literal["created", "restored", "unchanged", "would-create", "would-restore"]
    size: int
    song_id: str | None
    album_id: str | None

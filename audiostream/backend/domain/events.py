"""Events: what happened to listening history and playlists, as JSON that any order can be read in.

Kafka keeps order only inside one partition of one topic, so a consumer may see an add before its
create and anything twice. Events therefore commute: each carries its own time, and where two
write the same field the later one wins, on equal times the greater value.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, ClassVar, TypeAlias

import msgspec

from audiostream.backend.domain.catalogue import MAX_TRACK_MS
from audiostream.backend.domain.ids import (
    CatalogueId,
    EntryId,
    EventId,
    PlaylistId,
    SongId,
    UserId,
    parse_catalogue_id,
)
from audiostream.backend.domain.names import clean_name
from audiostream.errors import InvalidEvent, InvalidInput

VERSION = 1

# A client's wrong clock must not win for ever: last-writer-wins trusts `occurred_at`.
MAX_AHEAD_US = 3_600_000_000
# The first scrobble was sent in October 2002; nothing was logged before.
EARLIEST_LISTEN_US = int(datetime(2002, 10, 1, tzinfo=UTC).timestamp()) * 1_000_000

Micros: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
Millis: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=MAX_TRACK_MS)]
ShortText: TypeAlias = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
# The largest event of ours (10,000 removed entries) has 400 kB; Kafka's own limit is a million bytes.
MAX_EVENT_BYTES = 1_000_000
MAX_REMOVED = 10_000


def now_us() -> int:
    """Return the time as events carry it: microseconds since the epoch."""
    return time.time_ns() // 1000


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """The envelope; times are microseconds since 1970-01-01 UTC."""

    topic: ClassVar[str]

    v: int = VERSION
    event_id: EventId
    user_id: Annotated[UserId, msgspec.Meta(min_length=1, max_length=255)]
    occurred_at: Micros


class Listened(Event, frozen=True, kw_only=True):
    """Someone heard a song, or the part of it that ``played_ms`` says."""

    topic: ClassVar[str] = "listening_history"

    song_id: SongId
    started_at: Micros
    played_ms: Millis
    duration_ms: Millis
    completed: bool
    client: ShortText


class PlaylistCreated(Event, frozen=True, kw_only=True):
    """A playlist got its name: the first time, or a new one."""

    topic: ClassVar[str] = "playlist_create"

    playlist_id: PlaylistId
    name: ShortText


class PlaylistDeleted(Event, frozen=True, kw_only=True):
    """A playlist is gone, finally: no event brings it back."""

    topic: ClassVar[str] = "playlist_delete"

    playlist_id: PlaylistId


class SongAdded(Event, frozen=True, kw_only=True):
    """An entry of a playlist got its place: the first time, or a new one."""

    topic: ClassVar[str] = "playlist_add_song"

    playlist_id: PlaylistId
    entry_id: EntryId
    song_id: SongId
    position: str


class SongsRemoved(Event, frozen=True, kw_only=True):
    """These entries are gone, finally; the remover had seen each."""

    topic: ClassVar[str] = "playlist_remove_song"

    playlist_id: PlaylistId
    entry_ids: Annotated[tuple[EntryId, ...], msgspec.Meta(min_length=1, max_length=MAX_REMOVED)]


PlaylistEvent: TypeAlias = PlaylistCreated | PlaylistDeleted | SongAdded | SongsRemoved
AnyEvent: TypeAlias = Listened | PlaylistEvent

KINDS: Mapping[str, type[AnyEvent]] = {
    kind.topic: kind for kind in (Listened, PlaylistCreated, PlaylistDeleted, SongAdded, SongsRemoved)
}


class _Version(msgspec.Struct):
    v: int


def _to_wire(value: object) -> str:
    if isinstance(value, CatalogueId):
        return str(int(value))
    raise NotImplementedError(type(value))


def _from_wire(kind: type, value: object) -> object:
    if issubclass(kind, CatalogueId) and isinstance(value, str):
        try:
            return parse_catalogue_id(kind, value)
        except InvalidInput as error:
            raise ValueError(error.message) from error
    raise ValueError(f"expected a {kind.__name__} as text")


_encoder = msgspec.json.Encoder(enc_hook=_to_wire)
_decoders = {topic: msgspec.json.Decoder(kind, dec_hook=_from_wire) for topic, kind in KINDS.items()}
_version = msgspec.json.Decoder(_Version)


def encode(event: AnyEvent) -> bytes:
    """Return the event as JSON; catalogue ids become text.

    Raises:
        InvalidEvent: a reader would refuse it.
    """
    try:
        value = _encoder.encode(event)
    except UnicodeEncodeError as error:
        raise InvalidEvent(f"{event.topic}: not valid Unicode text: {error}") from error
    decode(event.topic, value)
    return value


def decode(topic: str, value: bytes) -> AnyEvent:
    """Read an event of a topic; fields that are not known are ignored.

    Raises:
        InvalidEvent: it is not JSON, of an unknown topic or version, or lacks or breaks a field.
    """
    if topic not in _decoders:
        raise InvalidEvent(f"no event has the topic {topic!r}")
    if len(value) > MAX_EVENT_BYTES:
        raise InvalidEvent(f"{topic}: {len(value)} bytes; at most {MAX_EVENT_BYTES} are allowed")
    try:
        version = _version.decode(value).v
        if version != VERSION:
            raise InvalidEvent(f"version {version} of {topic!r} is not known; this reader knows {VERSION}")
        event = _decoders[topic].decode(value)
    except msgspec.MsgspecError as error:
        raise InvalidEvent(f"{topic}: {error}") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise InvalidEvent(f"{topic}: not JSON text: {error}") from error
    _check_rules(event)
    return event


def _check_rules(event: AnyEvent) -> None:
    if isinstance(event, SongAdded):
        from audiostream.backend.domain.positions import is_position

        # One that is none would leave no room beside it for any later entry.
        if not is_position(event.position):
            raise InvalidEvent(f"{event.topic}: {event.position[:80]!r} is not a position")
    elif isinstance(event, PlaylistCreated):
        try:
            clean_name(event.name)
        except InvalidInput as error:
            raise InvalidEvent(f"{event.topic}: {error.message}") from error


def check_times(event: AnyEvent, now_us: int) -> None:
    """Refuse what only a wrong clock can have made; ``now_us`` in microseconds since the epoch.

    Raises:
        InvalidEvent: ``occurred_at`` is over an hour ahead, or a listen is outside 2002-10-01 … now.
    """
    if event.occurred_at > now_us + MAX_AHEAD_US:
        raise InvalidEvent(f"{event.topic}: occurred_at is more than an hour ahead of this clock")
    if isinstance(event, Listened):
        if event.started_at < EARLIEST_LISTEN_US:
            raise InvalidEvent(f"{event.topic}: started_at is before 2002-10-01")
        if event.started_at > now_us + MAX_AHEAD_US:
            raise InvalidEvent(f"{event.topic}: started_at is more than an hour ahead of this clock")

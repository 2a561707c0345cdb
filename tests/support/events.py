"""Events for tests: valid, each with an id of its own, every field open to change."""

from typing import Any, TypeVar
from uuid import uuid4

from audiostream.backend.domain.events import (
    Listened,
    PlaylistCreated,
    PlaylistDeleted,
    SongAdded,
    SongsRemoved,
    now_us,
)
from audiostream.backend.domain.ids import SongId, UserId

ADA = UserId("ada")
BOB = UserId("bob")

_Kind = TypeVar("_Kind", Listened, PlaylistCreated, PlaylistDeleted, SongAdded, SongsRemoved)


def make_listened(**fields: Any) -> Listened:  # noqa: ANN401 - any field
    """Return that a song of three minutes was heard whole."""
    heard = {
        "song_id": SongId(7),
        "started_at": now_us(),
        "played_ms": 180_000,
        "duration_ms": 180_000,
        "completed": True,
        "client": "test",
    }
    return _make(Listened, heard, fields)


def make_created(**fields: Any) -> PlaylistCreated:  # noqa: ANN401
    """Return that a playlist got its name."""
    return _make(PlaylistCreated, {"playlist_id": uuid4(), "name": "Mornings"}, fields)


def make_deleted(**fields: Any) -> PlaylistDeleted:  # noqa: ANN401
    """Return that a playlist was deleted."""
    return _make(PlaylistDeleted, {"playlist_id": uuid4()}, fields)


def make_added(**fields: Any) -> SongAdded:  # noqa: ANN401
    """Return that an entry got its place."""
    return _make(
        SongAdded, {"playlist_id": uuid4(), "entry_id": uuid4(), "song_id": SongId(7), "position": "a0"}, fields
    )


def make_removed(**fields: Any) -> SongsRemoved:  # noqa: ANN401
    """Return that an entry was removed."""
    return _make(SongsRemoved, {"playlist_id": uuid4(), "entry_ids": (uuid4(),)}, fields)


def _make(kind: type[_Kind], own: dict[str, Any], fields: dict[str, Any]) -> _Kind:
    envelope = {"event_id": uuid4(), "user_id": ADA, "occurred_at": now_us()}
    return kind(**{**envelope, **own, **fields})

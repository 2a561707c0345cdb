"""Records that are no events, of the many kinds that there are."""

import json
from typing import Any
from uuid import UUID

from audiostream.backend.domain.events import MAX_EVENT_BYTES, encode, now_us
from tests.support.events import make_added, make_created, make_listened, make_removed

HOUR_US = 3_600_000_000


def changed(event: Any, **fields: Any) -> bytes:  # noqa: ANN401 - any event, any JSON
    """Return an event as JSON with fields that are other, or more."""
    return json.dumps({**json.loads(encode(event)), **fields}).encode()


def without(event: Any, field: str) -> bytes:  # noqa: ANN401
    """Return an event as JSON that lacks a field."""
    return json.dumps({key: value for key, value in json.loads(encode(event)).items() if key != field}).encode()


# What is wrong: the topic, the record's value, and a word of the reason that is told.
MALFORMED = {
    "empty": ("playlist_create", b"", "truncated"),
    "garbage": ("playlist_create", b"\x00\xff\xfe garbage", "malformed"),
    "a list": ("playlist_create", b"[]", "Expected `object`"),
    "null": ("playlist_create", b"null", "Expected `object`"),
    "half": ("playlist_create", encode(make_created())[:-5], "truncated"),
    "two": ("playlist_create", encode(make_created()) * 2, "trailing"),
    "not UTF-8": ("playlist_create", encode(make_created(name="xyz")).replace(b"xyz", b"x\xffz"), "not JSON text"),
    "lone surrogate": ("playlist_create", encode(make_created(name="xyz")).replace(b"xyz", rb"\ud800"), "truncated"),
    "deep": ("playlist_create", b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"v":1}', "recursion"),
    "huge": ("playlist_create", changed(make_created(), x="y" * MAX_EVENT_BYTES), "at most 1000000"),
    "long name": ("playlist_create", changed(make_created(), name="x" * 501), "name"),
    "blank name": ("playlist_create", changed(make_created(), name=" \t "), "name is empty"),
    "control characters": ("playlist_create", changed(make_created(), name="a\x1b[2Jb"), "control characters"),
    "no version": ("playlist_create", without(make_created(), "v"), "missing required field `v`"),
    "next version": ("playlist_create", changed(make_created(), v=2), "version 2"),
    "odd version": ("playlist_create", changed(make_created(), v="1"), "Expected `int`"),
    "wrong topic": ("playlist_delete", encode(make_listened()), "playlist_id"),
    "wrong type": ("playlist_create", changed(make_created(), name=5), "Expected `str`"),
    "no id": ("playlist_create", without(make_created(), "event_id"), "event_id"),
    "an id that is none": ("playlist_create", changed(make_created(), playlist_id="MIX"), "UUID"),
    "another's key": ("playlist_create", encode(make_created(user_id="eve")), "another user"),
    "no user": ("playlist_create", changed(make_created(), user_id=""), "length"),
    "negative time": ("playlist_create", changed(make_created(), occurred_at=-1), "occurred_at"),
    "endless time": ("playlist_create", changed(make_created(), occurred_at=10**30), "occurred_at"),
    "clock ahead": ("playlist_create", encode(make_created(occurred_at=now_us() + 9 * HOUR_US)), "hour ahead"),
    "number for an id": ("playlist_add_song", changed(make_added(), song_id=7), "expected a SongId as text"),
    "id out of range": ("playlist_add_song", changed(make_added(), song_id=str(2**63)), "not an id"),
    "long id": ("playlist_add_song", changed(make_added(), song_id="0" * 19 + "77"), "not an id"),
    "id of no number": ("playlist_add_song", changed(make_added(), song_id="٣"), "not an id"),
    "negative id": ("playlist_add_song", changed(make_added(), song_id="-7"), "not an id"),
    "no position": ("playlist_add_song", changed(make_added(), position=""), "not a position"),
    "line end": ("playlist_add_song", changed(make_added(), position="a0\n"), "not a position"),
    "no room before": ("playlist_add_song", changed(make_added(), position="a00"), "not a position"),
    "long position": ("playlist_add_song", changed(make_added(), position="a" + "1" * 255), "not a position"),
    "nothing removed": ("playlist_remove_song", changed(make_removed(), entry_ids=[]), "length"),
    "too many removed": (
        "playlist_remove_song",
        changed(make_removed(), entry_ids=[str(UUID(int=n)) for n in range(10_001)]),
        "length",
    ),
    "before scrobbling": ("listening_history", encode(make_listened(started_at=10**15)), "before 2002"),
    "to come": ("listening_history", encode(make_listened(started_at=now_us() + 9 * HOUR_US)), "hour ahead"),
    "a week too long": ("listening_history", changed(make_listened(), played_ms=7 * 24 * HOUR_US), "played_ms"),
    "a float": ("listening_history", changed(make_listened(), played_ms=1.5), "Expected `int`"),
    "not a number": (
        "listening_history",
        encode(make_listened(played_ms=7)).replace(b'"played_ms":7', b'"played_ms":NaN'),
        "invalid",
    ),
}

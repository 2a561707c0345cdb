"""What the consumer does with records, on every log."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import MAX_AHEAD_US, MAX_EVENT_BYTES, encode, now_us
from audiostream.backend.domain.ids import PlaylistId
from tests.support.backends import LOGS, LogBackend, each
from tests.support.events import ADA, make_added, make_created, make_deleted, make_listened, make_removed

HOUR_US = 3_600_000_000


@pytest.fixture(params=each(LOGS))
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogBackend]:
    with LOGS[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def playlists(tmp_path: Path) -> Iterator[SqlitePlaylistStore]:
    store = SqlitePlaylistStore(tmp_path / "playlists.sqlite3")
    yield store
    store.close()


@pytest.fixture
def listens(tmp_path: Path) -> Iterator[SqliteListenStore]:
    store = SqliteListenStore(tmp_path / "listens.sqlite3")
    yield store
    store.close()


@pytest.fixture
def consumer(backend: LogBackend, playlists: SqlitePlaylistStore, listens: SqliteListenStore) -> Consumer:
    return Consumer(backend.reader, playlists, listens)


def _drain(consumer: Consumer, backend: LogBackend, count: int) -> None:
    done = 0
    while done < count and (step := consumer.step(timeout_s=backend.patience_s)):
        done += step
    assert done == count


def _changed(event: Any, **fields: Any) -> bytes:  # noqa: ANN401 - any event, any JSON
    return json.dumps({**json.loads(encode(event)), **fields}).encode()


def _without(event: Any, field: str) -> bytes:  # noqa: ANN401
    return json.dumps({key: value for key, value in json.loads(encode(event)).items() if key != field}).encode()


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
    "huge": ("playlist_create", _changed(make_created(), x="y" * MAX_EVENT_BYTES), "at most 1000000"),
    "long name": ("playlist_create", _changed(make_created(), name="x" * 501), "name"),
    "blank name": ("playlist_create", _changed(make_created(), name=" \t "), "name is empty"),
    "control characters": ("playlist_create", _changed(make_created(), name="a\x1b[2Jb"), "control characters"),
    "no version": ("playlist_create", _without(make_created(), "v"), "missing required field `v`"),
    "next version": ("playlist_create", _changed(make_created(), v=2), "version 2"),
    "odd version": ("playlist_create", _changed(make_created(), v="1"), "Expected `int`"),
    "wrong topic": ("playlist_delete", encode(make_listened()), "playlist_id"),
    "wrong type": ("playlist_create", _changed(make_created(), name=5), "Expected `str`"),
    "no id": ("playlist_create", _without(make_created(), "event_id"), "event_id"),
    "an id that is none": ("playlist_create", _changed(make_created(), playlist_id="MIX"), "UUID"),
    "another's key": ("playlist_create", encode(make_created(user_id="eve")), "another user"),
    "no user": ("playlist_create", _changed(make_created(), user_id=""), "length"),
    "negative time": ("playlist_create", _changed(make_created(), occurred_at=-1), "occurred_at"),
    "endless time": ("playlist_create", _changed(make_created(), occurred_at=10**30), "occurred_at"),
    "clock ahead": ("playlist_create", encode(make_created(occurred_at=now_us() + 9 * HOUR_US)), "hour ahead"),
    "number for an id": ("playlist_add_song", _changed(make_added(), song_id=7), "expected a SongId as text"),
    "id out of range": ("playlist_add_song", _changed(make_added(), song_id=str(2**63)), "not an id"),
    "long id": ("playlist_add_song", _changed(make_added(), song_id="0" * 19 + "77"), "not an id"),
    "id of no number": ("playlist_add_song", _changed(make_added(), song_id="٣"), "not an id"),
    "negative id": ("playlist_add_song", _changed(make_added(), song_id="-7"), "not an id"),
    "no position": ("playlist_add_song", _changed(make_added(), position=""), "not a position"),
    "line end": ("playlist_add_song", _changed(make_added(), position="a0\n"), "not a position"),
    "no room before": ("playlist_add_song", _changed(make_added(), position="a00"), "not a position"),
    "long position": ("playlist_add_song", _changed(make_added(), position="a" + "1" * 255), "not a position"),
    "nothing removed": ("playlist_remove_song", _changed(make_removed(), entry_ids=[]), "length"),
    "too many removed": (
        "playlist_remove_song",
        _changed(make_removed(), entry_ids=[str(UUID(int=n)) for n in range(10_001)]),
        "length",
    ),
    "before scrobbling": ("listening_history", encode(make_listened(started_at=10**15)), "before 2002"),
    "to come": ("listening_history", encode(make_listened(started_at=now_us() + 9 * HOUR_US)), "hour ahead"),
    "a week too long": ("listening_history", _changed(make_listened(), played_ms=7 * 24 * HOUR_US), "played_ms"),
    "a float": ("listening_history", _changed(make_listened(), played_ms=1.5), "Expected `int`"),
    "not a number": (
        "listening_history",
        encode(make_listened(played_ms=7)).replace(b'"played_ms":7', b'"played_ms":NaN'),
        "invalid",
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_event_is_put_aside_and_stops_nothing(
    case: str, backend: LogBackend, consumer: Consumer, playlists: SqlitePlaylistStore
) -> None:
    topic, value, reason = MALFORMED[case]
    before, after = make_created(name="before"), make_created(name="later")
    backend.log.publish([before])
    backend.append_now(topic, ADA, value)
    backend.log.publish([after])
    _drain(consumer, backend, 3)
    (letter,) = backend.reader.dead_letters(limit=9)
    assert letter.record.value == value
    assert letter.record.topic == topic
    assert reason in letter.reason
    assert [playlist.name for playlist in playlists.playlists(ADA)] == ["before", "later"]
    assert not any(each.waiting for each in backend.reader.backlog())


def test_fields_that_are_not_known_are_ignored(
    backend: LogBackend, consumer: Consumer, playlists: SqlitePlaylistStore
) -> None:
    backend.append_now("playlist_create", ADA, _changed(make_created(name="mix"), mood={"of": ["the", "day"]}))
    _drain(consumer, backend, 1)
    assert [playlist.name for playlist in playlists.playlists(ADA)] == ["mix"]


def test_times_are_judged_by_the_logs_own_clock(
    backend: LogBackend, consumer: Consumer, playlists: SqlitePlaylistStore
) -> None:
    # Published long ago by a clock that was ahead: a replay must not find it right by now.
    ahead = make_created(name="ahead", occurred_at=now_us() - 9 * HOUR_US)
    backend.append(ahead.topic, ADA, encode(ahead), ahead.occurred_at - MAX_AHEAD_US - 1)
    # Published by a client that sets the log's time too.
    forged = make_created(name="forged", occurred_at=now_us() + 9 * HOUR_US)
    backend.append(forged.topic, ADA, encode(forged), forged.occurred_at)
    _drain(consumer, backend, 2)
    assert not playlists.playlists(ADA)
    assert len(backend.reader.dead_letters(limit=9)) == 2


def test_every_kind_of_event_is_applied_once_and_committed(
    backend: LogBackend, consumer: Consumer, playlists: SqlitePlaylistStore, listens: SqliteListenStore
) -> None:
    mix, old = PlaylistId(uuid4()), PlaylistId(uuid4())
    kept, dropped = make_added(playlist_id=mix), make_added(playlist_id=mix)
    listened = make_listened()
    backend.log.publish([make_removed(playlist_id=mix, entry_ids=(dropped.entry_id,)), make_deleted(playlist_id=old)])
    backend.log.publish([dropped, kept, listened, make_created(playlist_id=mix), make_created(playlist_id=old)])
    _drain(consumer, backend, 7)
    assert [playlist.id for playlist in playlists.playlists(ADA)] == [mix]
    assert [entry.id for entry in playlists.entries(ADA, mix)] == [kept.entry_id]
    assert [listen.event_id for listen in listens.listens(ADA, limit=9).items] == [listened.event_id]
    assert consumer.drain() == 0

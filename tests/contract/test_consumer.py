"""What the consumer does with records, on every log."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import MAX_AHEAD_US, encode, now_us
from audiostream.backend.domain.ids import PlaylistId
from audiostream.backend.ports import ListenStore, PlaylistStore
from tests.support.backends import LISTEN_STORES, LOGS, PLAYLIST_STORES, LogBackend, each
from tests.support.events import ADA, make_added, make_created, make_deleted, make_listened, make_removed
from tests.support.malformed import HOUR_US, MALFORMED, changed


@pytest.fixture(params=each(LOGS))
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LogBackend]:
    with LOGS[request.param](tmp_path) as opened:
        yield opened


@pytest.fixture
def stores(request: pytest.FixtureRequest) -> str:
    """Return whose stores: of SQLite unless a test says more, as every other log is read the same."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def playlists(stores: str, tmp_path: Path) -> Iterator[PlaylistStore]:
    with PLAYLIST_STORES[stores](tmp_path) as opened:
        yield opened


@pytest.fixture
def listens(stores: str, tmp_path: Path) -> Iterator[ListenStore]:
    with LISTEN_STORES[stores](tmp_path) as opened:
        yield opened


@pytest.fixture
def consumer(backend: LogBackend, playlists: PlaylistStore, listens: ListenStore) -> Consumer:
    return Consumer(backend.reader, playlists, listens)


def _drain(consumer: Consumer, backend: LogBackend, count: int) -> None:
    done = 0
    while done < count and (step := consumer.step(timeout_s=backend.patience_s)):
        done += step
    assert done == count


@pytest.mark.parametrize("case", MALFORMED)
def test_a_malformed_event_is_put_aside_and_stops_nothing(
    case: str, backend: LogBackend, consumer: Consumer, playlists: PlaylistStore
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
    backend: LogBackend, consumer: Consumer, playlists: PlaylistStore
) -> None:
    backend.append_now("playlist_create", ADA, changed(make_created(name="mix"), mood={"of": ["the", "day"]}))
    _drain(consumer, backend, 1)
    assert [playlist.name for playlist in playlists.playlists(ADA)] == ["mix"]


def test_times_are_judged_by_the_logs_own_clock(
    backend: LogBackend, consumer: Consumer, playlists: PlaylistStore
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


@pytest.mark.parametrize("stores", each(["sqlite", "cassandra"]), indirect=True)
def test_every_kind_of_event_is_applied_once_and_committed(
    backend: LogBackend, consumer: Consumer, playlists: PlaylistStore, listens: ListenStore
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

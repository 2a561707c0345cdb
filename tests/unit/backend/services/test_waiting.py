"""Publishing on a cluster: a change waits until reads show it, and no longer than was said."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest

from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.domain.events import MAX_AHEAD_US, AnyEvent, Listened, PlaylistEvent, now_us
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.playlists import Playlist
from audiostream.backend.services.waiting import WaitingPublisher
from audiostream.errors import AudiostreamError, InvalidEvent, Rejected, Unavailable
from tests.support.events import make_added, make_created, make_deleted, make_listened, make_removed


class Log:
    """Keeps what is published."""

    def __init__(self) -> None:
        self.events: list[AnyEvent] = []

    def publish(self, events: Sequence[AnyEvent]) -> None:
        """Keep events."""
        self.events += events


class Cluster:
    """A log, a store, and a consumer that applies all so many pauses later; time goes on by pauses alone."""

    def __init__(self, store: SqlitePlaylistStore, applied_after: int) -> None:
        self.log, self.store, self.left, self.now = Log(), store, applied_after, 0.0

    def publisher(self, within_s: float) -> WaitingPublisher:
        """Return a publisher that waits no longer than that."""
        return WaitingPublisher(self.log, self.store, within_s=within_s, clock=lambda: self.now, sleep=self._sleep)

    def _sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds
        self.left -= 1
        if self.left == 0:
            self.store.apply([event for event in self.log.events if not isinstance(event, Listened)])


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Callable[[int], Cluster]]:
    store = SqlitePlaylistStore(tmp_path / "playlists.sqlite3")

    def make(applied_after: int) -> Cluster:
        return Cluster(store, applied_after)

    with closing(store):
        yield make


PLAYLIST, ENTRY = uuid4(), uuid4()
CREATED = make_created(playlist_id=PLAYLIST, occurred_at=now_us() - 10)
ADDED = make_added(playlist_id=PLAYLIST, entry_id=ENTRY, occurred_at=now_us() - 9)


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ([], CREATED),
        ([CREATED], make_created(playlist_id=PLAYLIST, name="Evenings")),
        ([CREATED], ADDED),
        ([CREATED, ADDED], make_added(playlist_id=PLAYLIST, entry_id=ENTRY, position="b")),
        ([CREATED, ADDED], make_removed(playlist_id=PLAYLIST, entry_ids=[ENTRY])),
        ([CREATED], make_deleted(playlist_id=PLAYLIST)),
    ],
    ids=["create", "rename", "add", "move", "remove", "delete"],
)
def test_a_change_is_visible_once_reads_show_it(
    cluster: Callable[[int], Cluster], before: Sequence[PlaylistEvent], event: PlaylistEvent
) -> None:
    there = cluster(4)
    there.store.apply(before)
    assert there.publisher(2.0).publish([event]) is True
    assert there.left == 0
    assert 0 < there.now < 2
    assert there.log.events == [event]


def test_several_changes_are_waited_for_together(cluster: Callable[[int], Cluster]) -> None:
    there = cluster(3)
    assert there.publisher(2.0).publish([CREATED, ADDED, make_added(playlist_id=PLAYLIST)]) is True
    assert there.left == 0


def test_when_no_consumer_applies_it_in_time_it_is_accepted_and_not_yet_visible(
    cluster: Callable[[int], Cluster],
) -> None:
    there = cluster(10**6)
    assert there.publisher(2.0).publish([CREATED]) is False
    assert there.now == pytest.approx(2.0)
    assert there.log.events == [CREATED]


def test_who_does_not_wait_asks_no_store(cluster: Callable[[int], Cluster]) -> None:
    there = cluster(1)
    there.store.close()
    publisher = WaitingPublisher(there.log, Away(Unavailable("gone fishing")), within_s=0.0)
    assert publisher.publish([CREATED]) is False
    assert there.log.events == [CREATED]


def test_listens_are_not_waited_for(cluster: Callable[[int], Cluster]) -> None:
    there = cluster(1)
    assert there.publisher(2.0).publish([make_listened()]) is False
    assert there.now == 0


@pytest.mark.parametrize("error", [Unavailable("gone fishing"), Rejected("gone fishing")])
def test_a_store_that_fails_delays_only(caplog: pytest.LogCaptureFixture, error: AudiostreamError) -> None:
    log = Log()
    assert WaitingPublisher(log, Away(error), within_s=2.0).publish([CREATED]) is False
    assert log.events == [CREATED]
    assert "Stored, but whether it is applied cannot be seen now: gone fishing" in caplog.text


def test_of_events_with_one_from_a_wrong_clock_none_is_logged(cluster: Callable[[int], Cluster]) -> None:
    there = cluster(1)
    with pytest.raises(InvalidEvent, match="more than an hour ahead"):
        there.publisher(2.0).publish([CREATED, make_created(occurred_at=now_us() + 2 * MAX_AHEAD_US)])
    assert there.log.events == []


def test_before_a_read_there_is_nothing_to_do() -> None:
    WaitingPublisher(Log(), Away(Unavailable("gone fishing")), within_s=2.0).catch_up()


class Away(SqlitePlaylistStore):
    """A store that does not answer."""

    def __init__(self, error: AudiostreamError) -> None:
        """Open nothing."""
        self._error = error

    def playlists(self, user_id: UserId) -> Sequence[Playlist]:  # noqa: ARG002 - whoever asks
        """Fail."""
        raise self._error

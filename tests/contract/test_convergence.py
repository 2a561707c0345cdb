"""Any order and any repetition of the same events gives the same playlists and history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import (
    AnyEvent,
    Listened,
    PlaylistCreated,
    PlaylistDeleted,
    SongAdded,
    SongsRemoved,
)
from audiostream.backend.domain.ids import EntryId, EventId, PlaylistId, SongId, UserId
from audiostream.backend.domain.listening import listen_of
from audiostream.backend.ports import ListenStore, PlaylistStore
from tests.support.backends import LISTEN_STORES, LOGS, PLAYLIST_STORES, LogBackend, each
from tests.support.model import expected, seen

# Threads of the drivers draw random numbers while Hypothesis makes examples, which takes these for the examples' own.
pytestmark = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")


# Few of each, and ids that differ in their first bytes, so that events meet.
USERS = [UserId("ada"), UserId("bob")]
PLAYLISTS = [PlaylistId(UUID(int=n)) for n in (1, 2**127)]
ENTRIES = [EntryId(UUID(int=n)) for n in (3, 2**127 + 3, 2**64)]
TIMES = [1_700_000_000_000_000 + n for n in range(3)]
# Their order as UTF-8 is not that as UTF-16, nor that of a dictionary.
NAMES = ["a", "B", "É", "\ufb00", "𝄞"]
POSITIONS = ["Zz", "a0", "a0V", "a1"]
SONGS = [SongId(1), SongId(2**63 - 1), SongId(255)]


@dataclass
class Stores:
    """The stores that events are applied to, one of each kind.

    ``thoroughness`` is how many of the examples there is time for.
    """

    playlists: PlaylistStore
    listens: ListenStore
    thoroughness: float


# Each example has users of its own, so one store serves all: a new keyspace an example would take hours.
@pytest.fixture(scope="module", params=each(["sqlite", "cassandra"]))
def stores(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stores]:
    folder: Path = tmp_path_factory.mktemp("convergence")
    name = request.param
    with PLAYLIST_STORES[name](folder) as playlists, LISTEN_STORES[name](folder) as listens:
        yield Stores(playlists, listens, thoroughness=1.0 if name == "sqlite" else 0.2)


@pytest.fixture(scope="module")
def log(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LogBackend]:
    with LOGS[request.param](tmp_path_factory.mktemp("log")) as opened:
        yield opened


@st.composite
def _events(draw: st.DrawFn, number: int, width: int) -> AnyEvent:
    event_id = EventId(UUID(int=number << 64 | draw(st.integers(0, 3)) << 126))
    user_id, occurred_at = draw(st.sampled_from(USERS[:width])), draw(st.sampled_from(TIMES[:width]))
    playlist_id = draw(st.sampled_from(PLAYLISTS[:width]))
    kind = draw(st.sampled_from([PlaylistCreated, SongAdded, SongAdded, SongsRemoved, Listened, PlaylistDeleted]))
    own: dict[str, Any] = {"playlist_id": playlist_id}
    if kind is PlaylistCreated:
        own["name"] = draw(st.sampled_from(NAMES))
    elif kind is SongAdded:
        own["entry_id"] = draw(st.sampled_from(ENTRIES[:width]))
        own["song_id"] = draw(st.sampled_from(SONGS))
        own["position"] = draw(st.sampled_from(POSITIONS))
    elif kind is SongsRemoved:
        own["entry_ids"] = tuple(draw(st.lists(st.sampled_from(ENTRIES), min_size=1, max_size=2)))
    elif kind is Listened:
        heard = draw(st.sampled_from(TIMES)), draw(st.sampled_from(SONGS)), draw(st.integers(0, 9))
        own = {"started_at": heard[0], "song_id": heard[1], "played_ms": heard[2]}
        own |= {"duration_ms": 9, "completed": draw(st.booleans()), "client": "test"}
    event: AnyEvent = kind(event_id=event_id, user_id=user_id, occurred_at=occurred_at, **own)
    return event


@dataclass
class Delivery:
    """Events, and the batches in which they come: shuffled, each at least once."""

    events: list[AnyEvent]
    batches: list[list[AnyEvent]]


@st.composite
def deliveries(draw: st.DrawFn) -> Delivery:
    """Draw some events and one way in which they come."""
    # Now and then all is of one user, playlist, entry and time, so that values contend.
    width = draw(st.sampled_from([1, 2, 3]))
    events = [draw(_events(number, width)) for number in range(draw(st.integers(1, 16)))]
    repeated = draw(st.lists(st.sampled_from(events), max_size=6))
    order = draw(st.permutations([*events, *repeated]))
    cuts = sorted(draw(st.sets(st.integers(1, len(order)), max_size=4)))
    batches = [order[start:end] for start, end in zip([0, *cuts], [*cuts, len(order)], strict=True)]
    return Delivery(events, batches)


def test_stores_converge(stores: Stores) -> None:
    _apply(stores, examples=60)


@pytest.mark.slow
def test_stores_converge_whatever_comes(stores: Stores) -> None:
    _apply(stores, examples=600)


def _apply(stores: Stores, *, examples: int) -> None:
    @settings(max_examples=round(examples * stores.thoroughness), deadline=None)
    @given(delivery=deliveries())
    def converge(delivery: Delivery) -> None:
        mine = _of_new_users(delivery)
        for batch in mine.batches:
            stores.playlists.apply([event for event in batch if not isinstance(event, Listened)])
            stores.listens.apply([listen_of(event) for event in batch if isinstance(event, Listened)])
        _check(stores, mine)

    converge()


@pytest.mark.parametrize(
    ("log", "stores"),
    [
        pytest.param(*pair, marks=[mark for name in each(pair) for mark in name.marks])
        for pair in (("sqlite", "sqlite"), ("sqlite", "cassandra"), ("kafka", "cassandra"))
    ],
    indirect=True,
)
def test_log_and_consumer_converge(log: LogBackend, stores: Stores) -> None:
    consumer = Consumer(log.reader, stores.playlists, stores.listens)

    @settings(max_examples=round(30 * stores.thoroughness), deadline=None)
    @given(delivery=deliveries(), drained=st.lists(st.booleans(), min_size=5, max_size=5))
    def converge(delivery: Delivery, drained: Sequence[bool]) -> None:
        mine, left = _of_new_users(delivery), 0
        for batch, drain in zip(mine.batches, drained, strict=False):
            log.log.publish(batch)
            left += len(batch)
            if drain:
                left -= consumer.drain()
        while left and (done := consumer.step(limit=3, timeout_s=log.patience_s)):
            left -= done
        assert left == 0
        _check(stores, mine)

    converge()
    assert consumer.drain() == 0
    assert not log.reader.dead_letters(limit=1)


def _of_new_users(delivery: Delivery) -> Delivery:
    new = {user_id: UserId(f"{uuid4().hex}-{user_id}") for user_id in USERS}

    def renamed(event: AnyEvent) -> AnyEvent:
        return msgspec.structs.replace(event, user_id=new[event.user_id])

    return Delivery([*map(renamed, delivery.events)], [[*map(renamed, batch)] for batch in delivery.batches])


def _check(stores: Stores, delivery: Delivery) -> None:
    for user_id in {event.user_id for event in delivery.events}:
        assert seen(stores.playlists, stores.listens, user_id, PLAYLISTS) == expected(
            delivery.events, user_id, PLAYLISTS
        )

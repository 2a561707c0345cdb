"""Reading a history whose months are many and hold little, or few and full."""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.listening import Listen, listen_of
from tests.support.cassandra import drop_shared, listen_store
from tests.support.events import make_listened

pytestmark = pytest.mark.servers("cassandra")


@pytest.fixture(scope="module")
def store() -> Iterator[CassandraListenStore]:
    with listen_store() as opened:
        yield opened
    drop_shared()


@pytest.fixture
def user() -> UserId:
    return UserId(uuid4().hex)


def _listen(user: UserId, year: int, month: int, day: int = 1) -> Listen:
    moment = int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1_000_000
    return listen_of(make_listened(user_id=user, started_at=moment))


def _all(store: CassandraListenStore, user: UserId, limit: int) -> list[list[Listen]]:
    pages, cursor = list[list[Listen]](), None
    while True:
        page = store.listens(user, limit=limit, after=cursor)
        pages.append(list(page.items))
        if (cursor := page.next) is None:
            return pages


@pytest.mark.parametrize("limit", [1, 7, 50, 1000])
def test_one_listen_a_month_for_six_years(store: CassandraListenStore, user: UserId, limit: int) -> None:
    listens = [_listen(user, year, month) for year in range(2019, 2025) for month in range(1, 13)]
    store.apply(listens)
    pages = _all(store, user, limit)
    assert [listen for page in pages for listen in page] == listens[::-1]
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)


def test_a_full_month_between_empty_ones(store: CassandraListenStore, user: UserId) -> None:
    full = [listen_of(make_listened(user_id=user, started_at=1_700_000_000_000_000 + n)) for n in range(300)]
    old, new = _listen(user, 2009, 12, 31), _listen(user, 2025, 2)
    store.apply([*full, old, new])
    assert [listen for page in _all(store, user, 40) for listen in page] == [new, *full[::-1], old]


def test_bounds_go_across_months(store: CassandraListenStore, user: UserId) -> None:
    listens = [_listen(user, 2024, month, 15) for month in range(1, 13)]
    store.apply(listens)
    page = store.listens(user, limit=9, since_us=listens[2].started_at, until_us=listens[9].started_at)
    assert list(page.items) == listens[8:1:-1]


def test_a_repeat_with_other_values_ends_alike_in_any_order(store: CassandraListenStore, user: UserId) -> None:
    first = listen_of(make_listened(user_id=user, played_ms=1, started_at=1_700_000_000_000_000))
    other = listen_of(make_listened(user_id=user, played_ms=2, started_at=first.started_at, event_id=first.event_id))
    store.apply([first])
    store.apply([other])
    once = list(store.listens(user, limit=9).items)
    store.apply([first])
    assert list(store.listens(user, limit=9).items) == once

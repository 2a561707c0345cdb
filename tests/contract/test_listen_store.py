"""What every store of listens does."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from audiostream.backend.domain.ids import SongId, UserId
from audiostream.backend.domain.listening import Listen
from audiostream.backend.domain.paging import encode_cursor
from audiostream.backend.ports import ListenStore
from audiostream.errors import InvalidInput
from tests.support.backends import LISTEN_STORES, each
from tests.support.events import ADA, BOB

# 2026-01-31 23:59:59 UTC: listens on both sides of a month's end.
MONTH_END = 1_769_903_999_000_000
SECOND = 1_000_000


@pytest.fixture(params=each(LISTEN_STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ListenStore]:
    with LISTEN_STORES[request.param](tmp_path) as opened:
        yield opened


def _listen(started_at: int, **fields: Any) -> Listen:  # noqa: ANN401 - any field
    defaults = {
        "event_id": uuid4(),
        "user_id": ADA,
        "song_id": SongId(2**63 - 1),
        "played_ms": 60_000,
        "duration_ms": 180_000,
        "completed": False,
        "client": "tëst",
    }
    return Listen(started_at=started_at, **{**defaults, **fields})


def _pages(store: ListenStore, limit: int, **bounds: Any) -> Sequence[Sequence[Listen]]:  # noqa: ANN401
    pages, cursor = [], None
    while True:
        page = store.listens(ADA, limit=limit, after=cursor, **bounds)
        pages.append(list(page.items))
        if (cursor := page.next) is None:
            return pages


def test_a_listen_comes_back_as_it_was(store: ListenStore) -> None:
    listen = _listen(MONTH_END, completed=True)
    store.apply([listen])
    assert list(store.listens(ADA, limit=10).items) == [listen]


def test_nothing_is_there_at_first(store: ListenStore) -> None:
    store.apply([])
    page = store.listens(ADA, limit=10)
    assert not page.items
    assert page.next is None


def test_a_repeat_changes_nothing(store: ListenStore) -> None:
    listen = _listen(MONTH_END)
    store.apply([listen, listen])
    store.apply([listen])
    assert list(store.listens(ADA, limit=10).items) == [listen]


def test_newest_come_first_over_all_pages(store: ListenStore) -> None:
    listens = [_listen(MONTH_END + n * SECOND) for n in range(-12, 13)]
    store.apply(listens[::2])
    store.apply(listens[1::2])
    pages = _pages(store, 4)
    assert [len(page) for page in pages] == [4, 4, 4, 4, 4, 4, 1]
    assert [listen for page in pages for listen in page] == listens[::-1]


def test_a_last_page_that_is_full_has_no_next(store: ListenStore) -> None:
    store.apply([_listen(MONTH_END + n) for n in range(4)])
    assert [len(page) for page in _pages(store, 2)] == [2, 2]


def test_listens_at_one_moment_come_each_once(store: ListenStore) -> None:
    listens = [_listen(MONTH_END, event_id=UUID(int=n)) for n in (1, 2**127, 2**128 - 1, 5)]
    store.apply(listens)
    found = [listen for page in _pages(store, 1) for listen in page]
    assert [listen.event_id.int for listen in found] == [2**128 - 1, 2**127, 5, 1]


def test_since_counts_and_until_does_not(store: ListenStore) -> None:
    listens = [_listen(MONTH_END + n * SECOND) for n in range(5)]
    store.apply(listens)
    since, until = MONTH_END + SECOND, MONTH_END + 4 * SECOND
    assert list(store.listens(ADA, limit=9, since_us=since, until_us=until).items) == listens[3:0:-1]
    assert _pages(store, 2, since_us=since, until_us=until) == [listens[3:1:-1], [listens[1]]]
    assert list(store.listens(ADA, limit=9, since_us=until).items) == [listens[4]]
    assert list(store.listens(ADA, limit=9, until_us=since).items) == [listens[0]]
    assert not store.listens(ADA, limit=9, since_us=until, until_us=since).items


def test_a_page_goes_on_where_it_stood_when_newer_ones_come(store: ListenStore) -> None:
    old = [_listen(MONTH_END + n) for n in range(3)]
    store.apply(old)
    first = store.listens(ADA, limit=2)
    store.apply([_listen(MONTH_END + 99)])
    assert list(store.listens(ADA, limit=2, after=first.next).items) == [old[0]]


def test_each_user_has_a_history(store: ListenStore) -> None:
    mine = _listen(MONTH_END)
    yours = _listen(MONTH_END, user_id=BOB, event_id=mine.event_id)
    store.apply([yours, mine])
    assert list(store.listens(ADA, limit=9).items) == [mine]
    assert list(store.listens(BOB, limit=9).items) == [yours]
    assert not store.listens(UserId("ad"), limit=9).items


@pytest.mark.parametrize(
    "cursor",
    ["", "?", "YWJj", encode_cursor("a", "b"), encode_cursor(1), encode_cursor(1, "x"), encode_cursor(2**70, "0" * 32)],
)
def test_a_cursor_of_something_else_is_refused(store: ListenStore, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="is not a cursor"):
        store.listens(ADA, limit=9, after=cursor)

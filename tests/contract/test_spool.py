"""What every spool of listens does; add yours to the table to have it tested."""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol, TypeAlias
from uuid import UUID, uuid4

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.events import Listened, encode
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.listening import RefusedListen
from audiostream.backend.services.consuming import SpoolReport
from audiostream.errors import InvalidEvent
from audiostream.player.spool import Spool
from tests.support.events import ADA, BOB, make_listened

BEAT = 1_700_000_000_000_000


class ReportedSpool(Spool, SpoolReport, Protocol):
    """All that a spool does: for players, and for whoever looks after them."""


@contextmanager
def _sqlite(folder: Path) -> Iterator[ReportedSpool]:
    with closing(SqliteSpool(folder / "spool.sqlite3")) as spool:
        yield spool


SPOOLS = {"sqlite": _sqlite}
OpenSpool: TypeAlias = Callable[[], AbstractContextManager[ReportedSpool]]


@pytest.fixture(params=SPOOLS)
def open_spool(request: pytest.FixtureRequest, tmp_path: Path) -> OpenSpool:
    """Return what opens the spool, each time as another process would."""
    return lambda: SPOOLS[request.param](tmp_path)


@pytest.fixture
def spool(open_spool: OpenSpool) -> Iterator[ReportedSpool]:
    with open_spool() as opened:
        yield opened


def waiting(spool: Spool, user: UserId = ADA) -> list[Listened]:
    return list(spool.waiting(user, limit=100))


def test_a_finished_listen_waits_until_it_is_removed(spool: Spool) -> None:
    listen = make_listened()
    spool.finish(listen)
    assert waiting(spool) == [listen]
    spool.remove([listen.event_id])
    assert waiting(spool) == []


def test_counts_what_waits_of_a_user(spool: Spool) -> None:
    assert spool.count(ADA) == 0
    listens = [make_listened() for _ in range(3)]
    for listen in (*listens, make_listened(user_id=BOB)):
        spool.finish(listen)
    spool.checkpoint(uuid4(), make_listened(), BEAT)
    assert (spool.count(ADA), spool.count(BOB)) == (3, 1)
    spool.put_aside(listens[0].event_id, "no")
    spool.remove([listens[1].event_id])
    assert spool.count(ADA) == 1


def test_removing_what_is_not_there_is_fine(spool: Spool) -> None:
    spool.remove([make_listened().event_id])
    assert waiting(spool) == []


def test_listens_wait_in_the_order_they_began_and_are_given_in_pages(spool: Spool) -> None:
    listens = [make_listened(started_at=BEAT + second * 1_000_000) for second in range(5)]
    for listen in reversed(listens):
        spool.finish(listen)
    assert list(spool.waiting(ADA, limit=2)) == listens[:2]
    assert waiting(spool) == listens


def test_each_user_has_listens_of_their_own(spool: Spool) -> None:
    listen = make_listened(user_id=BOB)
    spool.finish(listen)
    assert waiting(spool, ADA) == []
    assert waiting(spool, BOB) == [listen]


def test_a_listen_under_way_does_not_wait(spool: Spool) -> None:
    listen = make_listened(played_ms=3000)
    spool.checkpoint(uuid4(), listen, BEAT)
    assert waiting(spool) == []


def test_a_finished_listen_takes_the_place_of_its_checkpoints(spool: Spool) -> None:
    player = uuid4()
    first, second, last = (make_listened(event_id=UUID(int=5), played_ms=played) for played in (3000, 6000, 7000))
    spool.checkpoint(player, first, BEAT)
    spool.checkpoint(player, second, BEAT + 3_000_000)
    spool.finish(last)
    assert waiting(spool) == [last]
    assert spool.adopt(BEAT * 2) == 0


def test_the_listen_of_a_dead_player_is_adopted_as_it_was_last_seen(spool: Spool) -> None:
    listen = make_listened(played_ms=6000)
    spool.checkpoint(uuid4(), listen, BEAT)
    assert spool.adopt(BEAT + 1) == 1
    assert waiting(spool) == [listen]
    assert spool.adopt(BEAT + 1) == 0


def test_the_listen_of_a_player_that_lives_is_left_alone(spool: Spool) -> None:
    player = uuid4()
    listen = make_listened()
    spool.checkpoint(player, listen, BEAT)
    spool.checkpoint(player, listen, BEAT + 3_000_000)
    assert spool.adopt(BEAT + 3_000_000) == 0
    assert waiting(spool) == []


def test_what_is_put_aside_waits_no_more_and_is_kept_with_its_reason(spool: ReportedSpool) -> None:
    bad, good = make_listened(), make_listened()
    spool.finish(bad)
    spool.finish(good)
    spool.put_aside(bad.event_id, "started before there was music")
    assert waiting(spool) == [good]
    refused = RefusedListen(
        user_id=ADA, started_at=bad.started_at, reason="started before there was music", event=encode(bad)
    )
    assert list(spool.refused(limit=9)) == [refused]


def test_what_waits_and_what_was_put_aside_is_counted(spool: ReportedSpool) -> None:
    assert spool.counts() == (0, 0)
    listens = [make_listened(user_id=user, started_at=BEAT + number) for number, user in enumerate((ADA, BOB, ADA))]
    for listen in listens:
        spool.finish(listen)
    spool.checkpoint(uuid4(), make_listened(), BEAT)
    assert spool.counts() == (3, 0)
    spool.put_aside(listens[1].event_id, "no")
    spool.put_aside(listens[0].event_id, "no")
    assert spool.counts() == (1, 2)
    assert [each.started_at for each in spool.refused(limit=9)] == [BEAT, BEAT + 1]
    assert [each.user_id for each in spool.refused(limit=1)] == [ADA]


def test_an_event_that_no_reader_takes_is_refused(spool: Spool) -> None:
    with pytest.raises(InvalidEvent):
        spool.finish(make_listened(client=""))
    assert waiting(spool) == []


def test_another_process_finds_what_was_stored(open_spool: OpenSpool) -> None:
    listen, under_way = make_listened(), make_listened()
    with open_spool() as spool:
        spool.finish(listen)
        spool.checkpoint(uuid4(), under_way, BEAT)
    with open_spool() as spool:
        assert waiting(spool) == [listen]
        assert spool.adopt(BEAT + 1) == 1


def test_of_players_that_adopt_at_once_one_gets_each(open_spool: OpenSpool, spool: Spool) -> None:
    for _ in range(20):
        spool.checkpoint(uuid4(), make_listened(), BEAT)
    counts: list[int] = []
    together = threading.Barrier(3)

    def adopt() -> None:
        with open_spool() as mine:
            together.wait()
            counts.append(mine.adopt(BEAT + 1))

    threads = [threading.Thread(target=adopt) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20
    assert len(waiting(spool)) == 20

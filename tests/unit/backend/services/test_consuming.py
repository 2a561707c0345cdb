"""What is told of the consumer's work, from a log and a spool."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.events import now_us
from audiostream.backend.domain.records import DeadLetter
from audiostream.backend.services.consuming import ConsumerService
from audiostream.errors import InvalidInput
from tests.support.events import make_created, make_deleted, make_listened

HOUR_US = 3_600_000_000


class OneLetter(SqliteEventLog):
    """A log where one record is put aside, with a key that only another log can hold."""

    def __init__(self, letter: DeadLetter) -> None:
        self._letter = letter

    def dead_letters(self, *, limit: int | None) -> Sequence[DeadLetter]:
        """Return it."""
        return [self._letter][:limit]


class World:
    """A log, a spool, and the service that looks at both."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self.log = stack.enter_context(closing(SqliteEventLog(folder / "events.sqlite3")))
        self.spool = stack.enter_context(closing(SqliteSpool(folder / "spool.sqlite3")))
        self.service = ConsumerService(self.log, self.spool)

    def refuse(self, started_at: int) -> None:
        """Have a listen that the log never took."""
        listen = make_listened(started_at=started_at)
        self.spool.finish(listen)
        self.spool.put_aside(listen.event_id, "refused")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        yield World(tmp_path, stack)


def test_the_status_adds_up_the_log_and_the_spool(world: World) -> None:
    world.log.publish([make_created(), make_deleted(), make_listened()])
    records = world.log.poll(limit=1)
    world.log.dead_letter([DeadLetter(record=records[0], reason="unfit")])
    world.log.commit(records)
    world.spool.finish(make_listened())
    world.refuse(now_us())
    status = world.service.status()
    assert (status.waiting, status.put_aside, status.spooled, status.refused) == (3, 2, 1, 1)


def test_dead_letters_come_oldest_first_from_both(world: World) -> None:
    world.log.publish([make_created(), make_deleted()])
    world.log.dead_letter([DeadLetter(record=record, reason="unfit") for record in world.log.poll(limit=2)])
    world.refuse(now_us() + HOUR_US)
    world.refuse(now_us() - HOUR_US)
    reasons = [each.reason for each in world.service.dead_letters()]
    assert reasons == ["refused", "unfit", "unfit", "refused"]
    assert [each.place for each in world.service.dead_letters(limit=2)] == [None, (0, 1)]


def test_a_limit_is_from_1_to_1000(world: World) -> None:
    with pytest.raises(InvalidInput):
        world.service.dead_letters(limit=0)


def test_a_key_that_is_no_text_is_shown_as_its_bytes(world: World) -> None:
    world.log.publish([make_created()])
    (record,) = world.log.poll(limit=1)
    odd = replace(record, key=b"\xff!".decode("utf-8", "surrogateescape"))
    world.service = ConsumerService(OneLetter(DeadLetter(record=odd, reason="unfit")), world.spool)
    assert [each.user_id for each in world.service.dead_letters()] == ["\\xff!"]

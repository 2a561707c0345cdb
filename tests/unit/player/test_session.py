"""A player and the sender of its listens begin and end together."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.ports import StreamUrl
from audiostream.errors import Unavailable
from audiostream.player.controller import Controller, MakeEngine
from audiostream.player.engine import EngineEvent
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.sender import Sender
from audiostream.player.session import PlayerSession
from audiostream.player.spool import Recorder
from audiostream.player.state import State
from tests.support.engines import FakeEngine
from tests.support.events import ADA, make_listened
from tests.support.machine import SONGS
from tests.support.spools import FlakyHistory


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[SqliteSpool]:
    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as opened:
        yield opened


def make_session(spool: SqliteSpool, folder: Path, history: FlakyHistory, make_engine: MakeEngine) -> PlayerSession:
    sender = Sender(spool, history, ADA)
    player = Controller(
        State(queue=Queue.of(SONGS[:1], seed=1)),
        url=lambda song: StreamUrl(url=song.title),
        recorder=Recorder(spool, ADA, sender.wake),
        memory=Memory(folder / "player.json", ADA),
    )
    return PlayerSession(player, sender, make_engine)


def test_listens_of_before_are_sent_while_it_plays(spool: SqliteSpool, tmp_path: Path) -> None:
    history = FlakyHistory()
    listen = make_listened()
    spool.finish(listen)
    session = make_session(spool, tmp_path, history, lambda tell: FakeEngine(tell, {}))
    session.start()
    history.wait_for(lambda: history.taken == [listen])
    assert not session.player.finished.is_set()
    assert session.close() == 0
    assert session.player.finished.is_set()


def test_what_the_log_does_not_take_is_told_at_the_end(spool: SqliteSpool, tmp_path: Path) -> None:
    spool.finish(make_listened())
    session = make_session(spool, tmp_path, FlakyHistory(up=False), lambda tell: FakeEngine(tell, {}))
    session.start()
    assert session.close() == 1


def test_without_an_engine_nothing_begins(spool: SqliteSpool, tmp_path: Path) -> None:
    def fail(tell: Callable[[EngineEvent], None]) -> FakeEngine:
        raise Unavailable(f"nobody listens to {tell}")

    history = FlakyHistory()
    spool.finish(make_listened())
    session = make_session(spool, tmp_path, history, fail)
    with pytest.raises(Unavailable):
        session.start()
    assert session.close() == 1
    assert history.tries == 0

"""A player under way: the real controller and spool, and an engine whose time a test lets pass."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import StreamUrl
from audiostream.errors import NotFound
from audiostream.player.controller import Controller
from audiostream.player.effects import Effect
from audiostream.player.engine import EngineEvent
from audiostream.player.model import (
    NowPlaying,
    Repeat,
    Status,
)
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.spool import Recorder
from audiostream.player.state import State
from tests.support.engines import FakeEngine
from tests.support.events import ADA
from tests.support.machine import LENGTH_MS, SONGS

PATIENCE_S = 20.0


class World:
    """A controller with an engine whose time a test lets pass."""

    def __init__(self, folder: Path, spool: SqliteSpool) -> None:
        self.folder = folder
        self.spool = spool
        self.told: list[Effect] = []
        self.missing: set[Song] = set()
        self.lasts: timedelta | None = None
        self.asked: list[Song] = []
        self.device: str | None = None
        self.broken: set[Song] = set()
        self.breaks_ms: dict[str, int] = {}
        self.lengths_ms: dict[str, int] = {}
        self._changed = threading.Condition()
        self.engine = FakeEngine(lambda _: None, {})

    def play(self, count: int = 3, *, start_ms: int = 0, repeat: Repeat = Repeat.OFF) -> Controller:
        """Start a controller and wait until its first song is with the engine."""
        state = State(queue=Queue.of(SONGS[:count], repeat=repeat, seed=1), volume=80)
        self.player = Controller(
            state,
            url=self.url,
            recorder=Recorder(self.spool, ADA, lambda: None),
            memory=Memory(self.folder / "player.json", ADA),
            tell=self._note,
        )
        self.player.start(self._make_engine, start_ms=start_ms)
        return self.player

    def url(self, song: Song) -> StreamUrl:
        """Give an address that is new each time."""
        self.asked.append(song)
        if song in self.missing:
            raise NotFound(f"the file of {song.title} is missing")
        expires = datetime.now(UTC) + self.lasts if self.lasts is not None else None
        return StreamUrl(url=f"{song.title}#{len(self.asked)}", expires_at=expires)

    def _make_engine(self, tell: Callable[[EngineEvent], None]) -> FakeEngine:
        lengths = {f"{song.title}#{n}": LENGTH_MS for song in SONGS if song not in self.broken for n in range(100)}
        self.engine = FakeEngine(tell, lengths | self.lengths_ms, breaks_ms=self.breaks_ms, device=self.device)
        return self.engine

    def _note(self, effect: Effect) -> None:
        with self._changed:
            self.told.append(effect)
            self._changed.notify_all()

    def wait_told(self, kind: type[Effect], count: int = 1) -> Effect:
        """Wait until so many effects of a kind were done; return the last."""
        with self._changed:
            found: list[Effect] = []

            def enough() -> bool:
                found[:] = [effect for effect in self.told if isinstance(effect, kind)]
                return len(found) >= count

            assert self._changed.wait_for(enough, PATIENCE_S), self.told
            return found[count - 1]

    def wait(self, condition: Callable[[NowPlaying], bool]) -> NowPlaying:
        """Wait until the snapshot is as a test wants it."""
        pause = threading.Event()
        for _ in range(int(PATIENCE_S / 0.005)):
            now = self.player.snapshot()
            if condition(now):
                return now
            pause.wait(0.005)
        raise AssertionError(self.player.snapshot())

    def sound(self, number: int) -> None:
        """Let the playing with this number reach the output."""
        self.wait(lambda _: self.engine.playing is not None and self.engine.playing.number == number)
        self.engine.advance()
        self.wait(lambda now: now.status in (Status.PLAYING, Status.PAUSED))

    def finished(self) -> None:
        """Wait for the end."""
        assert self.player.finished.wait(PATIENCE_S)

    def listens(self) -> list[int]:
        """Return the songs of the listens in the spool, those under way too."""
        self.spool.adopt(2**62)
        return [int(listen.song_id) for listen in self.spool.waiting(ADA, limit=99)]

"""Engines with something to play, for the contract suite.

Add your engine here to have it tested: one function, and its name in the table below it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

from audiostream.player.engine import Engine, EngineEvent, Source
from audiostream.player.vlc.engine import VlcEngine
from tests.support.audio import make_tone
from tests.support.engines import FakeEngine

SHORT_MS = 1_000
LONG_MS = 30_000
_PATIENCE_S = 20.0
_STEP_MS = 10


class Rig:
    """An engine, all that it told, and sources: a short one, a long one, one that is missing, one that is no audio."""

    engine: Engine

    def __init__(self, short: Path, long: Path, missing: Path, broken: Path) -> None:
        self.events: list[EngineEvent] = []
        self._urls = {"short": short.as_uri(), "long": long.as_uri()}
        self._urls |= {"missing": missing.as_uri(), "broken": broken.as_uri()}
        self._number = 0
        self._changed = threading.Condition()

    def source(self, kind: str) -> Source:
        """Return a source with a number of its own."""
        self._number += 1
        return Source(self._number, self._urls[kind])

    def tell(self, event: EngineEvent) -> None:
        """Take an event."""
        with self._changed:
            self.events.append(event)
            self._changed.notify_all()

    def wait_until(self, condition: Callable[[], bool]) -> None:
        """Let time pass until the condition holds."""
        begin = time.monotonic()
        while not condition():
            assert time.monotonic() - begin < _PATIENCE_S, f"in vain; events: {self.events}"
            self.pass_time(_STEP_MS)

    def pass_time(self, milliseconds: int) -> None:
        """Let time pass."""
        time.sleep(milliseconds / 1000)

    def wait_for(self, kind: type[EngineEvent], source: Source) -> EngineEvent:
        """Let time pass until an event of this kind has come, and return it."""

        def found() -> list[EngineEvent]:
            return [each for each in self.events if isinstance(each, kind) and each.number == source.number]  # type: ignore[union-attr]

        self.wait_until(lambda: bool(found()))
        return found()[0]

    def about(self, source: Source) -> list[str]:
        """Return the kinds of all events about a source."""
        return [type(each).__name__ for each in self.events if getattr(each, "number", None) == source.number]


class FakeRig(Rig):
    """Time is the engine's own."""

    def __init__(self, *files: Path) -> None:
        super().__init__(*files)
        self.fake = FakeEngine(self.tell, {self._urls["short"]: SHORT_MS, self._urls["long"]: LONG_MS})
        self.engine = self.fake

    def pass_time(self, milliseconds: int) -> None:
        """Move the clock."""
        self.fake.advance(milliseconds)


def _files(folder: Path) -> tuple[Path, Path, Path, Path]:
    broken = folder / "broken.flac"
    broken.write_bytes(b"no sound at all" * 1000)
    short = make_tone(folder / "short.flac", seconds=SHORT_MS / 1000)
    return short, make_tone(folder / "long.flac", seconds=LONG_MS / 1000), folder / "missing.flac", broken


@contextmanager
def _fake(folder: Path) -> Iterator[Rig]:
    rig = FakeRig(*_files(folder))
    with closing(rig.engine):
        yield rig


@contextmanager
def _vlc(folder: Path) -> Iterator[Rig]:
    rig = Rig(*_files(folder))
    rig.engine = VlcEngine(rig.tell, output="dummy")
    with closing(rig.engine):
        yield rig


ENGINES: dict[str, Callable[[Path], AbstractContextManager[Rig]]] = {"fake": _fake, "vlc": _vlc}

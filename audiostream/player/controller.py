"""The thread that plays: it feeds the machine and does what the machine wants done."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TypeAlias

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.events import now_us
from audiostream.backend.ports import StreamUrl
from audiostream.errors import AudiostreamError, Unavailable
from audiostream.player import effects
from audiostream.player.addresses import Addresses
from audiostream.player.effects import Effect
from audiostream.player.engine import Ended, Engine, EngineEvent, Failed
from audiostream.player.machine import Event, step
from audiostream.player.model import Command, Ending, NowPlaying, Quit, Status
from audiostream.player.resume import Memory
from audiostream.player.spool import Recorder
from audiostream.player.state import Begin, Note, State, Tick

TICK_S = 0.2
CLOSES_WITHIN_S = 5.0
# So close to the end of a track the disk is left alone: what comes next must not wait for it.
QUIET_BEFORE_END_MS = 700
# An end with so much left, and more than the length may be wrong by, is none.
BROKE_OFF_MS = 2_000

MakeEngine: TypeAlias = Callable[[Callable[[EngineEvent], None]], Engine]


class Controller:
    """A ``Player``: plays a queue with an engine, records listens, and remembers where it was.

    ``url`` gives a song's address when it is about to be opened, as addresses expire; ``gain_db`` says by how much it
    is to be louder. ``tell`` is called with each effect, in the player's thread: it must return soon.
    """

    def __init__(  # noqa: PLR0913 - each is another part that it works with
        self,
        state: State,
        *,
        url: Callable[[Song], StreamUrl],
        recorder: Recorder,
        memory: Memory,
        gain_db: Callable[[Song], float] = lambda _: 0.0,
        tell: Callable[[Effect], None] = lambda _: None,
    ) -> None:
        self._state = state
        self._addresses = Addresses(url, gain_db)
        self._recorder = recorder
        self._memory = memory
        self._tell = tell
        # Its put() may interrupt another in the same thread: a signal handler may send commands.
        self._inbox: SimpleQueue[Event] = SimpleQueue()
        self._engine: Engine | None = None
        self._reached_ms = self._looked_at_ms = 0
        self._complained = False
        self._finished = threading.Event()
        self._ending = Ending.WELL
        self._failure: Exception | None = None

    @property
    def finished(self) -> threading.Event:
        """Set once nothing sounds any more and all listens are on disk."""
        return self._finished

    @property
    def ending(self) -> Ending:
        """How it ended, unless ``failure`` says so."""
        return self._ending

    @property
    def failure(self) -> Exception | None:
        """Why it ended early: an error of ours for what the person should know, any other is a bug."""
        return self._failure

    @property
    def played_out(self) -> bool:
        """Whether the queue came to its end."""
        return self._state.played_out

    def start(self, make_engine: MakeEngine, *, start_ms: int = 0) -> None:
        """Begin to play, from a position in the first song; raises what making the engine does."""
        engine = make_engine(self._inbox.put)
        self._engine = engine
        threading.Thread(target=self._run, args=(engine, start_ms), name="player", daemon=True).start()

    def send(self, command: Command) -> None:
        """Take a command, from any thread or signal handler."""
        self._inbox.put(command)

    def snapshot(self) -> NowPlaying:
        """Return what is playing now."""
        return self._state.now_playing()

    def close(self) -> None:
        """Quit, and wait until it is done; returns in any case."""
        self.send(Quit())
        if self._engine is not None:
            self._finished.wait(CLOSES_WITHIN_S)

    def _run(self, engine: Engine, start_ms: int) -> None:
        try:
            self._handle(engine, self._tick(engine))
            self._handle(engine, Begin(start_ms))
            while self._state.status is not Status.STOPPED:
                event = self._next_event()
                if isinstance(event, Failed | Ended) and self._recovers(engine, event):
                    event = None
                self._handle(engine, self._tick(engine))
                if event is not None:
                    self._handle(engine, event)
                self._keep()
        except Exception as error:  # noqa: BLE001 - whatever it was, the screen must learn that it is over
            self._crash(error)
        finally:
            try:
                engine.close()
            except Exception as error:  # noqa: BLE001 - as above
                self._failure = self._failure or error
            finally:
                self._finished.set()

    def _next_event(self) -> Event | None:
        try:
            return self._inbox.get(timeout=TICK_S)
        except Empty:
            return None

    def _tick(self, engine: Engine) -> Tick:
        position_ms = engine.position_ms()
        if position_ms:  # of what has broken off there is none any more
            self._has_reached(position_ms)
        return Tick(_now_ms(), now_us(), position_ms)

    def _has_reached(self, position_ms: int) -> None:
        self._reached_ms, self._looked_at_ms = position_ms, _now_ms()

    def _handle(self, engine: Engine, event: Event) -> None:
        self._state, wanted = step(self._state, event)
        for effect in wanted:
            self._do(engine, effect)
            self._tell(effect)

    def _do(self, engine: Engine, effect: Effect) -> None:  # noqa: C901, PLR0912 - one line an effect
        match effect:
            case effects.Play(number, song, start_ms):
                self._play(engine, number, song, start_ms)
            case effects.OpenAhead(number, song):
                self._open_ahead(engine, number, song)
            case effects.Pause():
                engine.pause()
            case effects.Resume() if self._addresses.has_lapsed():
                self._reopen(engine, self._state.position_ms)
            case effects.Resume():
                engine.resume()
            case effects.Seek(position_ms) if self._addresses.has_lapsed():
                self._reopen(engine, position_ms)
            case effects.Seek(position_ms):
                self._has_reached(position_ms)
                engine.seek(position_ms)
            case effects.SetVolume(percent):
                engine.set_volume(percent)
            case effects.SetMuted(muted):
                engine.set_muted(muted)
            case effects.Stop():
                engine.stop()
            case effects.RecordListen(heard):
                self._on_disk(lambda: self._recorder.finish(heard), "what you hear cannot be recorded")
            case effects.Finish(ending, reason):
                self._finish(ending, reason)
            case effects.Announce() | effects.Skipped() | effects.Say():
                pass  # told, not done

    def _play(self, engine: Engine, number: int, song: Song, start_ms: int) -> None:
        self._has_reached(start_ms)
        try:
            engine.play(self._addresses.to_play(number, song), start_ms=start_ms)
        except AudiostreamError as error:
            engine.stop()
            self._inbox.put(Failed(number, error.message))

    def _open_ahead(self, engine: Engine, number: int, song: Song) -> None:
        try:
            engine.open_ahead(self._addresses.to_open(number, song))
        except AudiostreamError as error:
            self._inbox.put(Failed(number, error.message))

    def _recovers(self, engine: Engine, end: Failed | Ended) -> bool:
        """Go on where a track broke off whose address may have expired; the machine need not know."""
        state = self._state
        if end.number != state.number or not state.ready:
            return False
        # What is refused after a seek looks to an engine like an end.
        left_ms = state.duration_ms - self._reached_ms - (_now_ms() - self._looked_at_ms)
        if isinstance(end, Ended) and left_ms <= max(BROKE_OFF_MS, state.duration_ms // 20):
            return False
        if not self._addresses.may_have_lapsed(self._reached_ms):
            return False
        self._reopen(engine, self._reached_ms)
        return True

    def _reopen(self, engine: Engine, position_ms: int) -> None:
        state = self._state
        self._has_reached(position_ms)
        try:
            source = self._addresses.to_go_on(state.number, state.queue.song, position_ms)
        except AudiostreamError as error:
            engine.stop()
            self._inbox.put(Failed(state.number, error.message))
            return
        engine.play(source, start_ms=position_ms)
        if state.status is Status.PAUSED:
            engine.pause()
        if ahead := self._addresses.opened_ahead:
            engine.open_ahead(ahead)

    def _keep(self) -> None:
        state = self._state
        if state.status is Status.PLAYING and 0 < state.duration_ms < state.position_ms + QUIET_BEFORE_END_MS:
            return
        heard = state.heard()
        if heard and state.status is not Status.STOPPED:
            self._on_disk(lambda: self._recorder.keep(heard), "what you hear cannot be recorded")
        self._on_disk(lambda: self._memory.keep(state), "the queue cannot be remembered for --resume")

    def _on_disk(self, write: Callable[[], None], trouble: str) -> None:
        # Music goes on without a disk; the listener is told once.
        try:
            write()
        except AudiostreamError as error:
            if not self._complained:
                self._complained = True
                self._inbox.put(Note(f"{trouble}: {error.message}"))

    def _finish(self, ending: Ending, reason: str | None) -> None:
        self._ending = ending
        if ending is Ending.WITHOUT_SOUND:
            self._failure = Unavailable(f"{reason} (to play silently: --audio-output dummy)")
        elif reason is not None:
            self._failure = AudiostreamError(reason)

    def _crash(self, error: Exception) -> None:
        self._failure = error
        heard = self._state.heard()
        self._state = replace(self._state, status=Status.STOPPED)
        if heard:
            self._on_disk(lambda: self._recorder.finish(heard), "")


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000

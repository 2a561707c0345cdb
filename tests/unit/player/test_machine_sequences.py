"""Whatever happens, in whatever order, a player keeps its promises."""

from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from audiostream.player.effects import Effect, Finish, OpenAhead, Play, RecordListen, SetVolume, Stop
from audiostream.player.engine import Ended, Failed, OutputFailed, Started
from audiostream.player.machine import FAILURES_IN_A_ROW, Event, step
from audiostream.player.model import (
    ChangeVolume,
    CycleRepeat,
    Next,
    Previous,
    Quit,
    Repeat,
    SeekBy,
    Status,
    ToggleMute,
    TogglePause,
    ToggleShuffle,
)
from audiostream.player.queue import Queue
from audiostream.player.state import Begin, State, Tick
from tests.support.machine import SONGS

COMMANDS = st.one_of(
    st.sampled_from([TogglePause(), Next(), Previous(), ToggleMute(), ToggleShuffle(), CycleRepeat()]),
    st.integers(-300, 300).map(ChangeVolume),
    st.integers(-100_000, 100_000).map(SeekBy),
)
STATES = st.builds(
    State,
    volume=st.integers(0, 100),
    muted=st.booleans(),
    leave_after_ms=st.none() | st.integers(1, 20_000),
    queue=st.builds(
        Queue.of,
        st.integers(1, len(SONGS)).map(lambda count: SONGS[:count]),
        shuffle=st.booleans(),
        repeat=st.sampled_from(Repeat),
        seed=st.integers(0, 2**32),
    ),
)


class Player(RuleBasedStateMachine):
    """A machine, and an engine that does what it is told, in its own time or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.state = State(queue=Queue.of(SONGS, seed=0))
        self.numbers: list[int] = []
        self.opened: set[int] = set()
        self.recorded: dict[int, int] = {}
        self.finishes: list[Finish] = []
        self.failures = 0

    @initialize(state=STATES, start_ms=st.integers(0, 60_000))
    def begin(self, state: State, start_ms: int) -> None:
        """Begin to play."""
        self.state = state
        self.send(Begin(start_ms))

    def send(self, event: Event) -> None:
        """Let an event happen, and look at every effect."""
        stopped = self.state.status is Status.STOPPED
        before = self.state
        self.state, effects = step(self.state, event)
        if stopped:
            assert (self.state, list(effects)) == (before, [])
        for effect in effects:
            self.look(effect)
        self.look_at_order(effects)

    def look(self, effect: Effect) -> None:
        """Hold one effect against what was promised."""
        match effect:
            case Play(number, song, start_ms):
                assert number == self.state.number
                assert number not in self.numbers
                assert (song, start_ms >= 0) == (self.state.queue.song, True)
                self.numbers.append(number)
            case OpenAhead(number, song):
                assert number not in self.opened | set(self.numbers)
                assert song in self.state.queue.songs
                self.opened.add(number)
            case RecordListen(heard):
                assert heard.number in self.numbers
                assert heard.number not in self.recorded
                self.recorded[heard.number] = heard.played_ms
            case SetVolume(percent):
                assert 0 <= percent <= 100
            case Finish():
                self.finishes.append(effect)
            case _:
                pass

    @staticmethod
    def look_at_order(effects: Sequence[Effect]) -> None:
        """At most one thing plays after a step, and nothing after the end."""
        kinds = [type(effect) for effect in effects]
        assert kinds.count(Play) <= 1
        assert not (Play in kinds and Stop in kinds)
        assert Finish not in kinds[:-1]
        assert (Finish in kinds) == (Stop in kinds)

    @rule(command=COMMANDS)
    def command(self, command: Event) -> None:
        """A person presses a key."""
        self.send(command)

    @rule(after_ms=st.integers(0, 6000), moved_ms=st.integers(-70_000, 70_000))
    def tick(self, after_ms: int, moved_ms: int) -> None:
        """Time passes, and the engine may tell any position."""
        now = self.state.now_ms + after_ms
        self.send(Tick(now, now * 1000, max(0, self.state.position_ms + moved_ms)))

    @rule(after_ms=st.integers(200, 1000), times=st.integers(1, 30))
    def sound(self, after_ms: int, times: int) -> None:
        """Time passes as it should."""
        for _ in range(times):
            self.tick(after_ms, after_ms)

    @precondition(lambda self: not self.state.ready)
    @rule(duration_ms=st.integers(0, 100_000))
    def start(self, duration_ms: int) -> None:
        """What is opened is heard."""
        self.send(Started(self.state.number, duration_ms))

    @precondition(lambda self: self.state.ready)
    @rule()
    def end(self) -> None:
        """What plays comes to its end."""
        if self.state.status is not Status.STOPPED:
            self.failures = 0
        self.send(Ended(self.state.number))

    @rule()
    def fail(self) -> None:
        """What is opened or plays fails."""
        self.failures += self.state.status is not Status.STOPPED
        self.send(Failed(self.state.number, "broken"))

    @rule(back=st.integers(-1, 5), make=st.sampled_from([lambda n: Started(n, 1), Ended, lambda n: Failed(n, "old")]))
    def be_late(self, back: int, make: Callable[[int], Event]) -> None:
        """The engine tells of another playing than the present one."""
        if back:
            before = self.state
            self.send(make(self.state.number - back))
            assert (self.state.status, self.state.number) == (before.status, before.number)

    @precondition(lambda self: len(self.numbers) > 8)
    @rule(event=st.sampled_from([Quit(), OutputFailed("unplugged")]))
    def stop(self, event: Event) -> None:
        """The end."""
        self.send(event)
        assert self.state.status is Status.STOPPED

    @invariant()
    def holds(self) -> None:
        """What holds at every moment."""
        state = self.state
        assert 0 <= state.volume <= 100
        assert state.position_ms >= 0
        assert 0 <= state.failures < FAILURES_IN_A_ROW or state.status is Status.STOPPED
        assert state.failures <= self.failures
        assert len(self.finishes) == (state.status is Status.STOPPED)
        assert (state.status is Status.PLAYING) <= state.ready
        # No more was heard than there was time, and nothing twice.
        under_way = state.meter.played_ms if state.number not in self.recorded else 0
        assert sum(self.recorded.values()) + under_way <= state.now_ms
        assert sorted(state.queue.order) == list(range(len(state.queue.songs)))
        assert state.now_playing().song == state.queue.song


TestPlayer = Player.TestCase
TestPlayer.settings = settings(max_examples=50, stateful_step_count=40, deadline=None)

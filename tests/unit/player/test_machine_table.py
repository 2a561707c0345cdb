"""Every state with every event: the whole of what a player can do, as a table."""

from collections.abc import Callable, Mapping
from typing import get_args

import pytest

from audiostream.player.effects import Effect
from audiostream.player.engine import Ended, Failed, OutputFailed, Started
from audiostream.player.machine import Event, step
from audiostream.player.model import (
    ChangeVolume,
    CycleRepeat,
    Next,
    Previous,
    Quit,
    SeekBy,
    Status,
    ToggleMute,
    TogglePause,
    ToggleShuffle,
)
from audiostream.player.state import Begin, Note, State, Tick
from tests.support.machine import Run

# The second of four songs; number 2 plays, number 3 is opened ahead where it can be.
STATES: Mapping[str, Callable[[], State]] = {
    "loading": lambda: Run(4).start().send(Next()).state,
    "loading, paused": lambda: Run(4).start().send(Next(), TogglePause()).state,
    "loading, sought": lambda: Run(4).start().send(Next(), SeekBy(9000)).state,
    "playing": lambda: Run(4).start().send(Next()).start().wait(4000).state,
    "paused": lambda: Run(4).start().send(Next()).start().wait(4000).send(TogglePause()).state,
    "third failure": lambda: Run(4).fail().fail().send(Previous()).state,
    "last": lambda: Run(2).start().send(Next()).start().wait(4000).state,
    "stopped": lambda: Run(4).start().send(Next(), Quit()).state,
}

EVENTS: Mapping[str, Callable[[State], Event]] = {
    "begin": lambda _: Begin(),
    "tick": lambda state: Tick(state.now_ms + 250, state.now_us + 250_000, state.position_ms + 250),
    "note": lambda _: Note("hear, hear"),
    "toggle pause": lambda _: TogglePause(),
    "next": lambda _: Next(),
    "previous": lambda _: Previous(),
    "seek": lambda _: SeekBy(5000),
    "volume": lambda _: ChangeVolume(-5),
    "mute": lambda _: ToggleMute(),
    "shuffle": lambda _: ToggleShuffle(),
    "repeat": lambda _: CycleRepeat(),
    "quit": lambda _: Quit(),
    "started": lambda state: Started(state.number, 1000),
    "ended": lambda state: Ended(state.number),
    "failed": lambda state: Failed(state.number, "why"),
    "failed ahead": lambda state: Failed(state.number + 1, "why"),
    "stale started": lambda state: Started(state.number - 1, 1000),
    "stale ended": lambda state: Ended(state.number - 1),
    "stale failed": lambda state: Failed(state.number - 1, "why"),
    "no output": lambda _: OutputFailed("why"),
}

# One line an event, one column a state, in the order above: the status after it, and the effects.
# L loading, P playing, H paused (held), S stopped; what does not change anything is "-".
COLUMNS = """
begin         | -       | -       | -       | -       | -       | -      | -      | -
tick          | -       | -       | -       | P       | H       | -      | P      | -
note          | L i     | H i     | L i     | P i     | H i     | L i    | P i    | -
toggle pause  | H       | L       | H       | H h     | P r     | H      | H h    | -
next          | L p     | L p     | L p     | L pl    | L pl    | L p    | S xlf  | -
previous      | L p     | L p     | L       | P s     | H s     | L p    | P s    | -
seek          | L       | H       | L       | P s     | H s     | L      | P s    | -
volume        | L v     | H v     | L v     | P v     | H v     | L v    | P v    | -
mute          | L m     | H m     | L m     | P m     | H m     | L m    | P m    | -
shuffle       | L       | H       | L       | P       | H       | L      | P      | -
repeat        | L       | H       | L       | P       | H       | L      | P      | -
quit          | S xf    | S xf    | S xf    | S xlf   | S xlf   | S xf   | S xlf  | -
started       | P a     | H ah    | P as    | -       | -       | P a    | -      | -
ended         | L kp    | H kp    | L kp    | L pl    | H pl    | S kxf  | S xlf  | -
failed        | L kp    | H kp    | L kp    | L kpl   | H kpl   | S kxf  | S kxlf | -
failed ahead  | -       | -       | -       | P       | H       | -      | -      | -
stale started | -       | -       | -       | -       | -       | -      | -      | -
stale ended   | -       | -       | -       | -       | -       | -      | -      | -
stale failed  | -       | -       | -       | -       | -       | -      | -      | -
no output     | S xf    | S xf    | S xf    | S xlf   | S xlf   | S xf   | S xlf  | -
"""
EFFECTS = {
    "Play": "p",
    "OpenAhead": "o",
    "Pause": "h",
    "Resume": "r",
    "Seek": "s",
    "SetVolume": "v",
    "SetMuted": "m",
    "Stop": "x",
    "RecordListen": "l",
    "Announce": "a",
    "Skipped": "k",
    "Say": "i",
    "Finish": "f",
}
STATUSES = {Status.LOADING: "L", Status.PLAYING: "P", Status.PAUSED: "H", Status.STOPPED: "S"}


def table() -> dict[tuple[str, str], str]:
    """Return what is expected, by state and event."""
    cells: dict[tuple[str, str], str] = {}
    for line in COLUMNS.strip().splitlines():
        event, *row = (cell.strip() for cell in line.split("|"))
        cells |= {(state, event): cell for state, cell in zip(STATES, row, strict=True)}
    return cells


def test_the_table_has_every_event_and_every_effect() -> None:
    assert set(table()) == {(state, event) for state in STATES for event in EVENTS}
    kinds = {type(make(STATES["playing"]())) for make in EVENTS.values()}
    assert kinds == set(get_args(Event))
    assert set(EFFECTS) == {kind.__name__ for kind in get_args(Effect)}


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", STATES)
def test_what_an_event_does_in_a_state(state: str, event: str) -> None:
    before = STATES[state]()
    after, effects = step(before, EVENTS[event](before))
    letters = "".join(EFFECTS[type(effect).__name__] for effect in effects)
    expected = table()[state, event]
    if expected == "-":
        assert not letters
        # A tick while nothing sounds only tells the time.
        assert event == "tick" or after == before
    else:
        assert f"{STATUSES[after.status]} {letters}".strip() == expected

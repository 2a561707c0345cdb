"""The keys of the player: the one table that the screen, its help and the command's help are made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from audiostream.player.model import (
    ChangeVolume,
    Command,
    CycleRepeat,
    Next,
    Previous,
    Quit,
    SeekBy,
    ToggleMute,
    TogglePause,
    ToggleShuffle,
)

STEP_MS = 5_000
LEAP_MS = 30_000
VOLUME_STEP = 5


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that do the same.

    ``names`` are as Textual spells them, ``shown`` as a person reads them; ``command`` is ``None`` for what
    the screen does itself, as Ctrl-C is too, which quits as a signal does. ``hint`` is the word for it at
    the foot of the screen, where it has a place there.
    """

    names: Sequence[str]
    shown: str
    command: Command | None
    help: str
    hint: str | None = None


KEYS: Sequence[Key] = (
    Key(("space",), "space", TogglePause(), "pause, or go on", "pause"),
    Key(("n",), "n", Next(), "next track", "next"),
    Key(("p",), "p", Previous(), "previous track, or the start of this one", "previous"),
    Key(("left",), "\u2190", SeekBy(-STEP_MS), "back 5 seconds"),
    Key(("right",), "\u2192", SeekBy(STEP_MS), "on 5 seconds"),
    Key(("shift+left", "comma"), ",  shift+\u2190", SeekBy(-LEAP_MS), "back 30 seconds"),
    Key(("shift+right", "full_stop"), ".  shift+\u2192", SeekBy(LEAP_MS), "on 30 seconds"),
    Key(("up", "plus", "equals_sign"), "+  \u2191", ChangeVolume(VOLUME_STEP), "louder"),
    Key(("down", "minus"), "-  \u2193", ChangeVolume(-VOLUME_STEP), "softer"),
    Key(("m",), "m", ToggleMute(), "mute, or sound again"),
    Key(("s",), "s", ToggleShuffle(), "shuffle on or off"),
    Key(("r",), "r", CycleRepeat(), "repeat off, all, one"),
    Key(("question_mark",), "?", None, "these keys, and away again", "keys"),
    Key(("q",), "q  ctrl+c", Quit(), "quit", "quit"),
)

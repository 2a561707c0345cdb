"""The player's screen: full-screen, driven by keys, gone without a trace when the player ends.

Imports Textual (about 0.3 s): import this module only when a screen is about to be shown.
"""

import asyncio
import signal
import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.driver import Driver
from textual.events import Print

from audiostream.player.model import Player, Quit, Status, TogglePause
from audiostream.player.screen.driver import screen_driver
from audiostream.player.screen.keys import KEYS
from audiostream.player.screen.panel import Help, Panel
from audiostream.player.screen.terminal import HeldErrors, kept_handlers
from audiostream.player.signals import StopSignals

# Quick enough for the seconds and the bar to move evenly, slow enough to cost next to nothing.
REFRESH_S = 0.25
# A command is carried out by another thread; its effect is looked for before the next refresh.
AFTER_KEY_S = 0.04
STOP_WITHIN_S = 5.0
PAUSES_WITHIN_S = 0.2

CSS = """
Screen { align: center middle; overflow: hidden; layers: base above;
    background: ansi_default; color: ansi_default; }
Panel { max-width: 100; height: 100%; max-height: 28; padding: 1 2; overflow: hidden;
    border: round ansi_bright_black; border-title-color: ansi_default; border-title-style: bold;
    border-subtitle-color: ansi_default; border-title-background: ansi_default; }
Line { height: 1; }
#progress, #state, #upcoming, #message { margin-top: 1; }
#upcoming { height: 1fr; }
#message { height: auto; max-height: 2; display: none; }
Help { layer: above; width: auto; height: auto; max-width: 100%; max-height: 100%; padding: 0 1;
    border: round ansi_cyan; border-title-color: ansi_default; border-title-style: bold;
    border-subtitle-color: ansi_default; border-subtitle-style: dim;
    background: ansi_default; text-wrap: nowrap; text-overflow: ellipsis; }
.-narrow Panel { padding: 1; }
.-short Panel { padding: 0 1; }
.-short #progress, .-short #state, .-short #upcoming, .-short #message { margin-top: 0; }
.-tiny Panel { border: none; padding: 0; }
.-tiny #message { max-height: 1; }
.-tiny .-remark #upcoming { display: none; }
.-tiny #progress, .-tiny #state, .-tiny #upcoming, .-tiny #message { margin-top: 0; }
"""


class Screen(App[None], inherit_bindings=False):
    """Shows a player until it has finished; keys become its commands."""

    CSS = CSS
    TITLE = "audiostream"
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS = None
    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (8, "-short"), (16, "-roomy")]  # noqa: RUF012 - as Textual declares it
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (48, "-wide")]  # noqa: RUF012 - likewise
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(",".join(key.names), f"press({place})", key.help, priority=True) for place, key in enumerate(KEYS)),
        Binding("escape", "hide_help", priority=True),
        Binding("ctrl+c", "interrupt", priority=True),
        Binding("ctrl+z", "step_aside", priority=True),
    ]

    def __init__(self, player: Player, stop: StopSignals | None = None) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.animation_level = "none"
        self.crash: Exception | None = None
        self._player = player
        self._stop = stop or StopSignals()
        self._panel, self._help = Panel(), Help()
        self._paused_aside = False

    def get_driver_class(self) -> type[Driver]:
        """Return the driver of this platform, made to fit a player."""
        return screen_driver(super().get_driver_class())

    def compose(self) -> ComposeResult:
        """Put the panel, and the help above it."""
        yield self._panel
        yield self._help

    def on_mount(self) -> None:
        """Begin to follow the player."""
        self.begin_capture_print(self, stdout=False)
        self.app_resume_signal.subscribe(self, lambda _: self._come_back())
        self.set_interval(REFRESH_S, self._follow)
        self.call_after_refresh(self._follow)

    def on_print(self, event: Print) -> None:
        """Pass on what Python code wrote to standard error: a thread that died, a warning."""
        if sys.__stderr__ is not None:
            sys.__stderr__.write(event.text)

    def action_press(self, place: int) -> None:
        """Do what the key at this place of the table stands for."""
        command = KEYS[place].command
        if command is None:
            self._help.turn()
            return
        self._player.send(command)
        if isinstance(command, Quit):
            self.exit()
        else:
            self.set_timer(AFTER_KEY_S, self._follow)

    def action_interrupt(self) -> None:
        """Stop as SIGINT does, which the terminal sends for this key outside of the screen."""
        self._stop.ask(signal.SIGINT)
        self._follow()

    async def action_step_aside(self) -> None:
        """Give the terminal to the shell until fg; paused, as libvlc loses its place when stopped in its midst."""
        if self._player.snapshot().status is Status.PLAYING:
            self._paused_aside = True
            self._player.send(TogglePause())
            await asyncio.sleep(PAUSES_WITHIN_S)
        self.action_suspend_process()

    def _come_back(self) -> None:
        if self._paused_aside:
            self._paused_aside = False
            self._player.send(TogglePause())
        self.refresh(layout=True)  # the terminal is empty

    def action_hide_help(self) -> None:
        """Put the help away."""
        self._help.hide()

    def _follow(self) -> None:
        if self._player.finished.is_set():
            self.exit()
        elif self._stop.asked is not None:
            self._player.send(Quit())
            self.exit()
        else:
            self._panel.show(self._player.snapshot())

    def _handle_exception(self, error: Exception) -> None:
        self.crash = self.crash or error
        super()._handle_exception(error)

    def _fatal_error(self) -> None:
        # In place of Textual's page-long traceback: run_screen() raises the error.
        self._close_messages_no_wait()

    def panic(self, *renderables: object) -> None:
        """Close, as after an exception; what would have been printed is left out."""
        del renderables
        self._close_messages_no_wait()


def run_screen(player: Player, *, verbose: bool = False) -> signal.Signals | None:
    """Show a player on the terminal until it has finished or is asked to stop; then it has stopped.

    Call it in the main thread. However it ends, the terminal and the signal handlers are then as before,
    and the player was told to quit and given ``STOP_WITHIN_S`` to finish. What was written to standard
    error meanwhile, by libraries too, would have spoilt the screen: it is shown afterwards when ``verbose``.

    Returns:
        ``None`` when the player finished (at the queue's end or by a failure that the player can tell) or the
        person pressed q; otherwise the signal that asked it to stop, SIGINT for Ctrl-C, whose exit
        code is by custom 128 and its number: 130, 143 for SIGTERM, 129 for SIGHUP.

    Raises:
        Exception: what the screen or the player's snapshot raised: a bug.
        KeyboardInterrupt: a signal came again after 2 seconds, because the player or the screen hung.
    """
    with HeldErrors(show=verbose), StopSignals() as stop, kept_handlers():
        screen = Screen(player, stop)
        try:
            screen.run(mouse=False)
        finally:
            player.send(Quit())
            player.finished.wait(STOP_WITHIN_S)
    if screen.crash is not None:
        raise screen.crash
    return stop.asked

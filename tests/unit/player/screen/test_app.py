"""The screen on a player without sound, through Textual's pilot: keys, sizes, and what it shows."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from signal import SIGINT

import pytest
from textual.pilot import Pilot

from audiostream.player.model import ChangeVolume, Next, Quit, SeekBy, TogglePause
from audiostream.player.screen.app import Screen
from audiostream.player.screen.keys import KEYS, LEAP_MS, STEP_MS
from audiostream.player.screen.panel import Help, Message, Panel
from audiostream.player.signals import StopSignals
from tests.support.players import ScriptedPlayer, make_now

pytestmark = pytest.mark.slow

PATIENCE_S = 20.0


class Shown:
    """A screen under the hands of a test."""

    def __init__(self, screen: Screen, pilot: Pilot[None], player: ScriptedPlayer) -> None:
        self.screen, self.pilot, self.player = screen, pilot, player

    @property
    def text(self) -> str:
        """What the screen shows."""
        rows = self.screen.screen._compositor.render_strips()  # noqa: SLF001 - nothing public gives text
        return "\n".join(strip.text for strip in rows)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until a condition holds."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                await self.pilot.pause(0.01)


def run(
    body: Callable[[Shown], Awaitable[None]],
    *,
    player: ScriptedPlayer | None = None,
    size: tuple[int, int] = (80, 24),
    stop: StopSignals | None = None,
) -> None:
    player = player or ScriptedPlayer()

    async def all_of_it() -> None:
        screen = Screen(player, stop)
        async with screen.run_test(size=size) as pilot:
            shown = Shown(screen, pilot, player)
            await shown.until(lambda: "3:03" in shown.text)
            await body(shown)

    asyncio.run(all_of_it())


def test_it_says_what_plays_and_what_comes_next() -> None:
    async def body(shown: Shown) -> None:
        for said in ("Morning Signal", "audiostream \u2014 First Light (2026)", "1:01", "80%", "1 of 3", "Slow Tide"):
            assert said in shown.text

    run(body)


def test_every_key_sends_its_command() -> None:
    pressed = [(name, key.command) for key in KEYS for name in key.names if key.command is not None]

    async def body(shown: Shown) -> None:
        for name, _ in pressed:
            await shown.pilot.press(name)
        commands = [command for _, command in pressed]
        await shown.until(lambda: shown.player.sent == commands)

    assert pressed[-1] == ("q", Quit())  # it ends the screen
    run(body)


def test_a_key_is_what_is_typed() -> None:
    changes = [TogglePause(), ChangeVolume(5), ChangeVolume(-5)]
    meant = [*changes, SeekBy(-LEAP_MS), SeekBy(LEAP_MS), SeekBy(STEP_MS), Next()]

    async def body(shown: Shown) -> None:
        await shown.pilot.press(" ", "+", "-", ",", ".", "right", "n")
        await shown.until(lambda: shown.player.sent == meant)

    run(body)


def test_what_a_key_has_changed_shows() -> None:
    async def body(shown: Shown) -> None:
        await shown.pilot.press("minus")
        await shown.until(lambda: "75%" in shown.text)
        await shown.pilot.press("space")
        await shown.until(lambda: "\u275a\u275a 1:01" in shown.text)

    run(body)


def test_help_shows_every_key_and_goes_away_by_escape() -> None:
    async def body(shown: Shown) -> None:
        await shown.pilot.press("question_mark")
        await shown.until(lambda: KEYS[-1].help in shown.text)
        for key in KEYS:
            assert f"{key.shown}  " in shown.text
            assert key.help in shown.text
        await shown.pilot.press("escape")
        await shown.until(lambda: not shown.screen.query_one(Help).display)
        assert shown.player.sent == []

    run(body)


@pytest.mark.slow
@pytest.mark.parametrize("height", [5, 10])
def test_help_has_pages_where_the_screen_is_low(height: int) -> None:
    async def body(shown: Shown) -> None:
        help_ = shown.screen.query_one(Help)
        seen = ""
        await shown.pilot.press("question_mark")
        while help_.display:
            await shown.pilot.pause()
            seen += shown.text
            assert ("? more" in shown.text) == (KEYS[-1].help not in shown.text)
            await shown.pilot.press("question_mark")
        for key in KEYS:
            assert key.help in seen

    run(body, size=(60, height))


def test_a_remark_of_the_player_shows_and_goes() -> None:
    async def body(shown: Shown) -> None:
        shown.player.now = replace(shown.player.now, message="Cannot play \u201cBroken\u201d: skipped\x1b[2J")
        await shown.until(lambda: "skipped\\x1b[2J" in shown.text)
        shown.player.now = replace(shown.player.now, message=None)
        await shown.until(lambda: not shown.screen.query_one(Message).display)

    run(body)


def test_a_remark_takes_the_place_of_the_next_song_where_there_is_no_other() -> None:
    async def body(shown: Shown) -> None:
        assert "Slow Tide" in shown.text
        shown.player.now = replace(shown.player.now, message="Skipped")
        await shown.until(lambda: "Skipped" in shown.text)
        assert "Slow Tide" not in shown.text
        assert "3:03" in shown.text

    run(body, size=(20, 5))


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (20, 5), (200, 60), (80, 5), (20, 24), (7, 2), (1, 1)])
def test_it_fits_every_size(size: tuple[int, int]) -> None:
    async def body(shown: Shown) -> None:
        await shown.pilot.resize_terminal(*size)
        await shown.until(lambda: shown.screen.size == size)
        await shown.pilot.pause()
        panel = shown.screen.query_one(Panel)
        assert panel.outer_size.width == min(100, size[0])
        assert panel.outer_size.height <= size[1]
        assert shown.screen.screen.max_scroll_y == 0
        if size[0] >= 20:
            assert "Morning Signal" in shown.text
            assert "3:03" in shown.text
            assert "80%" in shown.text
            assert "Slow Tide" in shown.text

    run(body)


def test_the_end_of_the_player_ends_it() -> None:
    async def body(shown: Shown) -> None:
        shown.player.finished.set()
        await shown.until(lambda: not shown.screen.is_running)

    run(body)


def test_a_signal_quits_the_player_and_ends_it() -> None:
    stop = StopSignals()

    async def body(shown: Shown) -> None:
        stop.ask(SIGINT)
        await shown.until(lambda: not shown.screen.is_running)
        assert shown.player.sent == [Quit()]

    run(body, stop=stop)


def test_ctrl_c_is_noted_as_its_signal() -> None:
    stop = StopSignals()

    async def body(shown: Shown) -> None:
        await shown.pilot.press("ctrl+c")
        await shown.until(lambda: not shown.screen.is_running)
        assert stop.asked is SIGINT

    run(body, stop=stop)


def test_wide_and_hostile_text_leaves_the_frame_whole() -> None:
    song = make_now().song
    assert song is not None
    wild = replace(song, title="夜に駆ける👍🏽\u202e\x1b[2J" * 20)

    async def body(shown: Shown) -> None:
        await shown.until(lambda: "夜に駆ける" in shown.text)
        rows = shown.text.split("\n")
        assert all(row[0] in "\u256d\u2502\u2570" and row[-1] in "\u256e\u2502\u256f" for row in rows)

    run(body, player=ScriptedPlayer(make_now(song=wild, upcoming=[wild] * 30)))

"""Make ``docs/player.svg``: the real screen of the player, with the demo's tunes on it.

    python -m tools.screenshot

The picture refers to nothing on the network and uses whatever monospaced font its viewer has.
"""

import asyncio
from pathlib import Path
from typing import Any
from unittest.mock import patch

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from audiostream.backend.adapters.mutagen.probe import MutagenProbe
from audiostream.backend.domain.catalogue import Song
from audiostream.demo import TUNES, tunes
from audiostream.player.model import NowPlaying, Repeat, Status
from audiostream.player.screen.app import Screen
from tests.support.builders import make_album, make_artist, make_song
from tests.support.players import ScriptedPlayer

TARGET = Path(__file__).parent.parent / "docs" / "player.svg"
COMMAND = "audiostream play playlist:Demo"
SIZE = (80, 17)
# A dark terminal: its background, its text, and of its sixteen colours those that the screen uses.
BACKGROUND, TEXT, GREY, CYAN = (20, 22, 31), (226, 228, 240), (92, 97, 122), (102, 217, 232)
_COLOURS = [TEXT] * 16
_COLOURS[6], _COLOURS[8] = CYAN, GREY
FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'
THEME = TerminalTheme(BACKGROUND, TEXT, _COLOURS[:8], _COLOURS[8:])
FORMAT = """
<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px/{line_height}px FONTS; }}
.{unique_id}-title {{ font: 600 16px system-ui, sans-serif; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix" xml:space="preserve">
{matrix}
</g>
</g>
</svg>
""".replace("FONTS", FONTS)


def songs() -> list[Song]:
    """Return the demo's tunes, as their files describe them."""
    found = []
    with tunes() as folder:
        for name in TUNES:
            with (folder / name).open("rb") as file:
                found.append(MutagenProbe().probe(file))
    tags = found[0][1]
    album = make_album(tags.album or "", artist=make_artist(tags.artist or ""), year=tags.year)
    return [make_song(each.title or "", album=album, audio=audio) for audio, each in found]


class Picture(Console):
    """A console that exports with our colours, and without the fonts that Rich's own pictures fetch."""

    def export_svg(self, **options: Any) -> str:  # noqa: ANN401 - as Rich takes them
        """Return what was printed as an SVG document."""
        svg = super().export_svg(**{**options, "theme": THEME, "code_format": FORMAT})
        return "\n".join(line.strip() for line in svg.splitlines() if line.strip()) + "\n"


async def picture(now: NowPlaying) -> str:
    """Return the screen as an SVG document."""
    screen = Screen(ScriptedPlayer(now))
    async with screen.run_test(size=SIZE) as pilot:
        await pilot.pause()
        with patch("textual.app.Console", Picture):
            return screen.export_screenshot(title=COMMAND, simplify=True)


def draw() -> str:
    """Return the picture: the first tune in its midst, the others to come."""
    first, *others = songs()
    now = NowPlaying(
        status=Status.PLAYING,
        song=first,
        position_ms=first.audio.duration_ms * 2 // 5,
        duration_ms=first.audio.duration_ms,
        volume=80,
        muted=False,
        shuffle=False,
        repeat=Repeat.ALL,
        index=0,
        total=len(others) + 1,
        upcoming=[*others, first],
    )
    return asyncio.run(picture(now))


def main() -> None:
    """Write the picture."""
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(draw(), encoding="utf-8")
    print(f"wrote {TARGET}")


if __name__ == "__main__":
    main()

"""The README's picture of the player: the screen as it is, with nothing to fetch."""

import html
import re

from tools.screenshot import TARGET, draw


def _texts(svg: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r">([^<]*)</text>", svg)]


def test_the_picture_shows_the_screen_as_it_is() -> None:
    shipped, now = TARGET.read_text(encoding="utf-8"), draw()
    assert "Morning\u00a0Signal" in _texts(now)
    assert _texts(shipped) == _texts(now), "make it anew: python -m tools.screenshot"


def test_the_picture_refers_to_nothing_elsewhere() -> None:
    svg = TARGET.read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\s\"')]+", svg)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in svg
    assert "@import" not in svg

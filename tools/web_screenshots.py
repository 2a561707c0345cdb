"""Make ``docs/web-1280.png`` and ``docs/web-390.png``: the web player on a wide screen and on a phone's.

    python -m tools.web_screenshots

A server of its own plays one of the demo's tunes; the songs beside them are short tones.
"""

import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

from audiostream.demo import tunes
from tests.support import server_process
from tests.support.audio import make_tone
from tests.support.browser import DESKTOP, PHONE, Visitor, chromium, new_context
from tests.support.installed import Installed

TARGET = Path(__file__).parent.parent / "docs"
SHELF: Mapping[tuple[str, str], Sequence[str]] = {
    ("Marta Lindqvist", "Tidal Rooms"): ["Harbour Lights", "A Quiet Engine", "Paper Boats", "Glass Weather", "Salt"],
    ("Marta Lindqvist", "Winter Orchard"): ["First Snow", "Low Sun"],
    ("The Copper Kites", "Slow Machines"): ["Tin Roof", "Kestrel"],
    ("Ólafur Hrafn", "Hljóð"): ["Upphaf"],
    ("Velvet Static", "Night Signal"): ["Carrier"],
}
COLOURS = 128


def main() -> None:
    """Write the pictures."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        installed = Installed(Path(folder))
        password = _fill(installed)
        with server_process.running(installed.data_dir) as server:
            _picture(browser, server.url, password, DESKTOP)
            _picture(browser, server.url, password, PHONE)


def _fill(installed: Installed) -> str:
    for (artist, album), titles in SHELF.items():
        for track, title in enumerate(titles, 1):
            file = installed.folder / "music" / f"{album} {track}.flac"
            make_tone(file, seconds=20 + 7 * track, artist=artist, album=album, title=title, track=str(track))
    _run(installed, "upload", str(installed.folder / "music"))
    with tunes() as folder:
        _run(installed, "upload", str(folder))
    password: str = _run(installed, "user", "add", "ada", "--generate", "--json")["password"]
    return password


def _run(installed: Installed, *arguments: str) -> dict[str, str]:
    done = installed.run(*arguments)
    if done.code:
        raise SystemExit(done.err)
    data: dict[str, str] = done.data if "--json" in arguments else {}
    return data


def _picture(browser: Browser, url: str, password: str, size: tuple[int, int]) -> None:
    visitor = Visitor(new_context(browser, size, dark=size == PHONE).new_page(), url).log_in("ada", password)
    for album in ("Tidal Rooms", "Hljóð", "Slow Machines", "First Light"):
        visitor.page.get_by_role("button", name=f"Play {album}").click()
        visitor.until_heard(1)
    visitor.until("Object.values(localStorage).every((text) => !text.includes('\"done\":true'))")
    visitor.until_heard(3)
    visitor.go("/")
    visitor.page.get_by_role("button", name="Play", exact=True).click()
    visitor.until_heard(5)
    visitor.page.locator("h1").hover()
    _save(visitor.page, TARGET / f"web-{size[0]}.png")


def _save(page: Page, target: Path) -> None:
    page.screenshot(path=target)
    # A palette is a third of the size, and looks the same.
    palette = f"split[a][b];[a]palettegen=max_colors={COLOURS}[p];[b][p]paletteuse"
    small = target.with_suffix(".small.png")
    command = [
        "ffmpeg",
        "-v",
        "error",
        "-y",
        "-i",
        str(target),
        "-filter_complex",
        palette,
        "-frames:v",
        "1",
        str(small),
    ]
    subprocess.run(command, check=True)
    small.replace(target)


if __name__ == "__main__":
    main()

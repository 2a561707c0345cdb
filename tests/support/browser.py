"""Chromium, and a listener who looks at a website in it."""

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

# More than the pages themselves wait before they try again.
PATIENCE_S = 90.0
DESKTOP = (1280, 800)
PHONE = (390, 844)

_ARGUMENTS = [
    "--no-sandbox",  # it does not start as root otherwise
    "--autoplay-policy=no-user-gesture-required",
]
_SOUNDS = "[...document.querySelectorAll('audio')].find((audio) => !audio.paused)"
# What Chromium says of answers that a test caused, or of nothing that matters; what htmx says of a request of the
# search that the next letter has overtaken.
_HARMLESS = ("Failed to load resource", "Autofocus processing was blocked", "htmx:afterRequest", "htmx:sendAbort")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run Chromium without a screen."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "there is no Chromium: tools/install-system-packages"
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread for as long; Django would refuse its database to other tests.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Its own patience of five seconds is little where other tests keep the machine busy.
        expect.set_options(timeout=PATIENCE_S * 1000)
        browser = playwright.chromium.launch(executable_path=program, args=_ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, size: tuple[int, int] = DESKTOP, *, dark: bool = False) -> BrowserContext:
    """Return a browser's profile that knows nothing yet, of a window's size."""
    width, height = size
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        has_touch=size == PHONE,
        reduced_motion="reduce",
    )


@dataclass
class Visitor:
    """Somebody at a page of a site; ``complaints`` are what the browser said of errors and of its policy."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Hear what the browser has to say."""
        self.page.on("console", lambda said: self._complain(said.type, said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.set_default_timeout(PATIENCE_S * 1000)

    def log_in(self, name: str, password: str) -> "Visitor":
        """Log in, and come to the first page with its scripts at work."""
        self.go("/login")
        self.page.fill("[name=username]", name)
        self.page.fill("[name=password]", password)
        self.page.click("button.primary")
        self.page.wait_for_selector("html.js")
        return self

    def go(self, path: str) -> None:
        """Load a page."""
        self.page.goto(self.url + path)

    def until(self, script: str, is_there: Callable[[Any], bool] = bool) -> Any:  # noqa: ANN401 - whatever it gives
        """Ask the page until the answer is as wished; return it.

        Playwright's own way is to have the page evaluate text, which the site's policy forbids.
        """
        deadline_s = time.monotonic() + PATIENCE_S
        while not is_there(answer := self.page.evaluate(script)):
            assert time.monotonic() < deadline_s, f"{script} is still {answer!r}; {self.said}"
            self.page.wait_for_timeout(50)
        return answer

    def until_heard(self, seconds: float) -> float:
        """Wait until what plays has come so far; return the position in seconds."""
        position: float = self.until(f"{_SOUNDS}?.currentTime ?? 0", lambda position: position >= seconds)
        return position

    def until_loaded(self) -> None:
        """Wait until what plays and what follows are loaded to their ends."""
        self.until("[...document.querySelectorAll('audio')].every((audio) => audio.readyState === 4)")

    @property
    def shut_out(self) -> list[str]:
        """What axe-core finds on the page that keeps somebody from using it: each rule with the element's HTML."""
        found = Axe().run(self.page).response["violations"]
        return [
            f"{each['id']}: {node['html']}"
            for each in found
            if each["impact"] in {"serious", "critical"}
            for node in each["nodes"]
        ]

    @property
    def said(self) -> str:
        """What the player's bar says."""
        return self.page.locator("#player-message").inner_text()

    @property
    def playing(self) -> str:
        """The title in the player's bar."""
        return self.page.locator("#player-title").inner_text()

    def _complain(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(_HARMLESS):
            self.complaints.append(text)

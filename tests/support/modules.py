"""The player's modules in a real browser, without a server: what is pure is tested by itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Route

from audiostream.backend import web

JS = Path(web.__file__).parent / "static" / "audiostream" / "js"
_ORIGIN = "https://modules.test"


class Modules:
    """An empty page that can import the modules."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def run(self, module: str, body: str, *arguments: object) -> Any:  # noqa: ANN401 - whatever it returns
        """Return what a function's ``body`` returns, given the module as ``m`` and the arguments as ``args``."""
        script = f"async ([args]) => {{ const m = await import('/{module}'); {body} }}"
        return self._page.evaluate(script, [list(arguments)])


@contextmanager
def modules(browser: Browser) -> Iterator[Modules]:
    """Open the page."""
    page = browser.new_page()
    page.route(f"{_ORIGIN}/**", _answer)
    page.goto(f"{_ORIGIN}/")
    yield Modules(page)
    page.close()


def _answer(route: Route) -> None:
    name = route.request.url.removeprefix(f"{_ORIGIN}/")
    if name:
        route.fulfill(path=JS / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>modules</title>", content_type="text/html")

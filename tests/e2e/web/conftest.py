"""One profile for all of these tests; a server and a browser for each file of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.support import browser, server_process
from tests.support.browser import DESKTOP, Visitor
from tests.support.concert import ADA, Concert, make_concert


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Not for longer: Playwright keeps an event loop in the thread, and other files' tests have loops of their own.
    with browser.chromium() as started:
        yield started


@pytest.fixture(scope="session")
def concert_template(tmp_path_factory: pytest.TempPathFactory) -> Concert:
    return make_concert(tmp_path_factory.mktemp("concert"))


@pytest.fixture(scope="module")
def concert(concert_template: Concert, tmp_path_factory: pytest.TempPathFactory) -> Concert:
    return concert_template.copied(tmp_path_factory.mktemp("site") / "home")


@pytest.fixture(scope="module")
def site(concert: Concert) -> Iterator[str]:
    """Return the address of a server."""
    with server_process.running(concert.installed.data_dir) as server:
        yield server.url


@pytest.fixture
def visitor(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Visitor]:
    """Return somebody who is not logged in; the browser must have nothing to complain about.

    A test's parameter is the size of the window, which is a desktop's otherwise.
    """
    context = browser.new_context(chromium, getattr(request, "param", DESKTOP))
    visitor = Visitor(context.new_page(), site)
    yield visitor
    context.close()
    assert visitor.complaints == []


@pytest.fixture
def ada(visitor: Visitor, concert: Concert) -> Visitor:
    return visitor.log_in(ADA, concert.passwords[ADA])

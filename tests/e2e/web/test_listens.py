"""Listens that wait in the browser: none lost, none twice, none under another name."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.support import browser, server_process
from tests.support.browser import Visitor
from tests.support.concert import ADA, ALBUM, BOB, SECONDS, TITLES, Concert

pytestmark = pytest.mark.slow

LISTENS = "**/api/v1/listens"
KEPT = f"Object.keys(localStorage).filter((key) => key.startsWith('audiostream.listen.{ADA}.')).length"
UNSENT = "Object.values(localStorage).filter((text) => text.includes('\"done\":true')).length"
TABS = (
    "navigator.locks.query().then(({ held }) => held.filter(({ name }) => name.startsWith('audiostream.tab.')).length)"
)


@pytest.fixture
def concert(concert_template: Concert, tmp_path_factory: pytest.TempPathFactory) -> Concert:
    return concert_template.copied(tmp_path_factory.mktemp("site") / "home")


@pytest.fixture
def server(concert: Concert) -> Iterator[server_process.ServerProcess]:
    with server_process.running(concert.installed.data_dir) as server:
        yield server


@pytest.fixture
def tabs(chromium: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(chromium)
    yield context
    context.close()


def ada_in(tabs: BrowserContext, url: str, concert: Concert) -> Visitor:
    return Visitor(tabs.new_page(), url).log_in(ADA, concert.passwords[ADA])


def titles(listens: Sequence[dict[str, Any]]) -> list[str]:
    return [listen["title"] for listen in listens]


def test_a_listen_arrives_once_when_the_server_was_away(
    tabs: BrowserContext, server: server_process.ServerProcess, concert: Concert
) -> None:
    ada = ada_in(tabs, server.url, concert)
    port = server.url.rpartition(":")[2]
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(2)
    # The next song is loaded, the one after it is not.
    ada.until_loaded()
    server.stop()
    ada.page.get_by_role("button", name="Next track").click()
    ada.until_heard(0.5)
    ada.page.get_by_role("button", name="Next track").click()
    expect(ada.page.locator("#player-message")).to_contain_text("The server does not answer")
    ada.until(KEPT, lambda count: count == 2)
    with server_process.running(concert.installed.data_dir, "--port", port):
        # It goes on by itself, and so do the listens.
        ada.until_heard(0.5)
        assert ada.playing == TITLES[2]
        ada.until("localStorage.length", lambda _: not ada.said)
        ada.page.get_by_role("button", name="Pause", exact=True).click()
        ada.until(UNSENT, lambda count: count == 0)
        assert titles(concert.listens()) == list(TITLES[:2])


def test_a_listen_of_a_tab_that_was_closed_arrives_from_the_next(
    tabs: BrowserContext, server: server_process.ServerProcess, concert: Concert
) -> None:
    ada = ada_in(tabs, server.url, concert)
    tabs.route(LISTENS, lambda route: route.abort())
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(2)
    ada.page.close()
    assert concert.listens() == []
    tabs.unroute(LISTENS)
    later = Visitor(tabs.new_page(), server.url)
    later.go("/history")
    later.until(KEPT, lambda count: count == 0)
    (listen,) = concert.listens()
    assert listen["title"] == TITLES[0]
    assert 1_500 <= listen["played_ms"] <= SECONDS * 1000


def test_a_listen_of_a_tab_that_died_arrives_from_another_once(
    tabs: BrowserContext, server: server_process.ServerProcess, concert: Concert
) -> None:
    dying = Visitor(tabs.new_page(), server.url)
    # As where a browser crashes: the page is not told that it ends.
    dying.page.add_init_script("addEventListener('pagehide', (event) => event.stopImmediatePropagation())")
    dying.log_in(ADA, concert.passwords[ADA])
    other = Visitor(tabs.new_page(), server.url)
    dying.page.get_by_role("button", name=f"Play {ALBUM}").click()
    dying.until(KEPT, lambda count: count == 1)
    other.go("/history")
    other.until(TABS, lambda count: count == 2)
    # What is under way is left alone.
    assert other.page.evaluate(KEPT) == 1
    assert concert.listens() == []
    dying.page.close()
    other.until(TABS, lambda count: count == 1)
    other.page.reload()
    other.until(KEPT, lambda count: count == 0)
    assert titles(concert.listens()) == [TITLES[0]]


def test_no_listen_is_sent_under_another_account(
    tabs: BrowserContext, server: server_process.ServerProcess, concert: Concert
) -> None:
    posted: list[str] = []

    def hold(route: Route) -> None:
        posted.append(route.request.post_data or "")
        route.abort()

    tabs.route(LISTENS, hold)
    ada = ada_in(tabs, server.url, concert)
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(1)
    ada.page.get_by_role("button", name="Next track").click()
    ada.until_heard(0.5)
    # A second tab logs out, and in as somebody else: the first one still believes it is Ada's.
    bob = Visitor(tabs.new_page(), server.url)
    bob.go("/")
    bob.page.get_by_role("button", name="Log out").click()
    tabs.unroute(LISTENS)
    tabs.on("request", lambda request: posted.append(request.url) if request.url.endswith("/listens") else None)
    posted.clear()
    bob.log_in(BOB, concert.passwords[BOB])
    ada.page.get_by_role("button", name="Next track").click()
    ada.page.evaluate("dispatchEvent(new Event('online'))")
    ada.until(KEPT, lambda count: count >= 2)
    bob.go("/history")
    expect(bob.page.get_by_text("You have not listened to anything yet")).to_be_visible()
    assert posted == []
    bob.page.get_by_role("button", name="Log out").click()
    ada.log_in(ADA, concert.passwords[ADA])
    ada.until(KEPT, lambda count: count == 0)
    assert titles(concert.listens())[:2] == list(TITLES[:2])

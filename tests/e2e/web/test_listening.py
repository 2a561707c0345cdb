"""A listener in a real browser, from the password to the history."""

import re

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import Visitor
from tests.support.concert import ADA, ALBUM, ARTIST, SECONDS, TITLES, Concert

pytestmark = pytest.mark.slow


def test_who_may_listen_is_asked_first(visitor: Visitor, concert: Concert) -> None:
    page = visitor.page
    visitor.go("/playlists")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    page.get_by_label("Name").fill(ADA)
    page.get_by_label("Password").fill("not this one")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("password")
    expect(page.get_by_label("Name")).to_have_value(ADA)
    page.get_by_label("Password").fill(concert.passwords[ADA])
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(f"{visitor.url}/playlists")


def test_what_is_searched_plays_while_pages_change_and_is_in_the_history(ada: Visitor, concert: Concert) -> None:
    page = ada.page
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").press_sequentially("midd")
    page.get_by_role("button", name=f"Play {TITLES[1]}").click()
    expect(page).to_have_url(f"{ada.url}/search?q=midd")
    began = ada.until_heard(0.5)
    assert ada.until_heard(began + 1) >= began + 1

    # The same document all along, or the sound would break off.
    page.evaluate("document.documentElement.dataset.same = 'yes'")
    page.get_by_role("link", name=ALBUM).first.click()
    expect(page.get_by_role("heading", level=1, name=ALBUM)).to_be_visible()
    expect(page).to_have_title(f"{ALBUM} · {ARTIST} · audiostream")
    ada.until_heard(began + 1.5)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value("midd")
    expect(page).to_have_title(re.compile("Search"))
    page.go_forward()
    expect(page.get_by_role("heading", level=1, name=ALBUM)).to_be_visible()
    ada.until_heard(SECONDS / 2 + 1)
    assert page.evaluate("document.documentElement.dataset.same") == "yes"

    page.get_by_role("button", name=f"Play {TITLES[2]}").click()
    assert ada.playing == TITLES[2]
    ada.until_heard(1)
    page.get_by_role("button", name="Next track").click()
    assert ada.playing == TITLES[3]
    ada.until_heard(0.2)

    ada.until("Object.keys(localStorage).filter((key) => key.startsWith('audiostream.listen')).length === 0")
    page.get_by_role("link", name="History").click()
    expect(page.locator("#listens .song-title")).to_have_text([TITLES[2], TITLES[1]])
    first, second = concert.listens()
    assert (first["title"], first["completed"]) == (TITLES[1], True)
    assert SECONDS / 2 * 1000 <= first["played_ms"] <= (SECONDS + 0.5) * 1000
    assert (second["title"], second["completed"]) == (TITLES[2], False)
    assert 500 <= second["played_ms"] < SECONDS / 2 * 1000


def test_what_is_typed_before_the_scripts_are_there_is_searched(ada: Visitor) -> None:
    page, script = ada.page, "**/htmx*.js"
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(script, hold)
    with page.expect_request(script):
        page.goto(f"{ada.url}/search", wait_until="commit")
    page.get_by_role("searchbox").fill("midd")
    (route,) = held
    route.continue_()
    expect(page.get_by_role("button", name=f"Play {TITLES[1]}")).to_be_visible()


def test_the_next_song_is_there_before_its_turn(ada: Visitor) -> None:
    page = ada.page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/stream") else None)
    page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(1)
    ada.until_loaded()
    assert ada.playing == TITLES[0]
    second = asked[1]
    page.get_by_label("Position in the track").fill(str(int(SECONDS) - 2))
    expect(page.locator("#player-title")).to_have_text(TITLES[1])
    ada.until_heard(0.3)
    assert asked.count(second) == 1


def test_keys_do_what_they_do_in_a_terminal(ada: Visitor) -> None:
    page = ada.page
    page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(0.3)
    page.locator("h1").click()
    page.keyboard.press("n")
    assert ada.playing == TITLES[1]
    ada.until_heard(0.2)
    page.keyboard.press("ArrowRight")
    ada.until_heard(5)
    page.keyboard.press("p")
    ada.until_heard(0.1)
    assert ada.playing == TITLES[1]
    page.keyboard.press("p")
    assert ada.playing == TITLES[0]
    page.keyboard.press("-")
    expect(page.get_by_label("Volume")).to_have_value("95")
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Mute")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("s")
    expect(page.get_by_role("button", name="Shuffle", exact=True)).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(page.get_by_role("button", name="Repeat: all")).to_be_visible()
    page.keyboard.press(" ")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    # Where letters are text, they are no keys.
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").press_sequentially("n p")
    expect(page.get_by_role("searchbox")).to_have_value("n p")
    assert ada.playing == TITLES[0]


def test_the_queue_is_seen_and_changed(ada: Visitor) -> None:
    page = ada.page
    page.get_by_role("link", name=ALBUM, exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name=ALBUM)).to_be_visible()
    page.get_by_role("button", name=f"Play {TITLES[0]}").click()
    ada.until_heard(0.2)
    page.get_by_label(f"More about {TITLES[3]}").click()
    page.locator("li", has_text=TITLES[3]).get_by_role("button", name="Play next").click()
    page.get_by_role("button", name="Queue", exact=True).click()
    titles = page.locator("#queue-songs .song-title")
    expect(titles).to_have_text([TITLES[0], TITLES[3], *TITLES[1:]])
    page.get_by_role("button", name=f"Remove {TITLES[1]} from the queue").click()
    expect(titles).to_have_text([TITLES[0], TITLES[3], *TITLES[2:]])
    page.locator("#queue").get_by_role("button", name=TITLES[2]).first.click()
    assert ada.playing == TITLES[2]
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_role("region", name="Player")).to_be_hidden()

"""Every page for everybody: by a screen reader, in both colours, on a phone."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, expect

from tests.support import browser
from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.concert import ADA, ALBUM, ARTIST, TITLES, Concert

pytestmark = pytest.mark.slow

# What a finger hits, in CSS pixels (WCAG 2.5.5).
_TALL = 44
# What stands between text and the edge of a screen, in CSS pixels.
_GAP = 16


@pytest.fixture(params=[(DESKTOP, False), (DESKTOP, True), (PHONE, False), (PHONE, True)], ids=str)
def looking(request: pytest.FixtureRequest, chromium: Browser, site: str, concert: Concert) -> Iterator[Visitor]:
    size, dark = request.param
    context = browser.new_context(chromium, size, dark=dark)
    visitor = Visitor(context.new_page(), site)
    visitor.go("/login")
    _check(visitor)
    # Text keeps off the edges of the screen.
    assert visitor.page.evaluate("document.querySelector('main form').getBoundingClientRect().left") >= _GAP
    assert not concert.installed.run("user", "staff", ADA).code
    yield visitor.log_in(ADA, concert.passwords[ADA])
    context.close()
    assert visitor.complaints == []


def test_no_page_shuts_anybody_out(looking: Visitor) -> None:
    page = looking.page
    name = f"Walk {uuid4()}"
    page.get_by_role("button", name=f"Play {ALBUM}").click()
    looking.until_heard(0.3)
    _check(looking)
    for link, heading in [(ALBUM, ALBUM), (ARTIST, ARTIST)]:
        page.locator("main").get_by_role("link", name=link).first.click()
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        _check(looking)
        # A menu may not widen the page.
        page.get_by_label(f"More about {heading}").click()
        _check(looking)
    for tab in ("Search", "History", "Playlists"):
        page.locator("nav").get_by_role("link", name=tab).click()
        expect(page.get_by_role("heading", level=1, name=tab)).to_be_visible()
        _check(looking)
    page.get_by_label("Name of a new playlist").fill(name)
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    _check(looking)
    ref = page.url.rpartition("/")[2]
    looking.go(f"/search?q={TITLES[0].split()[0]}")
    _check(looking)
    page.get_by_label(f"More about {TITLES[0]}").click()
    _check(looking)
    page.get_by_role("link", name="Add to a playlist").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    _check(looking)
    page.get_by_role("dialog").get_by_role("button", name=name).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    for path in (
        f"/playlists/{ref}",
        f"/playlists/{ref}/delete",
        "/albums",
        "/artists",
        "/account",
        "/upload",
        "/api/v1/docs",
        "/nothing-is-here",
    ):
        looking.go(path)
        _check(looking)
    page.get_by_role("button", name="Queue", exact=True).click()
    _check(looking)


def test_fingers_find_what_they_press(looking: Visitor) -> None:
    page = looking.page
    page.get_by_role("button", name=f"Play {ALBUM}").click()
    looking.until_heard(0.3)
    for locator in (page.locator("button:visible"), page.locator("nav a:visible")):
        for box in [each.bounding_box() for each in locator.all()]:
            assert box is not None
            assert box["height"] >= _TALL
            assert box["width"] >= _TALL


def test_the_content_is_one_key_away(looking: Visitor) -> None:
    page = looking.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    # Another page begins at its own content, too.
    page.locator("nav").get_by_role("link", name="History").click()
    expect(page.locator("main")).to_be_focused()
    expect(page.locator("nav [aria-current=page]")).to_have_text("History")


def _check(visitor: Visitor) -> None:
    assert visitor.shut_out == []
    width = visitor.page.viewport_size["width"] if visitor.page.viewport_size else 0
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= width, visitor.page.url

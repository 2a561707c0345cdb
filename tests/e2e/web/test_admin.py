"""Django's admin in a browser: its pages keep to the policy that allows nothing inline, and shut nobody out."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.support import browser, server_process, web
from tests.support.browser import Visitor
from tests.support.shelves import SINNERMAN

pytestmark = pytest.mark.slow


def test_staff_mends_a_title(chromium: Browser, tmp_path: Path) -> None:
    web.make_site(tmp_path / "site")
    with server_process.running(tmp_path / "site") as server, browser.new_context(chromium) as context:
        visitor = Visitor(context.new_page(), server.url)
        visitor.log_in(web.SAM, web.PASSWORD)
        page = visitor.page
        visitor.go("/admin/catalog/song/?q=sinner")
        page.click("#result_list tbody th a")
        page.fill("[name=title]", "Sinner Man")
        form = page.url.removeprefix(server.url)
        page.click("[name=_save]")
        page.wait_for_selector(".messagelist .success")
        visitor.go("/search?q=sinner+man")
        assert page.locator(f"text={SINNERMAN.title}").count() == 0
        assert page.locator("text=Sinner Man").count() > 0
        assert visitor.complaints == []
        # In a window of its own: axe-core puts style sheets into some pages to read them, against the policy.
        other = Visitor(context.new_page(), server.url)
        for path in ("/admin/", "/admin/catalog/song/?q=sinner", form):
            other.go(path)
            assert other.shut_out == []

"""Uploading in a real browser: files chosen, files dropped, what becomes of each."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.support.audio import make_tone
from tests.support.browser import Visitor
from tests.support.concert import ADA, Concert

pytestmark = pytest.mark.slow

ARTIST = "The Newcomers"
ALBUM = "First Steps"

# Every state that each file's progress was seen in.
_WATCH = """
() => {
  globalThis.seen = [];
  new MutationObserver(() => {
    for (const each of document.querySelectorAll("[data-uploads] progress")) {
      globalThis.seen.push([each.getAttribute("aria-label"), each.value]);
    }
  }).observe(document.querySelector("[data-uploads]"), {subtree: true, childList: true, attributes: true});
}
"""


@pytest.fixture
def staff(visitor: Visitor, concert: Concert) -> Visitor:
    assert not concert.installed.run("user", "staff", ADA).code
    visitor.log_in(ADA, concert.passwords[ADA])
    visitor.go("/upload")
    return visitor


def tone(folder: Path, name: str, **tags: str) -> Path:
    return make_tone(
        folder / name, seconds=1.0, frequency=440, **{"artist": ARTIST, "album": ALBUM, "title": name, **tags}
    )


def row(visitor: Visitor, name: str) -> Locator:
    return visitor.page.locator("[data-uploads] li", has_text=name)


def choose(visitor: Visitor, *files: Path) -> None:
    visitor.page.set_input_files("[name=file]", files)
    visitor.page.locator("main").get_by_role("button", name="Upload").click()


def drag(visitor: Visitor, kind: str, *paths: Path) -> None:
    """Do over the form what a file manager does. Playwright has no such thing; the browser's own protocol has."""
    box = visitor.page.locator("[data-upload] .drop").bounding_box()
    assert box
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    browser = visitor.page.context.new_cdp_session(visitor.page)
    browser.send("Input.dispatchDragEvent", {"type": kind, **place, "data": data})
    browser.detach()


def test_what_becomes_of_each_chosen_file_is_told(staff: Visitor, tmp_path: Path) -> None:
    page = staff.page
    broken = tmp_path / "broken.mp3"
    broken.write_bytes(b"no sound at all " * 1000)
    tagless = make_tone(tmp_path / "tagless.wav", seconds=1.0)
    page.evaluate(_WATCH)
    choose(staff, tone(tmp_path, "one.flac"), broken, tone(tmp_path, "two.mp3"), tagless)

    expect(row(staff, "one.flac")).to_contain_text("added")
    expect(row(staff, "two.mp3")).to_contain_text("added")
    expect(row(staff, "broken.mp3").locator(".failed")).to_contain_text("not audio of a known format")
    # The form above asks for both: no option of a command is spoken of.
    expect(row(staff, "tagless.wav").locator(".failed")).to_have_text("neither an artist nor an album tag")
    expect(page.locator("[data-upload-said]")).to_have_text("2 of 4 files uploaded, 2 failed")
    expect(page.locator("[data-uploads] progress")).to_have_count(0)
    labels = {label for label, _ in page.evaluate("seen")}
    assert labels == {f"Progress of {name}" for name in ("one.flac", "broken.mp3", "two.mp3", "tagless.wav")}
    _check(staff)

    row(staff, "two.mp3").get_by_role("link", name="Album").click()
    expect(page.get_by_role("heading", level=1, name=ALBUM)).to_be_visible()
    expect(page.locator("#songs .song-title")).to_have_text(["one.flac", "two.mp3"])
    # What was told stands there still when one comes back.
    page.get_by_role("link", name="Upload").click()
    expect(row(staff, "broken.mp3").locator(".failed")).to_be_visible()


def test_the_form_says_what_tags_do_not(staff: Visitor, tmp_path: Path) -> None:
    staff.page.get_by_label("Artist, if not as tagged").fill("Nobody")
    staff.page.get_by_label("Album, if not as tagged").fill("Nothing")
    untagged = make_tone(tmp_path / "untagged.wav", seconds=1.0)
    choose(staff, untagged)
    expect(row(staff, "untagged.wav")).to_contain_text("added")
    choose(staff, untagged)
    expect(row(staff, "untagged.wav").last).to_contain_text("there already")
    row(staff, "untagged.wav").last.get_by_role("link", name="Album").click()
    expect(staff.page.get_by_role("heading", level=1, name="Nothing")).to_be_visible()


def test_files_and_folders_are_dropped(staff: Visitor, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    dropped = [tone(tmp_path, "loose.mp3"), tone(folder, "inside.mp3"), tone(folder / "deep" / "er", "deeper.mp3")]
    form = staff.page.locator("[data-upload]")
    drag(staff, "dragEnter", dropped[0], folder)
    drag(staff, "dragOver", dropped[0], folder)
    expect(form).to_have_class(re.compile("dropping"))
    drag(staff, "drop", dropped[0], folder)
    expect(form).not_to_have_class(re.compile("dropping"))
    for each in dropped:
        expect(row(staff, each.name)).to_contain_text("added")
        expect(row(staff, each.name).get_by_role("link", name="Album")).to_be_visible()


def test_who_was_logged_out_meanwhile_is_told_so(staff: Visitor, tmp_path: Path) -> None:
    staff.page.context.clear_cookies()
    choose(staff, tone(tmp_path, "late.flac"))
    expect(row(staff, "late.flac").locator(".failed")).to_have_text("You are logged out. Log in, and try again.")


def _check(visitor: Visitor) -> None:
    found = Axe().run(visitor.page).response["violations"]
    assert [each["id"] for each in found if each["impact"] in {"serious", "critical"}] == []

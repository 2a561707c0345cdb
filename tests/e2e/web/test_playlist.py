"""A playlist from its first song to its end, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.support.browser import Visitor
from tests.support.concert import ALBUM, TITLES, Concert

pytestmark = pytest.mark.slow


def test_a_playlist_is_made_filled_and_ordered(ada: Visitor, concert: Concert) -> None:
    page = ada.page
    page.get_by_role("link", name=ALBUM, exact=True).first.click()
    expect(page.get_by_role("heading", level=1, name=ALBUM)).to_be_visible()
    page.get_by_role("button", name=f"Play {TITLES[3]}").click()
    ada.until_heard(0.2)
    for state in ("off", "all"):  # again and again the one song, however long the rest takes
        page.get_by_role("button", name=f"Repeat: {state}").click()
    for number, title in enumerate(TITLES[:3]):
        page.get_by_label(f"More about {title}").click()
        page.locator("li", has_text=title).get_by_role("link", name="Add to a playlist").click()
        dialog = page.get_by_role("dialog")
        if number:
            dialog.get_by_role("button", name="Evening").click()
        else:
            dialog.get_by_label("Name of a new playlist").fill("Evening")
            dialog.get_by_role("button", name="Create and add").click()
        expect(page.locator("#said")).to_have_text("Added to Evening.")
        expect(dialog).to_be_hidden()
    expect(page).to_have_url(f"{ada.url}{page.evaluate('location.pathname')}")
    page.get_by_role("link", name="Playlists").click()
    page.get_by_role("link", name="Evening").click()
    songs = page.locator("#entries .song-title")
    expect(songs).to_have_text(list(TITLES[:3]))

    page.get_by_role("button", name=f"Move {TITLES[2]} up").click()
    expect(songs).to_have_text([TITLES[0], TITLES[2], TITLES[1]])
    # So the next press moves it on.
    expect(page.get_by_role("button", name=f"Move {TITLES[2]} up")).to_be_focused()
    page.keyboard.press("Enter")
    expect(songs).to_have_text([TITLES[2], TITLES[0], TITLES[1]])

    grips = page.locator("[data-grip]")
    start, end = grips.nth(0).bounding_box(), grips.nth(2).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 10, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + 22, steps=12)
    with page.expect_response("**/move"):
        page.mouse.up()
    expect(songs).to_have_text([TITLES[0], TITLES[1], TITLES[2]])
    shown = concert.installed.run("playlist", "show", "Evening", "--json").data
    assert [song["title"] for song in shown["songs"]] == list(TITLES[:3])
    page.get_by_role("button", name=f"Remove {TITLES[1]} from the playlist").click()
    expect(songs).to_have_text([TITLES[0], TITLES[2]])
    # All the while it played.
    assert ada.playing == TITLES[3]


def test_a_playlist_is_renamed_and_deleted(ada: Visitor, concert: Concert) -> None:
    page = ada.page
    page.get_by_role("link", name="Playlists").click()
    page.get_by_label("Name of a new playlist").fill("Morning")
    page.get_by_role("button", name="Create").click()
    page.get_by_text("Edit").click()
    page.get_by_label("New name").fill("Night")
    page.get_by_role("button", name="Rename").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Night")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_text("Keep it").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(page.get_by_text("Deleted the playlist Night.")).to_be_visible()
    expect(page).to_have_url(f"{ada.url}/playlists")
    names = [each["name"] for each in concert.installed.run("playlist", "list", "--json").data]
    assert "Night" not in names
    assert "Morning" not in names

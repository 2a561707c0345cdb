"""An evening of a listener, at a desk and on a phone: found, heard, skipped, gone on with, kept, and in the history."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from tests.support.browser import DESKTOP, PHONE, Visitor
from tests.support.concert import ALBUM, TITLES, Concert

pytestmark = pytest.mark.slow

UNSENT = "Object.values(localStorage).filter((text) => text.includes('\"done\":true')).length"

# What the player says it plays, and where the sound is, when the page is left.
_KEEP_WHAT_IS_LEFT = """addEventListener("pagehide", () => {
  const sound = [...document.querySelectorAll("audio")].find((audio) => audio.currentTime > 0);
  sessionStorage.leftTitle = document.getElementById("player-title").textContent;
  sessionStorage.leftAt = sound?.currentTime ?? 0;
})"""
_KEEP_WHERE_IT_BEGINS = """for (const audio of document.querySelectorAll("audio")) {
  audio.addEventListener("playing", () => document.documentElement.dataset.began ??= audio.currentTime);
}"""


@pytest.mark.parametrize("visitor", [DESKTOP, PHONE], ids=["desk", "phone"], indirect=True)
def test_an_evening_is_heard_and_remembered(ada: Visitor, concert: Concert) -> None:
    began = datetime.now(UTC).isoformat()
    _find_and_play(ada)
    _skip(ada)
    _reload(ada)
    _keep_in_a_playlist(ada, concert)
    ada.until(UNSENT, lambda count: count == 0)
    ada.page.get_by_role("link", name="History").click()
    heard = [listen["title"] for listen in concert.listens("--since", began)]
    assert heard[:3] == list(TITLES[1:])
    rows = ada.page.locator("#listens .song-title")
    expect(rows.first).to_have_text(heard[-1])
    assert rows.all_inner_texts()[: len(heard)] == heard[::-1]


def _find_and_play(ada: Visitor) -> None:
    page = ada.page
    page.get_by_role("link", name="Search").click()
    page.get_by_role("searchbox").press_sequentially("midd")
    page.get_by_role("button", name=f"Play {TITLES[1]}").click()
    position = ada.until_heard(0.3)
    ada.until_heard(position + 1)
    assert ada.playing == TITLES[1]


def _skip(ada: Visitor) -> None:
    page = ada.page
    page.locator(".song", has_text=TITLES[1]).get_by_role("link", name=ALBUM).click()
    page.get_by_role("button", name=f"Play {TITLES[2]}").click()
    assert ada.playing == TITLES[2]
    ada.until_heard(0.3)
    page.get_by_role("button", name="Next track").click()
    assert ada.playing == TITLES[3]


def _reload(ada: Visitor) -> None:
    page, player = ada.page, ada.page.get_by_role("region", name="Player")
    player.get_by_role("button", name="Queue").click()
    # On a phone these stand beside the queue only.
    expect(player.get_by_role("button", name="Previous track")).to_be_visible()
    player.get_by_role("button", name="Repeat: off").click()
    page.get_by_role("button", name="Close the queue").click()
    ada.until_heard(1)
    # It plays on until the new page comes, however long that takes.
    page.evaluate(_KEEP_WHAT_IS_LEFT)
    page.reload()
    title, left_at = page.evaluate("[sessionStorage.leftTitle, Number(sessionStorage.leftAt)]")
    assert ada.playing == title
    expect(page.locator("#player-position")).to_have_text(f"0:{int(round(left_at, 3)):02}")
    expect(page.locator("#player-repeat")).to_have_attribute("data-repeat", "all")
    assert page.evaluate("[...document.querySelectorAll('audio')].every((audio) => audio.paused)")
    page.evaluate(_KEEP_WHERE_IT_BEGINS)
    player.get_by_role("button", name="Play", exact=True).click()
    resumed_at = float(ada.until("document.documentElement.dataset.began"))
    assert left_at - 0.1 <= resumed_at <= left_at + 2
    player.get_by_role("button", name="Pause", exact=True).click()


def _keep_in_a_playlist(ada: Visitor, concert: Concert) -> None:
    page, name = ada.page, f"Evening of {ada.page.viewport_size}"
    for title in TITLES[:2]:
        page.get_by_label(f"More about {title}").click()
        page.locator("li", has_text=title).get_by_role("link", name="Add to a playlist").click()
        dialog = page.get_by_role("dialog")
        if title == TITLES[0]:
            dialog.get_by_label("Name of a new playlist").fill(name)
            dialog.get_by_role("button", name="Create and add").click()
        else:
            dialog.get_by_role("button", name=name).click()
        expect(dialog).to_be_hidden()
    page.get_by_role("link", name="Playlists").click()
    page.get_by_role("link", name=name).click()
    songs = page.locator("#entries .song-title")
    expect(songs).to_have_text(list(TITLES[:2]))
    page.get_by_text("Edit", exact=True).click()
    page.get_by_role("button", name=f"Move {TITLES[1]} up").click()
    expect(songs).to_have_text([TITLES[1], TITLES[0]])
    page.get_by_role("button", name=f"Remove {TITLES[0]} from the playlist").click()
    expect(songs).to_have_text([TITLES[1]])
    shown = concert.installed.run("playlist", "show", name, "--json").data
    assert [song["title"] for song in shown["songs"]] == [TITLES[1]]

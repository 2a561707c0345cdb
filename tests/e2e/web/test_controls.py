"""What the player's controls do to the sound: those of the page, and those of headsets and lock screens."""

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.support.browser import Visitor
from tests.support.concert import ADA, ALBUM, ARTIST, SECONDS, TITLES, Concert

pytestmark = pytest.mark.slow

_VOLUMES = "[...document.querySelectorAll('audio')].map((audio) => audio.volume)"
_MUTED = "[...document.querySelectorAll('audio')].map((audio) => audio.muted)"
_SILENCE = "[...document.querySelectorAll('audio')].every((audio) => audio.paused)"
_COUNT_ENDS = "addEventListener('ended', () => { globalThis.ends = (globalThis.ends ?? 0) + 1; }, true)"
# Keeps what a browser would call for a headset's keys, and what it would show on a lock screen.
_HOOKED_SESSION = """
globalThis.headset = {};
const session = navigator.mediaSession;
const [hear, show] = [session.setActionHandler.bind(session), session.setPositionState.bind(session)];
session.setActionHandler = (name, act) => { hear(name, act); headset[name] = act; };
session.setPositionState = (state) => { show(state); globalThis.lockScreen = state; };
"""
_SHOWN = "(({ metadata, playbackState }) => [metadata?.title, metadata?.artist, metadata?.album, playbackState])"


@pytest.fixture
def album(ada: Visitor) -> Visitor:
    """Return Ada, who hears the album from its first song and sees the queue."""
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.page.get_by_role("button", name="Queue", exact=True).click()
    ada.until_heard(0.1)
    return ada


def test_volume_and_mute_are_those_of_the_sound(album: Visitor) -> None:
    page, slider = album.page, album.page.get_by_label("Volume")
    assert page.evaluate(_VOLUMES) == [1, 1]
    slider.fill("40")
    _control(album, "Mute").click()
    assert page.evaluate(_VOLUMES) == [0.4, 0.4]
    assert page.evaluate(_MUTED) == [True, True]
    page.reload()
    expect(slider).to_have_value("40")
    assert page.evaluate(_VOLUMES) == [0.4, 0.4]
    assert page.evaluate(_MUTED) == [True, True]
    # Who turns it up wants to hear it.
    slider.fill("70")
    assert page.evaluate(_VOLUMES) == [0.7, 0.7]
    assert page.evaluate(_MUTED) == [False, False]


def test_shuffle_orders_anew_what_is_to_come_and_loses_nothing(album: Visitor) -> None:
    titles = album.page.locator("#queue-songs .song-title")
    _control(album, "Next track").click()
    assert album.playing == TITLES[1]
    _control(album, "Pause").click()
    order: list[str] = []
    # Two songs are to come: a coin does not fall on the same side so many times.
    for _ in range(40):
        _control(album, "Shuffle").click()
        expect(_control(album, "Shuffle")).to_have_attribute("aria-pressed", "true")
        order = titles.all_inner_texts()
        assert order[:2] == list(TITLES[:2])
        assert sorted(order) == sorted(TITLES)
        if order != list(TITLES):
            break
        _control(album, "Shuffle").click()
        expect(_control(album, "Shuffle")).to_have_attribute("aria-pressed", "false")
    assert order == [TITLES[0], TITLES[1], TITLES[3], TITLES[2]]
    _control(album, "Next track").click()
    assert album.playing == TITLES[3]
    album.until_heard(0.1)
    # Without it the album goes on from there, and that was its last song.
    _control(album, "Shuffle").click()
    expect(titles).to_have_text(list(TITLES))
    assert album.playing == TITLES[3]
    _control(album, "Next track").click()
    assert album.playing == TITLES[0]
    assert album.page.evaluate(_SILENCE)


def test_repeat_says_what_follows_the_end_of_a_song(album: Visitor) -> None:
    album.page.evaluate(_COUNT_ENDS)
    _control(album, "Repeat: off").click()
    expect(_control(album, "Repeat: all")).to_be_visible()
    album.page.locator("#queue").get_by_role("button", name=TITLES[3]).first.click()
    assert album.playing == TITLES[3]
    album.until_heard(0.1)
    _go_to_the_end(album)
    album.until("globalThis.ends === 1")
    assert album.playing == TITLES[0]
    album.until_heard(0.1)

    _control(album, "Repeat: all").click()
    expect(_control(album, "Repeat: one")).to_be_visible()
    _go_to_the_end(album)
    album.until("globalThis.ends === 2")
    assert album.until_heard(0.1) < SECONDS - 1
    assert album.playing == TITLES[0]
    # It holds a song that ends, not a listener who goes on.
    _control(album, "Next track").click()
    assert album.playing == TITLES[1]


def test_headsets_and_lock_screens_are_served(visitor: Visitor, concert: Concert) -> None:
    page, position = visitor.page, visitor.page.locator("#player-position")
    page.add_init_script(_HOOKED_SESSION)
    visitor.log_in(ADA, concert.passwords[ADA])

    def press(action: str, **details: float) -> None:
        page.evaluate("([action, details]) => { headset[action]({ action, ...details }); }", [action, details])

    def shown() -> Any:  # noqa: ANN401 - whatever the lock screen shows
        return page.evaluate(f"{_SHOWN}(navigator.mediaSession)")

    page.get_by_role("button", name=f"Play {ALBUM}").click()
    visitor.until_heard(0.1)
    assert shown() == [TITLES[0], ARTIST, ALBUM, "playing"]
    press("nexttrack")
    assert visitor.playing == TITLES[1]
    visitor.until_heard(0.1)
    assert shown() == [TITLES[1], ARTIST, ALBUM, "playing"]
    press("pause")
    assert page.evaluate(_SILENCE)
    assert shown() == [TITLES[1], ARTIST, ALBUM, "paused"]

    press("seekto", seekTime=4)
    expect(position).to_have_text("0:04")
    assert page.evaluate("lockScreen") == {"duration": SECONDS, "position": 4}
    press("seekforward", seekOffset=2)
    expect(position).to_have_text("0:06")
    press("seekbackward", seekOffset=5)
    expect(position).to_have_text("0:01")
    press("seekforward")
    expect(position).to_have_text("0:11")
    press("previoustrack")
    expect(position).to_have_text("0:00")
    assert visitor.playing == TITLES[1]
    press("seekto", seekTime=3)
    press("play")
    assert visitor.until_heard(3.1) < SECONDS
    press("stop")
    assert page.evaluate(_SILENCE)
    page.get_by_role("button", name="Queue", exact=True).click()
    page.get_by_role("button", name="Clear").click()
    assert shown() == [None, None, None, "none"]


def _control(visitor: Visitor, name: str) -> Locator:
    return visitor.page.get_by_role("region", name="Player").get_by_role("button", name=name)


def _go_to_the_end(visitor: Visitor) -> None:
    """Leave a second to be heard of what plays."""
    visitor.page.get_by_label("Position in the track").fill(str(int(SECONDS) - 1))

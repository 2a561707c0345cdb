"""Addresses of songs that expire, and the player that asks for others."""

import json
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import Visitor
from tests.support.concert import ALBUM, TITLES

pytestmark = pytest.mark.slow

STREAMS = "**/api/v1/songs/*/stream"


def test_an_address_that_the_server_refuses_is_asked_for_again(ada: Visitor) -> None:
    asked: list[str] = []

    def spoil_the_first(route: Route) -> None:
        asked.append(route.request.url)
        answer = route.fetch().json()
        if len(asked) == 1:
            answer["url"] += "0"
        route.fulfill(json=answer)

    refused: list[int] = []
    ada.page.on("response", lambda answer: refused.append(answer.status) if "/media/" in answer.url else None)
    ada.page.route(STREAMS, spoil_the_first)
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    ada.until_heard(1)
    assert refused[0] == 403
    assert asked.count(asked[0]) == 2
    assert ada.playing == TITLES[0]
    assert ada.said == ""


def test_an_address_that_expired_in_a_long_pause_is_asked_for_again(ada: Visitor) -> None:
    asked: list[str] = []

    def expire(route: Route) -> None:
        asked.append(route.request.url)
        answer = route.fetch().json()
        if len(asked) == 1:
            answer["expires_at"] = datetime.now(UTC).isoformat()
        route.fulfill(json=answer)

    ada.page.route(STREAMS, expire)
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    position = ada.until_heard(1)
    ada.page.get_by_role("button", name="Pause", exact=True).click()
    ada.page.get_by_role("button", name="Play", exact=True).click()
    assert ada.until_heard(position + 0.2) < 8
    assert asked.count(asked[0]) == 2


def test_songs_that_cannot_be_played_are_told_of_and_skipped(ada: Visitor) -> None:
    def lose_the_first(route: Route) -> None:
        if lost and route.request.url != lost[0]:
            route.continue_()
            return
        lost[:] = [route.request.url]
        problem = {"status": 404, "code": "not_found", "detail": "the file of the song is missing"}
        route.fulfill(status=404, content_type="application/problem+json", body=json.dumps(problem))

    lost: list[str] = []
    ada.page.route(STREAMS, lose_the_first)
    ada.page.get_by_role("button", name=f"Play {ALBUM}").click()
    expect(ada.page.locator("#player-title")).to_have_text(TITLES[1])
    assert ada.said == f"Skipped {TITLES[0]}: the file of the song is missing"
    ada.until_heard(0.5)

"""What supervisors are told."""

import threading
from collections.abc import Callable

import pytest

from audiostream.backend.web import health
from audiostream.errors import Unavailable
from tests.support.web import Website


def signs(monkeypatch: pytest.MonkeyPatch, site: Website, **asks: Callable[[], object]) -> None:
    monkeypatch.setattr(type(site.services), "vital_signs", property(lambda _: asks))


def test_every_part_is_asked(website: Website) -> None:
    answer = website.nobody().get("/readyz")
    parts = dict.fromkeys(("catalogue", "accounts", "playlists", "listens", "log", "media"), "ok")
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "parts": parts})
    assert answer["Cache-Control"] == "no-store"


def test_a_part_that_is_away(
    website: Website, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def away() -> None:
        raise Unavailable("the database at db.internal refuses")

    signs(monkeypatch, website, good=list, bad=away)
    answer = website.nobody().get("/readyz")
    assert (answer.status_code, answer.json()["parts"]) == (503, {"good": "ok", "bad": "unavailable"})
    assert "db.internal" in caplog.text


def test_a_part_that_does_not_answer_is_waited_for_once(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, let_go = [], threading.Event()

    def hang() -> None:
        asked.append(1)
        assert let_go.wait(30)

    monkeypatch.setattr(health, "WITHIN_S", 1.0)
    signs(monkeypatch, website, slow=hang, good=list)
    try:
        for _ in range(3):
            answer = website.nobody().get("/readyz")
            assert (answer.status_code, answer.json()["parts"]) == (503, {"slow": "no answer", "good": "ok"})
        assert asked == [1]
    finally:
        let_go.set()


def test_it_lives_whatever_is_away(website: Website) -> None:
    assert website.nobody().get("/healthz").content == b"ok\n"

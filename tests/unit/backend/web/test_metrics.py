"""Figures for Prometheus."""

from uuid import uuid4

from prometheus_client.parser import text_string_to_metric_families

from audiostream.backend.domain.events import now_us
from tests.support.shelves import SINNERMAN
from tests.support.web import Website


def value(site: Website, name: str, **labels: str) -> float:
    text = site.nobody().get("/metrics").content.decode()
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return sum(each.value for each in samples if each.name == name and labels.items() <= each.labels.items())


def test_answers_are_counted_by_route_and_not_by_address(website: Website) -> None:
    wanted = {"route": "api/v1/songs/<int:song_id>", "method": "GET"}
    before = value(website, "audiostream_http_requests_total", status="404", method="GET")
    for number in range(3):
        website.api().get(f"/api/v1/songs/{number + 1}")
    assert value(website, "audiostream_http_requests_total", status="404", method="GET") == before + 3
    routes = website.nobody().get("/metrics").content.decode()
    assert "/songs/1" not in routes
    assert wanted["method"] in routes


def test_strange_methods_make_no_new_figures(website: Website) -> None:
    website.nobody().generic("BREW", "/healthz")
    assert "BREW" not in website.nobody().get("/metrics").content.decode()
    assert value(website, "audiostream_http_requests_total", method="other", route="healthz", status="405") >= 1


def test_listens_that_the_log_has_are_counted(website: Website) -> None:
    before = value(website, "audiostream_listens_accepted_total")
    listen = {
        "event_id": str(uuid4()),
        "song_id": str(int(SINNERMAN.id)),
        "started_at": now_us() - 60_000_000,
        "occurred_at": now_us(),
        "played_ms": 60_000,
        "duration_ms": SINNERMAN.audio.duration_ms,
        "client": "test",
    }
    answer = website.api().post(
        "/api/v1/listens", {"events": [listen, {"event_id": "none"}]}, content_type="application/json"
    )
    assert [each["status"] for each in answer.json()["results"]] == ["accepted", "refused"]
    assert value(website, "audiostream_listens_accepted_total") == before + 1


def test_time_is_told_by_route(website: Website) -> None:
    website.nobody().get("/healthz")
    assert value(website, "audiostream_http_request_seconds_count", route="healthz") >= 1

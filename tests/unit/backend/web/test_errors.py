"""Every failure is told in the form of who asks: problem details for programs, a page for people."""

import errno
import logging
from typing import NoReturn

import pytest
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import Client

from audiostream.errors import AudiostreamError, Conflict, NotFound, Throttled, Unavailable
from tests.support.web import Website

HTMX = {"HX-Request": "true"}


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Have the search of every account fail."""

    def fail(*_: object, **__: object) -> NoReturn:
        raise error

    monkeypatch.setattr("audiostream.backend.services.catalogue.CatalogueService.search", fail)
    monkeypatch.setattr("audiostream.backend.services.catalogue.CatalogueService.newest_albums", fail)


@pytest.fixture
def clients(website: Website) -> list[Client]:
    return [website.browser(raise_request_exception=False), website.api(raise_request_exception=False)]


def problem(client: Client, path: str = "/api/v1/search?q=x") -> tuple[int, str]:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return answer.status_code, told["code"]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NotFound("gone"), 404, "not_found"),
        (Conflict("taken"), 409, "conflict"),
        (Throttled("slowly", retry_after_s=7), 429, "throttled"),
        (Unavailable("away"), 503, "unavailable"),
        (AudiostreamError("odd"), 500, "failed"),
        (OperationalError("database is locked"), 503, "unavailable"),
        (OSError(errno.ENOSPC, "No space left on device"), 503, "unavailable"),
        (PermissionDenied(), 403, "forbidden"),
        (RuntimeError("a bug"), 500, "failed"),
    ],
)
def test_what_a_view_raises(
    clients: list[Client], monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    failing(monkeypatch, error)
    browser, api = clients
    assert problem(api) == (status, code)
    page = browser.get("/")
    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert b"<h1>" in page.content
    assert b"a bug" not in page.content
    for answer in (page, api.get("/api/v1/search?q=x")):
        assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)


def test_a_bug_is_logged_by_the_id_that_is_told(
    clients: list[Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, RuntimeError("a bug"))
    answer = clients[1].get("/api/v1/search?q=secret", headers={"X-Request-ID": "one-of-mine"})
    assert answer["X-Request-ID"] == "one-of-mine"
    assert "one-of-mine" in answer.json()["hint"]
    ours = [each for each in caplog.records if each.name.startswith("audiostream.")]
    (record,) = [each for each in ours if each.levelno == logging.ERROR]
    assert record.exc_info is not None
    assert "a bug" in str(record.exc_info[1])
    assert "secret" not in record.getMessage()


def test_where_the_servers_own_servers_are_is_for_its_log_alone(
    clients: list[Client], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, Unavailable("Kafka (10.0.0.7:9092) does not answer", hint="check kafka_servers"))
    told = clients[1].get("/api/v1/search?q=x", headers={"X-Request-ID": "one-of-mine"})
    assert told.json()["detail"] == "something that this server needs is away; try again in a moment"
    assert "one-of-mine" in told.json()["hint"]
    page = clients[0].get("/")
    assert b"Something that this server needs is away; try again in a moment." in page.content
    assert b"10.0.0.7" not in told.content + page.content
    records = [each for each in caplog.records if each.name.startswith("audiostream.backend.web.errors")]
    assert {each.levelno for each in records} == {logging.WARNING}
    assert {each.getMessage().partition(": ")[2] for each in records} == {
        "unavailable: Kafka (10.0.0.7:9092) does not answer"
    }


def test_a_part_of_a_page_gets_the_page_that_tells_why(clients: list[Client], monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, NotFound("the catalogue is away"))
    answer = clients[0].get("/", headers=HTMX)
    assert (answer["HX-Retarget"], answer["HX-Reselect"], answer["HX-Reswap"]) == ("#main", "#main", "outerHTML")
    assert b'id="main"' in answer.content
    assert b"The catalogue is away" in answer.content


@pytest.mark.parametrize("path", ["/nothing", "/api/v1/nothing", "/api/nothing", "/media/nothing/", "/static/nothing"])
def test_nothing_there(website: Website, path: str) -> None:
    answer = website.browser().get(path)
    assert answer.status_code in (404, 403)
    is_problem = answer["Content-Type"] == "application/problem+json"
    assert is_problem == path.startswith("/api/")


@pytest.mark.parametrize(
    ("path", "allowed"), [("/healthz", "GET, HEAD"), ("/logout", "POST"), ("/readyz", "GET, HEAD")]
)
def test_a_method_that_is_not_there(website: Website, path: str, allowed: str) -> None:
    answer = website.browser().delete(path)
    assert (answer.status_code, answer["Allow"]) == (405, allowed)
    assert b"is not allowed here" in answer.content


@pytest.mark.parametrize("path", ["/login", "/api/v1/tokens"])
def test_a_body_that_is_too_large(website: Website, path: str) -> None:
    answer = website.nobody().post(path, data=b"x" * 2_200_000, content_type="application/json")
    assert answer.status_code == 413
    assert b"larger than 2 MB" in answer.content


def test_a_form_with_too_many_fields(website: Website) -> None:
    fields = {f"field{number}": "x" for number in range(2000)}
    assert website.nobody(enforce_csrf_checks=False).post("/login", fields).status_code == 400


def test_a_request_of_another_site(website: Website) -> None:
    answer = website.browser(enforce_csrf_checks=True).post("/logout")
    assert answer.status_code == 403
    assert b"did not come from a page of this server" in answer.content

"""Whatever goes wrong is told as problem details, with a stable code."""

from http import HTTPStatus
from typing import Any

import pytest

from audiostream.errors import Unavailable
from tests.support.web import ADA, Website

JSON = "application/json"


def _problem(response: Any, status: int, code: str) -> dict[str, Any]:  # noqa: ANN401 - as the client gives it
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, f"urn:audiostream:error:{code}")
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize("noun", ["artists", "albums", "songs"])
@pytest.mark.parametrize("text", ["abc", "0", "-1", "9223372036854775808", "1.5", "%00"])
def test_what_is_no_id_is_invalid(website: Website, noun: str, text: str) -> None:
    _problem(website.api().get(f"/api/v1/{noun}/{text}"), 422, "invalid_input")


@pytest.mark.parametrize("noun", ["artists", "albums", "songs"])
def test_an_unknown_id_is_not_found_even_where_something_is_called_so(website: Website, noun: str) -> None:
    website.services.catalogue.add_artist("1989")
    _problem(website.api().get(f"/api/v1/{noun}/1989"), 404, "not_found")
    for below in {"artists": ("albums", "songs"), "albums": ("songs",), "songs": ("stream",)}[noun]:
        _problem(website.api().get(f"/api/v1/{noun}/1989/{below}"), 404, "not_found")


def test_every_wrong_parameter_is_named(website: Website) -> None:
    told = _problem(website.api().get("/api/v1/artists?limit=0&called="), 422, "invalid_input")
    assert {part["where"] for part in told["errors"]} == {"query.limit", "query.called"}
    assert "query.limit" in told["detail"]


def test_every_wrong_field_is_named(website: Website) -> None:
    told = _problem(website.api().post("/api/v1/playlists", {"name": 5}, JSON), 422, "invalid_input")
    assert [part["where"] for part in told["errors"]] == ["body.body.name"]


@pytest.mark.parametrize("path", ["", "nothing", "artists/", "songs/1/2/3"])
def test_an_unknown_address_is_not_found(website: Website, path: str) -> None:
    for client in (website.nobody(), website.api()):
        _problem(client.get(f"/api/v1/{path}"), 404, "not_found")


def test_a_wrong_method_names_those_that_are_right(website: Website) -> None:
    response = website.api().put("/api/v1/playlists")
    _problem(response, 405, "method_not_allowed")
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("{", JSON, 400, "malformed_request"),
        ("", JSON, 422, "invalid_input"),
        (b'{"name": "\xff"}', JSON, 400, "malformed_request"),
        ("[" * 100_000, JSON, 400, "malformed_request"),
        ("{}", "text/plain", 415, "unsupported_media_type"),
        ("name=x", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (" " * 3_000_000, JSON, 413, "body_too_large"),
        ("[]", JSON, 422, "invalid_input"),
    ],
)
def test_a_body_that_cannot_be_read_is_told(
    website: Website, body: str | bytes, kind: str, status: int, code: str
) -> None:
    _problem(website.api().generic("POST", "/api/v1/playlists", body, kind), status, code)


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer x", "Bearer ast_" + "x" * 43, "Basic YWRhOng="])
def test_who_is_not_known_is_told_how_to_be(website: Website, header: str | None) -> None:
    headers = {} if header is None else {"authorization": header}
    _problem(website.nobody(headers=headers).get("/api/v1/me"), 401, "unauthenticated")


def test_a_refused_token_is_not_made_up_for_by_a_session(website: Website) -> None:
    response = website.browser(ADA).get("/api/v1/me", headers={"authorization": "Bearer revoked"})
    _problem(response, 401, "unauthenticated")


def test_a_session_changes_things_with_the_csrf_token_alone(website: Website) -> None:
    browser = website.browser(ADA, enforce_csrf_checks=True)
    _problem(browser.post("/api/v1/playlists", {"name": "Mix"}, JSON), 403, "forbidden")
    assert website.services.playlists.all() == []
    browser.get("/playlists")
    token = browser.cookies["audiostream_csrf"].value
    response = browser.post("/api/v1/playlists", {"name": "Mix"}, JSON, headers={"x-csrftoken": token})
    assert response.status_code == HTTPStatus.CREATED


def test_what_is_away_is_unavailable(website: Website, monkeypatch: pytest.MonkeyPatch) -> None:
    from audiostream.backend.services.catalogue import CatalogueService

    def away(*_: object, **__: object) -> None:
        raise Unavailable("the database is away")

    monkeypatch.setattr(CatalogueService, "albums", away)
    assert _problem(website.api().get("/api/v1/albums"), 503, "unavailable")["detail"] == (
        "something that this server needs is away; try again in a moment"
    )

"""The API's document, and the page about it."""

import re
from typing import Any

from tests.support.web import Website


def test_the_document_tells_the_errors_of_every_operation(website: Website) -> None:
    document = website.nobody().get("/api/v1/openapi.json").json()
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in operations}) == len(operations) > 25
    for operation in operations:
        told = operation["responses"]
        errors = {status: told[status]["content"] for status in told if status >= "400"}
        assert {"500", "503"} < errors.keys(), operation["operationId"]
        assert ("401" in errors) or "security" not in operation
        assert {tuple(content) for content in errors.values()} == {("application/problem+json",)}
        assert operation["description"]


def test_a_listing_takes_the_place_to_go_on_from_or_is_named_among_those_that_come_whole(website: Website) -> None:
    document = website.nobody().get("/api/v1/openapi.json").json()
    listings = {path: methods["get"] for path, methods in document["paths"].items() if _has_next(document, methods)}
    whole = {
        path.removeprefix("/api/v1")
        for path, listing in listings.items()
        if "after" not in {parameter["name"] for parameter in listing.get("parameters", [])}
    }
    assert whole == {"/playlists", "/tokens"}
    assert len(listings) > 4 + len(whole)
    assert all(f"`GET {path}`" in document["info"]["description"] for path in whole)


def _has_next(document: dict[str, Any], methods: dict[str, Any]) -> bool:
    """Return whether the answer to a GET is a page."""
    content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    return "items" in document["components"]["schemas"].get(name, {}).get("properties", {})


def test_the_page_names_every_operation_and_needs_nothing_from_elsewhere(website: Website) -> None:
    document = website.nobody().get("/api/v1/openapi.json").json()
    page = website.nobody().get("/api/v1/docs").content.decode()
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            assert f'id="{operation["operationId"]}"' in page
            assert f"{method.upper()} {path}" in page
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page
    assert "<script" not in page
    assert "style=" not in page
    loaded = re.findall(r'(?:src|<link[^>]+href)="([^"]+)"', page)
    assert loaded
    assert all(address.startswith("/static/") for address in loaded)
    for anchor in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{anchor}"' in page, anchor

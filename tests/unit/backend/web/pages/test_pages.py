"""Every page as a browser without scripts gets it."""

import re

import pytest

from tests.support.shelves import BLUES, HUSBAND, NINA, SINNERMAN
from tests.support.web import ADA, BOB, PASSWORD, SAM, Website

PAGES = [
    "/",
    "/search",
    "/search?q=blues",
    "/artists",
    f"/artists/{NINA.id}",
    "/albums",
    f"/albums/{BLUES.id}",
    "/playlists",
    "/history",
    "/account",
    f"/add?target={SINNERMAN.id}",
]


def _named(value: object) -> str:
    """Return a parameter without the ids of songs, which are others in each process."""
    return re.sub(r"\d{10,}", "ID", str(value))


@pytest.mark.parametrize("path", PAGES, ids=_named)
def test_a_page_has_a_title_a_heading_and_nothing_inline(website: Website, path: str) -> None:
    assert website.nobody().get(path).status_code == 302
    response = website.browser().get(path)
    assert response.status_code == 200
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert "audiostream</title>" in html
    assert not re.search(
        r"<style|<script(?! (src=|type=\"module\" src=))|\s(style|on\w+|hx-on[\w:-]*)=|javascript:", html
    )


@pytest.mark.parametrize(
    "path", ["/albums/7", "/artists/7", "/playlists/00000000-0000-0000-0000-000000000007", "/add?target=7777"]
)
def test_what_is_not_there_is_not_found(website: Website, path: str) -> None:
    assert website.browser().get(path).status_code == 404


def test_home_shows_what_was_added_last(website: Website) -> None:
    html = website.browser().get("/").content.decode()
    assert html.index("Greatest Hits") < html.index("Pastel Blues")
    assert "Recently played" not in html


def test_an_album_is_in_its_order(website: Website) -> None:
    html = website.browser().get(f"/albums/{BLUES.id}").content.decode()
    assert html.index(HUSBAND.title) < html.index(SINNERMAN.title)
    assert "2 songs, 14 min" in html


def test_a_search_finds_all_kinds_and_says_when_there_is_nothing(website: Website) -> None:
    client = website.browser()
    html = client.get("/search", {"q": "nina"}).content.decode()
    for found in ("Nina Simone", "Pastel Blues", "Sinnerman"):
        assert found in html
    assert "Nothing has all of these words" in client.get("/search", {"q": "zzz"}).content.decode()
    refused = client.get("/search", {"q": "?!"})
    assert refused.status_code == 422
    assert "no letter and no digit" in refused.content.decode()


def test_what_is_typed_is_text(website: Website) -> None:
    html = website.browser().get("/search", {"q": "<b>'\""}).content.decode()
    assert "<b>" not in html
    assert "&lt;b&gt;" in html


def test_the_upload_page_is_shown_to_staff_alone(website: Website) -> None:
    assert "Upload" not in website.browser(BOB).get("/").content.decode()
    assert "Upload" in website.browser(SAM).get("/").content.decode()


def test_a_session_that_is_over_takes_the_whole_page_along(website: Website) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/albums?after=x"}
    response = website.nobody().get("/login", headers=headers)
    assert response.status_code == 204
    assert response["HX-Redirect"] == "/login?next=%2Falbums%3Fafter%3Dx"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com", "javascript:alert(1)"])
def test_logging_in_leads_to_no_other_site(website: Website, elsewhere: str) -> None:
    page = website.nobody().get("/login", {"next": elsewhere}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in page


@pytest.mark.parametrize(
    ("asked", "leads"),
    [
        ("/albums?after=x", "/albums?after=x"),
        # Neither the name of a view, which needs an id beside, nor what follows the form's own address.
        *((asked, "/") for asked in ("playlist", "nothing", "?after=x", "//example.com", "\\\\example.com")),
    ],
)
def test_logging_in_leads_where_the_listener_was_going(website: Website, asked: str, leads: str) -> None:
    form = {"username": ADA, "password": PASSWORD, "next": asked}
    response = website.nobody().post("/login", form)
    assert (response.status_code, response["Location"]) == (302, leads)


def test_a_target_stands_for_its_songs(website: Website) -> None:
    client = website.browser()
    songs = client.get("/queue", {"target": f"album:{BLUES.id}"}).json()["songs"]
    assert [song["title"] for song in songs] == [HUSBAND.title, SINNERMAN.title]
    assert songs[0] == {
        "id": str(int(HUSBAND.id)),
        "title": HUSBAND.title,
        "artist": NINA.name,
        "artist_id": str(int(NINA.id)),
        "album": BLUES.title,
        "album_id": str(int(BLUES.id)),
        "duration_ms": 203_000,
    }
    refused = client.get("/queue", {"target": "album:7"})
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")

"""By which names the server is asked, and whom it takes who asks to be."""

import socket
from pathlib import Path

import pytest

from tests.support.web import SAM, Website, running


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1",
        "192.168.1.20:8000",
        "[::1]:8000",
        "music.example",
        "a.example.org:80",
    ],
)
def test_names_that_are_ours_and_all_addresses(tmp_path: Path, host: str) -> None:
    with running(tmp_path, web_hosts="music.example, A.example.org") as site:
        assert site.nobody().get("/healthz", headers={"host": host}).status_code == 200


def test_the_name_of_this_machine(website: Website) -> None:
    for name in (socket.gethostname(), f"{socket.gethostname().partition('.')[0]}.local"):
        assert website.nobody().get("/healthz", headers={"host": name}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a b", "x_y<z>", ""]
)
def test_a_name_of_somebody_else(website: Website, host: str) -> None:
    answer = website.nobody().get("/api/v1/me", headers={"host": host})
    assert answer.status_code == 400
    assert answer.json()["code"] == "malformed_request"


def test_how_to_allow_a_name_is_told(website: Website) -> None:
    hint = website.nobody().get("/api/v1/me", headers={"host": "music.example"}).json()["hint"]
    assert hint == "If it is: audiostream config set web_hosts music.example"


def secure(site: Website, address: str, **headers: str) -> bool:
    """Return whether a request counts as one by HTTPS."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return "Strict-Transport-Security" in site.nobody(REMOTE_ADDR=address).get("/login", headers=named).headers


def test_a_trusted_proxy_tells_that_it_was_asked_by_https(tmp_path: Path) -> None:
    with running(tmp_path, web_trusted_proxies="10.0.0.0/8, ::1") as site:
        assert secure(site, "10.1.2.3", x_forwarded_proto="https")
        assert secure(site, "::1", x_forwarded_proto="HTTPS")
        assert not secure(site, "10.1.2.3", x_forwarded_proto="http")
        assert not secure(site, "192.168.1.1", x_forwarded_proto="https")


def test_nobody_is_trusted_unasked(website: Website) -> None:
    assert not secure(website, "127.0.0.1", x_forwarded_proto="https")


@pytest.mark.parametrize(
    ("peer", "told", "who"),
    [
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.9, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.9, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("203.0.113.7", "127.0.0.1", "203.0.113.7"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "[2001:db8::7]", "2001:db8::7"),
    ],
)
def test_who_asks_is_the_first_that_no_proxy_of_ours_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, peer: str, told: str, who: str
) -> None:
    caplog.set_level("INFO", logger="audiostream.requests")
    with running(tmp_path, web_trusted_proxies="10.0.0.0/8") as site:
        site.nobody(REMOTE_ADDR=peer).get("/login", headers={"X-Forwarded-For": told})
    assert caplog.records[-1].fields["address"] == who  # type: ignore[attr-defined] # of the server's own log


def test_cookies_are_of_https_alone_where_it_is_used(tmp_path: Path) -> None:
    with running(tmp_path, web_trusted_proxies="127.0.0.1") as site:
        by_https = site.nobody().get("/login", headers={"X-Forwarded-Proto": "https"})
        by_http = site.nobody().get("/login")
    assert [bool(each["secure"]) for each in (*by_https.cookies.values(), *by_http.cookies.values())] == [True, False]


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("::ffff:127.0.0.1", {}, 200),
        ("::ffff:192.168.1.5", {}, 403),
        ("192.168.1.5", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.168.1.5"}, 403),
        ("127.0.0.1", {"Forwarded": "for=192.168.1.5"}, 403),
    ],
)
def test_figures_are_for_this_machine(website: Website, address: str, headers: dict[str, str], status: int) -> None:
    assert website.nobody(REMOTE_ADDR=address).get("/metrics", headers=headers).status_code == status


def test_figures_are_for_staff_from_anywhere(website: Website) -> None:
    for user, status in ((SAM, 200), ("bob", 403)):
        assert website.browser(user, REMOTE_ADDR="192.168.1.5").get("/metrics").status_code == status
        assert website.api(user, REMOTE_ADDR="192.168.1.5").get("/metrics").status_code == status

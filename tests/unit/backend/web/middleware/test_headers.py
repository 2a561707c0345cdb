"""What every answer says of itself."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.web import Website, running


def policy(site: Website, path: str = "/login") -> dict[str, str]:
    text = site.nobody().get(path)["Content-Security-Policy"]
    return dict(part.strip().partition(" ")[::2] for part in text.split(";"))


@pytest.mark.parametrize("path", ["/login", "/nothing", "/api/v1/me", "/healthz", "/admin/login/"])
def test_nothing_inline_runs_and_nobody_frames_us(website: Website, path: str) -> None:
    directives = policy(website, path)
    assert directives["default-src"] == "'none'"
    assert directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in str(directives)
    assert directives["media-src"] == "'self' blob:"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
    ],
)
def test_headers(website: Website, name: str, value: str) -> None:
    assert website.nobody().get("/login")[name] == value


@pytest.mark.parametrize(
    "path", ["/", "/history", "/account", "/playlists", "/nothing", "/api/v1/me", "/api/v1/history"]
)
def test_what_is_of_one_account_is_kept_for_no_other(website: Website, path: str) -> None:
    directives = website.browser().get(path)["Cache-Control"]
    assert "no-store" in directives or directives == "private, no-cache"


def test_no_cookie_is_read_by_scripts_but_the_one_against_forgery(website: Website) -> None:
    client = website.nobody()
    client.post("/login", {"username": "ada", "password": "seven brass lanterns"})
    session = client.cookies["audiostream_session"]
    assert (bool(session["httponly"]), session["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    ("settings", "origin"),
    [
        ({"cdn_domain": "d111.cloudfront.net"}, "https://d111.cloudfront.net"),
        ({"s3_endpoint": "http://127.0.0.1:8333"}, "http://127.0.0.1:8333"),
        ({"s3_endpoint": "http://s3:8333", "s3_public_endpoint": "https://s3.example/"}, "https://s3.example"),
        ({}, "https://*.amazonaws.com"),
    ],
)
def test_sound_may_come_from_where_a_cluster_has_its_files(settings: dict[str, Any], origin: str) -> None:
    from audiostream.backend.wiring.options import files_origin
    from audiostream.settings import Settings

    assert files_origin(Settings(data_dir=Path("x"), **settings)) == origin


def test_the_policy_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    with running(tmp_path) as site:
        served = replace(site.services.web_delivery, origins=["https://d111.cloudfront.net"])
        monkeypatch.setattr(site.services, "_web", served)
        assert policy(site)["media-src"] == "'self' blob: https://d111.cloudfront.net"
        assert policy(site)["connect-src"] == "'self' https://d111.cloudfront.net"

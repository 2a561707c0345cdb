"""Whose addresses a player may open."""

from contextlib import closing

import httpx
import pytest

from audiostream.backend.adapters.http.delivery import HttpDelivery
from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.server import Server
from audiostream.errors import Rejected
from tests.support.builders import make_song

URL = "https://music.example/below"


def _given(url: str, expires_at: str | None = None) -> str:
    answer = httpx.Response(200, json={"url": url, "expires_at": expires_at})
    with closing(Server(HttpOptions(url=URL), transport=httpx.MockTransport(lambda _: answer))) as server:
        return HttpDelivery(server).stream_url(make_song()).url


@pytest.mark.parametrize(
    ("given", "opened"),
    [
        ("/media/a.flac?signature=x", "https://music.example/media/a.flac?signature=x"),
        ("https://cdn.example/a.flac", "https://cdn.example/a.flac"),
    ],
)
def test_an_address_of_the_web(given: str, opened: str) -> None:
    assert _given(given) == opened


@pytest.mark.parametrize(
    "given", ["file:///etc/passwd", "smb://evil.example/x", "v4l2:///dev/video0", "screen://", "FILE:/etc", "http://["]
)
def test_nothing_else_is_opened(given: str) -> None:
    with pytest.raises(Rejected, match="as a song's address, which no server of audiostream does"):
        _given(given)


def test_a_time_without_its_zone_is_told_at_once() -> None:
    with pytest.raises(Rejected, match="answers what is not expected"):
        _given("/media/a", "2026-11-24T18:30:00")

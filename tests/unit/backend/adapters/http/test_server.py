"""What a server's answers become, and what is asked again."""

import gzip
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import msgspec
import pytest

from audiostream import errors
from audiostream.backend.adapters.http import server as module
from audiostream.backend.adapters.http.options import HttpOptions, server_address
from audiostream.backend.adapters.http.server import Server

URL = "http://music.example"


class Said(msgspec.Struct):
    """A shape of the test's own."""

    word: str


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_SAFE", "_REPEATABLE"):
        monkeypatch.setattr(module, name, getattr(module, name).copy_with(backoff_factor=0.0, max_backoff_wait=0.01))


@contextmanager
def _asking(answer: Callable[[httpx.Request], httpx.Response]) -> Iterator[Server]:
    options = HttpOptions(url=URL, token="ast_secret")  # noqa: S106 - of no server
    server = Server(options, transport=httpx.MockTransport(answer))
    yield server
    server.close()


def _problem(status: int, code: str, **more: str) -> httpx.Response:
    body = {"type": f"urn:audiostream:error:{code}", "title": "T", "status": status, "detail": "why", "code": code}
    headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
    return httpx.Response(status, json={**body, **more}, headers=headers)


def test_the_token_is_shown_and_what_is_none_is_left_out() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert request.headers["Authorization"] == "Bearer ast_secret"
        assert str(request.url) == f"{URL}/api/v1/songs?limit=3"
        return httpx.Response(200, json={"word": "yes", "more": 1})

    with _asking(answer) as server:
        assert server.get("/songs", Said, limit=3, after=None) == Said("yes")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (422, "invalid_input", errors.InvalidInput),
        (422, "invalid_event", errors.InvalidEvent),
        (422, "unusable", errors.Unusable),
        (401, "unauthenticated", errors.Unauthenticated),
        (403, "forbidden", errors.Forbidden),
        (404, "not_found", errors.NotFound),
        (409, "conflict", errors.Conflict),
        (502, "rejected", errors.Rejected),
        (503, "unavailable", errors.Unavailable),
        (429, "throttled", errors.Throttled),
        (500, "internal_error", errors.Unavailable),
        (400, "malformed_request", errors.Rejected),
    ],
)
def test_a_problem_becomes_the_error_it_was_made_of(
    status: int, code: str, kind: type[errors.AudiostreamError]
) -> None:
    with _asking(lambda _: _problem(status, code, hint="do")) as server, pytest.raises(kind, match="why") as caught:
        server.get("/songs", Said)
    assert type(caught.value) is kind
    expected = f"Log in anew: audiostream login {URL}" if code == "unauthenticated" else "do"
    assert caught.value.hint == expected
    if isinstance(caught.value, errors.Throttled):
        assert caught.value.retry_after_s == 7


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (httpx.Response(500, text="oops"), errors.Unavailable, "answers 500"),
        (httpx.Response(404, text="<h1>nginx</h1>"), errors.Rejected, "answers 404 Not Found, which no server"),
        (httpx.Response(302, headers={"Location": "/login"}), errors.Rejected, "answers 302"),
        (httpx.Response(200, text="<h1>router</h1>"), errors.Rejected, "answers what is not expected"),
        (httpx.Response(200, json={"word": 7}), errors.Rejected, "answers what is not expected"),
        (
            httpx.Response(404, text="{", headers={"Content-Type": "application/problem+json"}),
            errors.Rejected,
            "answers 404",
        ),
    ],
)
def test_what_no_server_of_ours_says_is_told(
    answer: httpx.Response, kind: type[errors.AudiostreamError], words: str
) -> None:
    with _asking(lambda _: answer) as server, pytest.raises(kind, match=words) as caught:
        server.get("/songs", Said)
    assert URL in caught.value.message
    assert caught.value.hint


def test_an_answer_that_would_fill_the_memory_is_read_no_further() -> None:
    given: list[int] = []

    def content() -> Iterator[bytes]:
        for number in range(1000):
            given.append(number)
            yield bytes(2**20)

    with _asking(lambda _: httpx.Response(200, content=content())) as server, pytest.raises(errors.Rejected) as caught:
        server.get("/songs", Said)
    assert "answers more than 64 MiB" in caught.value.message
    assert len(given) < 100


def test_nor_is_one_that_is_packed() -> None:
    packed = httpx.Response(200, headers={"Content-Encoding": "gzip"}, content=gzip.compress(bytes(2**27), 1))
    with _asking(lambda _: packed) as server, pytest.raises(errors.Rejected, match="more than 64 MiB"):
        server.get("/songs", Said)


@pytest.mark.parametrize("after", ["\u00b2", "9" * 5000, "soon", "-1"])
def test_a_pause_that_is_no_number_is_a_minute(after: str) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        problem = _problem(429, "throttled")
        headers = [(b"Content-Type", b"application/problem+json"), (b"Retry-After", after.encode("latin-1"))]
        return httpx.Response(429, headers=headers, content=problem.content)

    with _asking(answer) as server, pytest.raises(errors.Throttled) as caught:
        server.get("/songs", Said)
    assert caught.value.retry_after_s == 60


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (httpx.ConnectError("[Errno 111] Connection refused"), "cannot be reached: Connection refused"),
        (httpx.ReadTimeout("slow"), "does not answer in time"),
        (httpx.RemoteProtocolError("gone"), "cannot be reached: gone"),
        (httpx.ConnectError(str(ssl.SSLCertVerificationError("self-signed"))), "cannot be reached: "),
    ],
)
def test_a_server_that_is_away_is_asked_again_and_told(failure: httpx.TransportError, words: str) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        raise failure

    with _asking(answer) as server, pytest.raises(errors.Unavailable, match=words):
        server.get("/songs", Said)
    assert len(asked) == 4


@pytest.mark.parametrize(("repeatable", "times"), [(True, 3), (False, 1)])
def test_only_what_changes_nothing_when_repeated_is_repeated(repeatable: bool, times: int) -> None:  # noqa: FBT001 - a parameter
    answers = [httpx.Response(503), httpx.Response(502), httpx.Response(200, json={"word": "at last"})]
    left = iter(answers)
    asked: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.content)
        return next(left)

    with _asking(answer) as server:
        if repeatable:
            assert server.post("/listens", {"a": 1}, Said, repeatable=True) == Said("at last")
        else:
            with pytest.raises(errors.Unavailable):
                server.post("/tokens", {"a": 1}, Said)
    assert asked == [b'{"a":1}'] * times


@pytest.mark.parametrize(
    ("status", "code", "kind"), [(429, "throttled", errors.Throttled), (502, "rejected", errors.Rejected)]
)
def test_what_is_refused_is_not_asked_again(status: int, code: str, kind: type[errors.AudiostreamError]) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return _problem(status, code)

    with _asking(answer) as server, pytest.raises(kind):
        server.get("/songs", Said)
    assert len(asked) == 1


def test_a_file_has_its_time_and_no_server_has_for_ever() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        limits = request.extensions["timeout"]
        assert None not in limits.values()
        assert limits["read"] > limits["write"] > limits["connect"]
        return httpx.Response(200, json={"word": "stored"})

    with _asking(answer) as server:
        assert server.send_file("/uploads", Said, files={"file": ("a.flac", b"x")}, data={}) == Said("stored")


def test_what_is_removed_is_read_as_what_it_must_be() -> None:
    with _asking(lambda _: httpx.Response(200, json={"word": "gone"})) as server:
        assert server.delete("/songs/1", Said) == Said("gone")
    with _asking(lambda _: httpx.Response(204)) as server:
        assert server.delete("/tokens/1", type(None)) is None
    for told in ({"content": b""}, {"content": b"<html>"}, {"json": {"words": 1}}):
        with _asking(lambda _, told=told: httpx.Response(200, **told)) as server, pytest.raises(errors.Rejected):  # type: ignore[misc]
            server.delete("/songs/1", Said)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://music.example.org/", "https://music.example.org"),
        ("localhost:8000", "http://localhost:8000"),
        (" http://192.0.2.1:8000 ", "http://192.0.2.1:8000"),
    ],
)
def test_addresses_are_taken_as_people_write_them(text: str, address: str) -> None:
    assert server_address(text) == address


@pytest.mark.parametrize(
    "text", ["", "ftp://x", "http://", "http://ada:pw@x", "http://x?y", "http://x#y", "http://x:99999", "http://x:0"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(errors.InvalidConfig, match="not the address of a server"):
        server_address(text)


@pytest.mark.parametrize("text", ["https://example.org:8443/music/", "example.org:8443/login"])
def test_a_page_is_no_address_and_which_it_would_be_is_told(text: str) -> None:
    with pytest.raises(errors.InvalidConfig, match="is a page of a server") as caught:
        server_address(text)
    assert caught.value.hint == "Leave the path out: https://example.org:8443"

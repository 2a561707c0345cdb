"""Between the HTTP server and Django: what is read, what is refused, and what takes a thread."""

import asyncio
import errno
import json
import threading
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from prometheus_client import REGISTRY

from audiostream.backend.web import gateway
from audiostream.backend.web.file_part import FilePart
from audiostream.backend.web.gateway import Gateway
from tests.support.gateway import (
    FILES,
    LIMIT,
    THREADS,
    Headers,
    Protocol,
    Scope,
    limit_of,
    serve,
)


def seen(scope: Scope, *chunks: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the environment and body that Django gets for a request."""
    found: list[tuple[dict[str, Any], bytes]] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        found.append((environ, environ["wsgi.input"].read()))
        return HttpResponse("ok")

    protocol = Protocol(list(chunks))
    serve(note, (scope, protocol))
    assert protocol.answer[:2] == ("bytes", 200)
    return found[0]


@pytest.fixture(autouse=True)
def _set_up(website: object) -> None:
    """Have Django set up, as its answers need it."""


def test_a_request_is_as_wsgi_has_it() -> None:
    headers = Headers([("host", "a"), ("cookie", "x=1"), ("cookie", "y=2"), ("accept", "p"), ("accept", "q")])
    environ, body = seen(Scope(path="/jürgen x", query_string="a=%20", headers=headers))
    assert environ["PATH_INFO"] == "/jürgen x".encode().decode("latin-1")
    assert (environ["QUERY_STRING"], environ["REMOTE_ADDR"], environ["SERVER_PORT"]) == ("a=%20", "::1", "8000")
    assert (environ["HTTP_COOKIE"], environ["HTTP_ACCEPT"]) == ("x=1; y=2", "p,q")
    assert (environ["CONTENT_LENGTH"], body) == ("0", b"")


def test_no_header_can_pass_for_another() -> None:
    environ, _ = seen(Scope(headers=Headers([("x_forwarded_for", "127.0.0.1"), ("host", "a")])))
    assert "HTTP_X_FORWARDED_FOR" not in environ


def test_http_2_names_the_host_otherwise() -> None:
    environ, _ = seen(Scope(http_version="2", authority="music.example", headers=Headers([])))
    assert (environ["HTTP_HOST"], environ["SERVER_PROTOCOL"]) == ("music.example", "HTTP/2")


@pytest.mark.parametrize(
    "scope",
    [
        Scope(method="POST", headers=Headers([("content-length", "2000000"), ("name", "ada")])),
        Scope(method="POST", headers=Headers([("transfer-encoding", "chunked"), ("name", "ada")])),
        Scope(method="POST", http_version="2", headers=Headers([("name", "ada")])),
    ],
    ids=["length", "chunked", "http2"],
)
def test_a_body_comes_whole_however_it_is_told(scope: Scope) -> None:
    environ, body = seen(scope, *[b"ab" * 50_000] * 20)
    assert (environ["CONTENT_LENGTH"], body) == ("2000000", b"ab" * 1_000_000)


def test_a_body_that_is_told_to_be_too_large_is_not_read() -> None:
    headers = Headers([("content-length", str(LIMIT + 1))])
    protocol = Protocol([b"x" * 1000])
    lengths: list[str] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        lengths.append(environ["CONTENT_LENGTH"])
        return HttpResponse(status=413)

    serve(note, (Scope(method="POST", headers=headers), protocol))
    assert (lengths, protocol.read, protocol.answer[1]) == ([str(LIMIT + 1)], 0, 413)


def test_a_body_that_is_too_large_untold_is_read_as_far_as_the_limit() -> None:
    chunk = b"x" * 1_000_000
    protocol = Protocol([chunk] * 100)
    lengths: list[int] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        lengths.append(int(environ["CONTENT_LENGTH"]))
        return HttpResponse(status=413)

    headers = Headers([("transfer-encoding", "chunked"), ("name", "ada")])
    serve(note, (Scope(method="POST", headers=headers), protocol))
    assert lengths[0] > LIMIT
    assert protocol.read <= LIMIT + len(chunk)


@pytest.mark.parametrize("told", [("content-length", "2000000"), ("transfer-encoding", "chunked")])
def test_of_strangers_no_more_is_read_than_a_small_form_has(told: tuple[str, str]) -> None:
    chunk = b"x" * 10_000
    protocol = Protocol([chunk] * 200)
    lengths: list[str] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        lengths.append(environ["CONTENT_LENGTH"])
        return HttpResponse(status=401)

    serve(note, (Scope(method="POST", headers=Headers([told, ("name", "eve")])), protocol))
    assert (lengths, protocol.answer[1]) == (["0"], 401)
    assert protocol.read <= gateway.OF_ANYBODY + len(chunk)


def test_a_body_that_was_cut_is_not_taken_for_a_shorter_one() -> None:
    asked: list[object] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        asked.append(environ)
        return HttpResponse()

    protocol = Protocol([b"name=Sunday mor"])
    serve(note, (Scope(method="POST", headers=Headers([("content-length", "19")])), protocol))
    assert (asked, protocol.answer[:2]) == ([], ("str", 400))


@pytest.mark.parametrize("end", [b"song\r\n--=x--\r\n", b"song\r\n--=x", b""])
def test_a_form_that_was_cut_is_not_taken_for_a_shorter_one(end: bytes) -> None:
    kind, told = ("content-type", 'multipart/form-data; boundary="=x"'), ("transfer-encoding", "chunked")
    protocol = Protocol([b"--=x\r\ncontent-disposition: form-data\r\n\r\nhalf a ", end])
    serve(lambda _: HttpResponse(), (Scope(method="POST", headers=Headers([kind, told])), protocol))
    assert protocol.answer[1] == (200 if b"--=x--" in end else 400)


@pytest.mark.parametrize("odd", ["boundary*=none''x", "boundary=x; charset=zlib", "boundary=x; charset=idna"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_type_that_django_fails_at_is_told(odd: str, method: str) -> None:
    headers = Headers([("content-type", f"multipart/form-data; {odd}"), ("content-length", "0")])
    protocol = Protocol()
    serve(lambda _: HttpResponse(), (Scope(method=method, path="/api/v1/uploads", headers=headers), protocol))
    assert refused(protocol, 400)["code"] == "malformed_request"


@pytest.mark.parametrize(("name", "size"), [("sam", 20_000_000), ("eve", 0)])
def test_files_are_read_of_those_alone_who_may_send_them(name: str, size: int) -> None:
    headers = Headers([("content-length", "20000000"), ("name", name)])
    protocol = Protocol([b"x" * 1_000_000] * 20)
    sizes: list[tuple[str, int]] = []

    def note(environ: dict[str, Any]) -> HttpResponse:
        sizes.append((environ["CONTENT_LENGTH"], len(environ["wsgi.input"].read())))
        return HttpResponse()

    serve(note, (Scope(method="POST", path=FILES, headers=headers), protocol))
    assert (sizes, protocol.read) == ([(str(size), size)], size)


def test_who_sends_nothing_more_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "_BODY_WITHIN_S", 0.05)
    protocol = Protocol([b"x"], silent=True)
    serve(lambda _: HttpResponse(), (Scope(method="POST", headers=Headers([("content-length", "9")])), protocol))
    assert protocol.answer[:2] == ("str", 408)
    assert dict(protocol.answer[2])["connection"] == "close"


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(asyncio, "to_thread", fail)
    protocol = Protocol([b"x" * 2_000_000])
    headers = Headers([("content-length", "2000000"), ("name", "sam")])
    serve(lambda _: HttpResponse(), (Scope(method="POST", headers=headers), protocol))
    assert protocol.answer[:2] == ("str", 503)
    told = dict(protocol.answer[2])
    assert (told["content-type"], told["connection"]) == ("text/plain; charset=utf-8", "close")
    assert protocol.answer[3] == "the server's disk is full\n"


def test_a_file_is_left_to_the_server(tmp_path: Path) -> None:
    path = tmp_path / "song"
    path.write_bytes(b"0123456789")
    get, head = Protocol(), Protocol()
    serve(lambda _: FilePart(path, 2, 5, status=206), (Scope(), get), (Scope(method="HEAD"), head))
    assert (get.answer[:2], get.answer[3:]) == (("file", 206), (str(path), 2, 5))
    assert dict(get.answer[2])["Content-Length"] == "3"
    assert head.answer[:2] == ("empty", 206)


def test_what_streams_otherwise_comes_whole() -> None:
    protocol = Protocol()
    serve(lambda _: StreamingHttpResponse(iter([b"a", b"b"])), (Scope(), protocol))
    assert protocol.answer[3] == b"ab"


def test_more_than_can_be_waited_for_are_told_to_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "MOST_WAITING", 0)
    started = threading.Barrier(THREADS)

    def work(_: object) -> HttpResponse:
        started.wait(30)
        return HttpResponse("done")

    protocols = [Protocol() for _ in range(THREADS + 3)]
    serve(work, *((Scope(), protocol) for protocol in protocols))
    statuses = sorted(int(protocol.answer[1]) for protocol in protocols)
    assert statuses == [200] * THREADS + [503] * 3
    refused = next(protocol for protocol in protocols if protocol.answer[1] == 503)
    assert dict(refused.answer[2])["retry-after"] == "1"


def test_programs_are_told_of_each_by_problem_details(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    def sent(protocol: Protocol, size: int) -> Protocol:
        headers = Headers([("content-length", str(size)), ("name", "sam")])
        serve(lambda _: HttpResponse(), (Scope(method="POST", path="/api/v1/listens", headers=headers), protocol))
        return protocol

    assert refused(sent(Protocol([b"{"]), 9), 400)["code"] == "malformed_request"
    with monkeypatch.context() as hurried:
        hurried.setattr(gateway, "_BODY_WITHIN_S", 0.05)
        assert refused(sent(Protocol([b"{"], silent=True), 9), 408)["code"] == "request_timeout"
    monkeypatch.setattr(asyncio, "to_thread", full)
    assert refused(sent(Protocol([b"x" * 2_000_000]), 2_000_000), 503)["code"] == "unavailable"
    monkeypatch.setattr(gateway, "MOST_WAITING", -THREADS)
    busy = sent(Protocol([b"{}"]), 2)
    assert refused(busy, 503)["code"] == "unavailable"
    assert dict(busy.answer[2])["retry-after"] == "1"


def test_who_is_turned_away_is_named_logged_and_counted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def counted() -> float:
        labels = {"route": "", "method": "GET", "status": "503"}
        return REGISTRY.get_sample_value("audiostream_http_requests_total", labels) or 0.0

    before = counted()
    monkeypatch.setattr(gateway, "MOST_WAITING", -THREADS)
    protocol = Protocol()
    headers = Headers([("host", "a"), ("x-request-id", "from-a-proxy.7")])
    with caplog.at_level("INFO", logger="audiostream.requests"):
        serve(lambda _: HttpResponse(), (Scope(path="/jürgen", query_string="q=secret", headers=headers), protocol))
    assert dict(protocol.answer[2])["x-request-id"] == "from-a-proxy.7"
    (record,) = [each for each in caplog.records if each.name == "audiostream.requests"]
    assert record.getMessage() == "GET /jürgen 503"
    fields = record.__dict__["fields"]
    assert (fields["status"], fields["address"], fields["account"]) == (503, "::1", None)
    assert counted() == before + 1


def refused(protocol: Protocol, status: int) -> dict[str, Any]:
    """Return the problem details that a program got, of this status."""
    kind, answered, headers, text = protocol.answer
    details: dict[str, Any] = json.loads(text)
    assert (kind, answered, details["status"]) == ("str", status, status)
    assert dict(headers)["content-type"] == "application/problem+json"
    assert dict(headers)["x-request-id"]
    assert details["type"] == f"urn:audiostream:error:{details['code']}"
    assert details["title"] != "Failed"
    assert details["detail"]
    return details


def test_files_wait_for_each_other_and_keep_no_page_waiting() -> None:
    page_answered = threading.Event()

    def work(environ: Any) -> HttpResponse:  # noqa: ANN401 - WSGI's
        if environ["PATH_INFO"] == FILES:
            assert page_answered.wait(30)
        else:
            page_answered.set()
        return HttpResponse(b"done")

    files = [(Scope(method="POST", path=FILES, headers=Headers([("name", "sam")])), Protocol()) for _ in range(9)]
    page = (Scope(), Protocol())
    serve(work, *files, page)
    assert {protocol.answer[1] for _, protocol in [*files, page]} == {200}


def test_it_closes_what_it_served_from() -> None:
    closed: list[int] = []
    target = Gateway(lambda *_: None, limit_of, lambda *_: False, lambda: closed.append(1), threads=1)  # type: ignore[arg-type]

    async def stop() -> None:
        target.__rsgi_del__(asyncio.get_running_loop())

    asyncio.run(stop())
    assert closed == [1]

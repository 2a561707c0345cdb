"""Requests to the gateway as Granian brings them, and a gateway before an application of the test's own."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

from django.http.response import HttpResponseBase

from audiostream.backend.web.gateway import Gateway

LIMIT = 3_000_000
THREADS = 3
FILES = "/upload"
FILE_LIMIT = 100_000_000


@dataclass
class Headers:
    """Those of a request, one after another."""

    pairs: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        """Return them."""
        return self.pairs


@dataclass
class Scope:
    """A request as Granian describes it."""

    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    server: str = "127.0.0.1:8000"
    client: str = "[::1]:5000"
    authority: str | None = None
    headers: Headers = field(default_factory=lambda: Headers([("host", "localhost")]))


@dataclass
class Protocol:
    """What a client sends, and what it gets."""

    chunks: list[bytes] = field(default_factory=list)
    silent: bool = False
    read: int = 0
    answer: tuple[Any, ...] = ()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self.chunks:
            self.read += len(chunk)
            yield chunk
        if self.silent:
            await asyncio.Event().wait()

    def response_str(self, *answer: object) -> None:
        """Take a text."""
        self.answer = ("str", *answer)

    def response_bytes(self, *answer: object) -> None:
        """Take bytes."""
        self.answer = ("bytes", *answer)

    def response_empty(self, *answer: object) -> None:
        """Take no content."""
        self.answer = ("empty", *answer)

    def response_file_range(self, *answer: object) -> None:
        """Take a part of a file."""
        self.answer = ("file", *answer)


Application = Callable[[dict[str, Any]], HttpResponseBase]


def limit_of(path: str) -> int:
    return FILE_LIMIT if path == FILES else LIMIT


def make(application: Application) -> Gateway:
    """Return a gateway before an application that takes an environment as WSGI has it.

    Files are read of who is named Sam, large bodies of Ada and Sam.
    """

    def django(environ: dict[str, Any], start: Callable[..., object]) -> HttpResponseBase:
        response = application(environ)
        start(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return response

    def admit(environ: dict[str, Any], is_file: bool) -> bool:  # noqa: FBT001 - the gateway's form
        return environ.get("HTTP_NAME") in ({"sam"} if is_file else {"ada", "sam"})

    return Gateway(
        django,  # type: ignore[arg-type] # all of WSGIHandler that it calls
        limit_of,
        admit,
        lambda: None,
        threads=THREADS,
    )


def serve(application: Application, *requests: tuple[Scope, Protocol]) -> None:
    """Answer requests, all at the same time."""
    target = make(application)

    async def run() -> None:
        await asyncio.gather(*(target.__rsgi__(scope, protocol) for scope, protocol in requests))  # type: ignore[arg-type] # as above
        target.__rsgi_del__(asyncio.get_running_loop())

    asyncio.run(run())

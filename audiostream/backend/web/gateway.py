"""Between the HTTP server and Django: bodies are read before a thread is taken, and files are sent after it is free.

Granian's WSGI holds a thread for as long as a client reads, and a browser that pauses a song stops reading: a few
listeners would stop the server. By its own interface (RSGI, https://github.com/emmett-framework/granian) it sends files
itself, from Rust. So the event loop reads the request, one of few threads has Django answer it, and a file is left to
the server.
"""

import asyncio
import io
import logging
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeAlias, TypeVar

from django.core.handlers.wsgi import WSGIHandler

from audiostream.backend.web.body_type import form_end
from audiostream.backend.web.errors import briefly
from audiostream.backend.web.file_part import FilePart
from audiostream.backend.web.middleware.limits import UPLOADS
from audiostream.backend.web.middleware.requests import Asked, naming, tell
from audiostream.backend.web.refusals import MalformedRequest, RequestTimeout
from audiostream.errors import AudiostreamError, Unavailable

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

FILES_AT_A_TIME = 2
"""Uploads at work at a time, beside all other requests: they hash, store and wait for a process that reads them."""

MOST_WAITING = 512
"""Requests that wait for a thread; more are told to come again later, while those in front are still of use."""

OF_ANYBODY = 2**16
"""Bytes that a body may have of whoever asks. A form for logging in has less than one thousand."""

_IN_MEMORY = 2**20
# Of what may come after a form's end, and has no use (RFC 2046, section 5.1.1); senders put a line's end there.
_EPILOGUE = 2**10
_BODY_WITHIN_S = 60.0
_UPLOAD_WITHIN_S = 3600.0
_CLOSE = ("connection", "close")
_SOON = ("retry-after", "1")
# When a request came, in its environment.
_BEGAN = "audiostream.began"

_log = logging.getLogger(__name__)
_Headers: TypeAlias = list[tuple[str, str]]
_Result = TypeVar("_Result")


class Gateway:
    """A target of Granian's interface RSGI. ``limit_of`` gives how many bytes a body may have, by the path.

    ``admit`` says of a request, and of whether it brings a file, whether who asks may send more than ``OF_ANYBODY``:
    thousands of strangers at once would fill the memory, or the disk. Of who may not, a file is not read at all and
    another body no further; Django, which refuses them, sees an empty body. So many ``threads`` are at work on
    requests at a time, each with connections of its own. ``closing`` is called when the worker stops, after the last
    answer. ``folder`` has bodies that are too large for the memory.
    """

    def __init__(  # noqa: PLR0913 - all that it stands between
        self,
        django: WSGIHandler,
        limit_of: Callable[[str], int],
        admit: Callable[[dict[str, Any], bool], bool],
        closing: Callable[[], None],
        folder: Path | None = None,
        *,
        threads: int,
    ) -> None:
        self._django = django
        self._limit_of = limit_of
        self._admit = admit
        self._closing = closing
        self._folder = None if folder is None else str(folder)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")
        self._files = ThreadPoolExecutor(FILES_AT_A_TIME, thread_name_prefix="upload")
        self._most = threads + MOST_WAITING
        self._admitted = 0

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """Stop; all requests have been answered."""
        self._threads.shutdown()
        self._files.shutdown()
        self._closing()

    async def __rsgi__(self, scope: "Scope", protocol: "HTTPProtocol") -> None:
        """Answer one request."""
        environ = _environ(scope)
        if self._admitted >= self._most:
            _turn_away(protocol, environ, Unavailable("too many requests wait; try again in a moment"), _SOON)
            return
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=self._folder) as body:
            try:
                environ["CONTENT_LENGTH"] = str(await self._read(environ, protocol, body))
            except TimeoutError:
                _turn_away(protocol, environ, RequestTimeout("the request did not come in time"), _CLOSE)
                return
            except MalformedRequest as error:
                _turn_away(protocol, environ, error, _CLOSE)
                return
            except OSError as error:
                _log.warning("A request cannot be kept while it is read: %s", error)
                full = Unavailable("the server's disk is full", hint="Who runs the server can free some space.")
                _turn_away(protocol, environ, full, _CLOSE)
                return
            environ["wsgi.input"] = body
            pool = self._files if self._brings_file(environ) else self._threads
            answer = await self._in_thread(self._answer, environ, pool)
        answer(protocol)

    async def _read(self, environ: dict[str, Any], protocol: "HTTPProtocol", body: IO[bytes]) -> int:
        end = form_end(environ.get("CONTENT_TYPE", ""))
        if not _may_have_body(environ):
            return 0
        limit = self._limit_of(environ["PATH_INFO"])
        is_file = self._brings_file(environ)

        async def ask() -> bool:
            return await self._in_thread(lambda asked: self._admit(asked, is_file), environ, self._threads)

        allowance = _Allowance(0 if is_file else OF_ANYBODY, limit, ask)
        async with asyncio.timeout(_UPLOAD_WITHIN_S if is_file else _BODY_WITHIN_S):
            return await _read(environ, protocol, body, allowance, end)

    @staticmethod
    def _brings_file(environ: dict[str, Any]) -> bool:
        return environ["REQUEST_METHOD"] == "POST" and environ["PATH_INFO"] in UPLOADS

    async def _in_thread(
        self, work: Callable[[dict[str, Any]], _Result], environ: dict[str, Any], pool: ThreadPoolExecutor
    ) -> _Result:
        self._admitted += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, environ)
        finally:
            self._admitted -= 1

    def _answer(self, environ: dict[str, Any]) -> "Callable[[HTTPProtocol], None]":
        started: list[tuple[int, _Headers]] = []

        def start(status: str, headers: _Headers, _error: object = None, /) -> Callable[[bytes], object]:
            started.append((int(status[:3]), headers))
            return io.BytesIO().write  # Django calls it never

        response = self._django(environ, start)
        try:
            status, headers = started[0]
            if environ["REQUEST_METHOD"] == "HEAD":
                return lambda protocol: protocol.response_empty(status, headers)
            if isinstance(response, FilePart):
                path, first, end = str(response.path), response.first, response.end
                return lambda protocol: protocol.response_file_range(status, headers, path, first, end)
            # All else that streams is a static file, and fits into memory.
            content = b"".join(response)
            return lambda protocol: protocol.response_bytes(status, headers, content)
        finally:
            response.close()


class _Allowance:
    """How large a body may be: ``of_anybody`` bytes, and up to ``limit`` of whom ``ask``, asked then, admits."""

    def __init__(self, of_anybody: int, limit: int, ask: Callable[[], Awaitable[bool]]) -> None:
        self.limit = limit
        self._now = of_anybody
        self._ask = ask

    async def covers(self, size: int) -> bool:
        if size > self._now and await self._ask():
            self._now = self.limit
        return size <= self._now


async def _read(
    environ: dict[str, Any], protocol: "HTTPProtocol", body: IO[bytes], allowance: _Allowance, end: bytes | None
) -> int:
    """Read a body; return how long it is, or that it is longer than the limit, or empty, which Django refuses.

    ``end`` is what it ends with, where that is known.

    Raises:
        MalformedRequest: it is shorter than was told, or a form without its end.
    """
    told = environ.get("CONTENT_LENGTH", "")
    size, declared = 0, int(told) if told.isdecimal() else 0
    if declared > allowance.limit:
        return declared
    if not await allowance.covers(declared):
        return 0
    async for chunk in protocol:
        size += len(chunk)
        if size > allowance.limit:
            return size
        if not await allowance.covers(size):
            return 0
        if size > _IN_MEMORY:
            await asyncio.to_thread(body.write, chunk)
        else:
            body.write(chunk)
    # The server below us takes a connection that was cut for a body's end: half a name would be taken for a name.
    if size < declared or (end is not None and not _has_its_end(body, size, end)):
        raise MalformedRequest("the request ended before its end")
    body.seek(0)
    return size


def _has_its_end(body: IO[bytes], size: int, end: bytes) -> bool:
    body.seek(max(0, size - len(end) - _EPILOGUE))
    return end in body.read()


def _turn_away(
    protocol: "HTTPProtocol", environ: dict[str, Any], error: AudiostreamError, header: tuple[str, str]
) -> None:
    """Tell an error that is no matter of Django's; it is named, logged and counted as all answers are."""
    asked = Asked(environ["REQUEST_METHOD"], environ["PATH_INFO"].encode("latin-1").decode(), environ["REMOTE_ADDR"])
    status, content_type, text = briefly(asked.path, error)
    with naming(environ.get("HTTP_X_REQUEST_ID", "")) as request_id:
        tell(asked, status, time.monotonic() - environ[_BEGAN])
    protocol.response_str(status, [("content-type", content_type), ("x-request-id", request_id), header], text)


def _may_have_body(environ: dict[str, Any]) -> bool:
    if "CONTENT_LENGTH" in environ or "HTTP_TRANSFER_ENCODING" in environ:
        return True
    # HTTP/2 has no need to say how long it is, nor that there is one.
    return environ["SERVER_PROTOCOL"] == "HTTP/2" and environ["REQUEST_METHOD"] not in ("GET", "HEAD")


def _environ(scope: "Scope") -> dict[str, Any]:
    """Return a request as PEP 3333 has it, its body aside."""
    server, client = _split(scope.server), _split(scope.client)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        # Bytes as the characters of Latin-1.
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server[0],
        "SERVER_PORT": server[1],
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client[0],
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": io.StringIO(),  # Django writes none
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        _BEGAN: time.monotonic(),
    }
    if scope.authority:
        environ["HTTP_HOST"] = scope.authority
    return environ | _headers(scope.headers.items())


def _headers(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        # X_Forwarded_For would become what X-Forwarded-For becomes.
        if "_" in name:
            continue
        key = name.upper().replace("-", "_")
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        separator = "; " if key == "HTTP_COOKIE" else ","
        found[key] = f"{found[key]}{separator}{value}" if key in found else value
    return found


def _split(address: str) -> tuple[str, str]:
    host, _, port = address.rpartition(":")
    return host.strip("[]"), port

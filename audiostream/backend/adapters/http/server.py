"""A connection to a server: requests, repeated where that is safe, and answers read as what they must be."""

import threading
from collections.abc import Mapping
from pathlib import Path
from ssl import SSLContext
from typing import Any, TypeVar

import httpx
import msgspec
from httpx_retries import Retry, RetryTransport

from audiostream import __version__
from audiostream.backend.adapters.http.failures import check, is_problem, reached
from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.tls import trusting
from audiostream.errors import Rejected

API = "/api/v1"
LARGEST_ANSWER = 2**26
"""Bytes, unpacked. The longest playlist has a tenth of it; a server that is none of ours could fill the memory."""

# A file may take an hour on its way, as long as it moves; then the server reads, hashes and stores it. A server that is
# gone without a word must not keep an upload for ever.
_STALLS_S = 60.0
_FILES_WITHIN_S = 600.0
_HEADERS = (b"content-type", b"retry-after")


def _check_gateway(response: httpx.Response) -> None:
    """Have a proxy's 502 asked again, and not the server's own: by that it refuses what it always will."""
    if response.status_code == httpx.codes.BAD_GATEWAY and not is_problem(response):
        raise httpx.NetworkError("a proxy cannot reach the server")


# A listener waits meanwhile, or a spool keeps what was to be sent: better to tell soon that the server is away.
_SAFE = Retry(
    total=3,
    backoff_factor=0.2,
    backoff_jitter=0.5,
    max_backoff_wait=2.0,
    status_forcelist=[503, 504],
    validate_response=_check_gateway,
)
# A repeat of these changes nothing, as their events have ids.
_REPEATABLE = _SAFE.copy_with(allowed_methods=[*Retry.RETRYABLE_METHODS, "POST"])

_Shape = TypeVar("_Shape")


class Server:
    """The server of the options; it is connected to at the first request. Usable from any thread."""

    def __init__(self, options: HttpOptions, transport: httpx.BaseTransport | None = None) -> None:
        self.url = options.url
        self._options = options
        self._transport = transport
        self._lock = threading.Lock()
        self._open: httpx.Client | None = None

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._open is not None:
                self._open.close()
                self._open = None

    def get(self, path: str, shape: type[_Shape], **query: str | int | None) -> _Shape:
        """Return what is at a path of the API; what is None of the query is left out.

        Raises:
            Unavailable: the server does not answer.
            AudiostreamError: whatever it tells.
        """
        given = {name: str(value) for name, value in query.items() if value is not None}
        return self._read(self._send("GET", path, params=given), shape)

    def post(self, path: str, body: object, shape: type[_Shape], *, repeatable: bool = False) -> _Shape:
        """Return the answer to a JSON body. ``repeatable`` says that a repeat changes nothing. Raises as ``get``."""
        extensions = {"retry": _REPEATABLE} if repeatable else {}
        content = msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"}
        return self._read(self._send("POST", path, content=content, headers=headers, extensions=extensions), shape)

    def delete(self, path: str, shape: type[_Shape]) -> _Shape:
        """Remove what is at a path, and return what that was; of the shape of None nothing. Raises as ``get``."""
        return self._read(self._send("DELETE", path), shape)

    def send_file(self, path: str, shape: type[_Shape], *, files: Mapping[str, Any], data: Mapping[str, str]) -> _Shape:
        """Return the answer to a form with a file, which is sent as it is read. Raises as ``get``."""
        timeout = httpx.Timeout(self._options.timeout_s, write=_STALLS_S, read=_FILES_WITHIN_S)
        return self._read(self._send("POST", path, files=files, data=data, timeout=timeout), shape)

    def _send(self, method: str, path: str, **what: Any) -> httpx.Response:  # noqa: ANN401 - as httpx takes it
        with reached(self.url), self._client().stream(method, f"{API}{path}", **what) as response:
            content = self._content(response)
        # The content is unpacked: what the header says of its coding is no longer so.
        headers = [(name, value) for name, value in response.headers.raw if name.lower() in _HEADERS]
        return httpx.Response(response.status_code, headers=headers, content=content)

    def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for chunk in response.iter_bytes():
            content += chunk
            if len(content) > LARGEST_ANSWER:
                raise Rejected(
                    f"{self.url} answers more than {LARGEST_ANSWER // 2**20} MiB, which no server of audiostream does",
                    hint="Is this its address? Another one is set by: audiostream login URL",
                )
        return bytes(content)

    def _read(self, response: httpx.Response, shape: type[_Shape]) -> _Shape:
        check(response, self.url)
        try:
            return msgspec.json.decode(response.content or b"null", type=shape)
        except msgspec.MsgspecError as error:
            raise Rejected(
                f"{self.url} answers what is not expected: {error}", hint="Is the server of the same version?"
            ) from error

    def _client(self) -> httpx.Client:
        with self._lock:
            if self._open is None:
                self._open = self._connect()
            return self._open

    def _connect(self) -> httpx.Client:
        inner = self._transport or httpx.HTTPTransport(verify=self._trusted(), http2=True)
        headers = {"User-Agent": f"audiostream/{__version__}", "Accept": "application/json"}
        if self._options.token:
            headers["Authorization"] = f"Bearer {self._options.token}"
        return httpx.Client(
            base_url=self.url,
            headers=headers,
            timeout=self._options.timeout_s,
            transport=RetryTransport(transport=inner, retry=_SAFE),
        )

    def _trusted(self) -> SSLContext | bool:
        if not self.url.startswith("https"):
            return False
        return trusting(Path(self._options.ca_file) if self._options.ca_file else None, "server_ca_file")

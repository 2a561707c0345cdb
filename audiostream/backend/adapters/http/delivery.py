"""Where a server has its songs played from."""

from contextlib import suppress
from urllib.parse import urljoin, urlsplit

import msgspec

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.adapters.http.shapes import Moment
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import StreamUrl
from audiostream.errors import Rejected


class _Stream(msgspec.Struct):
    url: str
    expires_at: Moment | None


class HttpDelivery:
    """The port ``Delivery``."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def stream_url(self, song: Song) -> StreamUrl:
        """Ask the server for an address; one of its own lacks the host, which is the one it is known by here.

        Raises:
            Rejected: what it gives is not an address of the web.
        """
        stream = self._server.get(f"/songs/{int(song.id)}/stream", _Stream)
        return StreamUrl(url=self._absolute(stream.url), expires_at=stream.expires_at)

    def _absolute(self, given: str) -> str:
        # A player opens whatever it is told: files of this machine, shares, cameras.
        with suppress(ValueError):
            url = urljoin(f"{self._server.url}/", given)
            if urlsplit(url).scheme in {"http", "https"}:
                return url
        raise Rejected(f"{self._server.url} gives {given!r} as a song's address, which no server of audiostream does")

"""The port ``Delivery`` by addresses of the web server on this machine, which expire.

An address is ``/media/<key>?expires=<seconds since the epoch>&signature=<HMAC>``. It has no scheme and host: the same
server has many names, and whoever asks it knows one.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from audiostream.backend.adapters.local.keys import path_of, translated
from audiostream.backend.domain.catalogue import Song, utc_now
from audiostream.backend.domain.delivery import MARGIN, life_of, missing_file
from audiostream.backend.ports import StreamUrl
from audiostream.errors import Forbidden, NotFound, Rejected

PREFIX = "/media/"
# The secret signs other things too: a key of its own keeps a signature of one from meaning another.
_PURPOSE = b"audiostream.media.v1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedFile:
    """A file of ``size`` bytes that may be handed out for ``lasts_s`` more seconds; ``sha256`` is its content's."""

    path: Path
    size: int
    sha256: str
    lasts_s: int


class SignedDelivery:
    """Addresses of files in a media store's folder, signed by HMAC-SHA-256 (RFC 2104) with a key from ``secret``."""

    def __init__(
        self, folder: Path, secret: bytes, *, margin: timedelta = MARGIN, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._folder = folder.absolute()
        self._key = hmac.digest(secret, _PURPOSE, "sha256")
        self._margin = margin
        self._clock = clock

    def stream_url(self, song: Song) -> StreamUrl:
        """Return an address that is good for the track's length and a margin. Raises ``NotFound``."""
        key = song.media.key
        path = path_of(self._folder, key)
        if not path.is_file():
            raise missing_file(song, key)
        # Whole seconds, rounded up: never less than the track.
        expires = int((self._clock() + life_of(song, self._margin)).timestamp()) + 1
        url = f"{PREFIX}{quote(key)}?expires={expires}&signature={self._signature(key, str(expires))}"
        return StreamUrl(url=url, expires_at=datetime.fromtimestamp(expires, UTC))

    def opened(self, key: str, expires: str, signature: str) -> SignedFile:
        """Return the file of an address.

        Raises:
            Forbidden: it was not signed, or has expired.
            NotFound: there is no such file.
        """
        right = self._signature(key, expires).encode()
        if not hmac.compare_digest(right, signature.encode(errors="surrogateescape")):
            raise Forbidden("this address of a file is not one that this server gave out")
        left_s = int(expires) - self._clock().timestamp()
        if left_s < 0:
            raise Forbidden("this address of a file has expired", hint="Ask for a new one.")
        try:
            path = path_of(self._folder, key)
        except Rejected as error:
            raise NotFound(f"there is no file {key!r}") from error
        with translated(path):
            try:
                size = path.stat().st_size
            except FileNotFoundError as error:
                raise NotFound(f"there is no file {key!r}") from error
        return SignedFile(path=path, size=size, sha256=path.stem, lasts_s=int(left_s))

    def _signature(self, key: str, expires: str) -> str:
        # The line between them is in neither: no other key and time have this message.
        message = f"{key}\n{expires}".encode(errors="surrogateescape")
        return base64.urlsafe_b64encode(hmac.digest(self._key, message, hashlib.sha256)).rstrip(b"=").decode()

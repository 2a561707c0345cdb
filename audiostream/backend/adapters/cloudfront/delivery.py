"""The port ``Delivery`` by signed addresses of a distribution."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.domain.catalogue import Song, utc_now
from audiostream.backend.domain.delivery import MARGIN, life_of, missing_file
from audiostream.backend.ports import StreamUrl


class CloudFrontDelivery:
    """Addresses below one domain, such as ``d111111abcdef8.cloudfront.net``; HTTPS, unless it says otherwise.

    ``exists`` tells whether a key is stored, as :meth:`MediaStore.exists` does. With an ``ip_range``, as in
    192.0.2.0/24, an address is of use to players there alone.
    """

    def __init__(
        self,
        domain: str,
        signer: Signer,
        exists: Callable[[str], bool],
        *,
        margin: timedelta = MARGIN,
        ip_range: str | None = None,
    ) -> None:
        self._base = (domain if "://" in domain else f"https://{domain}").rstrip("/")
        self._signer = signer
        self._exists = exists
        self._margin = margin
        self._ip_range = ip_range

    def stream_url(self, song: Song) -> StreamUrl:
        """Return an address that is good for the track's length and a margin. Raises ``NotFound``."""
        key = song.media.key
        if not self._exists(key):
            raise missing_file(song, key)
        # CloudFront looks when a request begins.
        expires_at = utc_now().replace(microsecond=0) + life_of(song, self._margin)
        url = self._signer.signed(f"{self._base}/{quote(key)}", expires=expires_at, ip_range=self._ip_range)
        return StreamUrl(url=url, expires_at=expires_at)

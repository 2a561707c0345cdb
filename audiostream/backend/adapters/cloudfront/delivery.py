"""The port ``Delivery`` by signed addresses of a distribution."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import quote

from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.domain.catalogue import Song, utc_now
from audiostream.backend.ports import StreamUrl
from audiostream.errors import NotFound

# Beside the track's own length: for pauses, and for clocks that differ. CloudFront looks when a request begins.
MARGIN = timedelta(minutes=15)


class CloudFrontDelivery:
    """Addresses below one domain, such as ``d111111abcdef8.cloudfront.net``; HTTPS, unless it says otherwise.

    ``exists`` tells whether a key is stored, as :meth:`MediaStore.exists` does.
    """

    def __init__(
        self, domain: str, signer: Signer, exists: Callable[[str], bool], *, margin: timedelta = MARGIN
    ) -> None:
        self._base = (domain if "://" in domain else f"https://{domain}").rstrip("/")
        self._signer = signer
        self._exists = exists
        self._margin = margin

    def stream_url(self, song: Song) -> StreamUrl:
        """Return an address that is good for the track's length and a margin. Raises ``NotFound``."""
        key = song.media.key
        if not self._exists(key):
            raise NotFound(
                f"the file of {song.title!r} is missing ({key})",
                hint="Upload it again; audiostream storage check names all that are missing.",
            )
        expires_at = utc_now().replace(microsecond=0) + timedelta(milliseconds=song.audio.duration_ms) + self._margin
        url = self._signer.signed(f"{self._base}/{quote(key)}", expires=expires_at)
        return StreamUrl(url=url, expires_at=expires_at)

"""The port ``Delivery`` by presigned addresses of the bucket itself, where no network of caches stands before it."""

from datetime import timedelta

from audiostream.backend.adapters.s3.bucket import Bucket, checked
from audiostream.backend.domain.catalogue import Song, utc_now
from audiostream.backend.domain.delivery import MARGIN, life_of, missing_file
from audiostream.backend.ports import StreamUrl

# What Signature Version 4 allows.
LONGEST = timedelta(days=7)


class S3Delivery:
    """Addresses that anyone can read a file by, until they expire."""

    def __init__(self, bucket: Bucket, *, margin: timedelta = MARGIN) -> None:
        self._bucket = bucket
        self._margin = margin

    def stream_url(self, song: Song) -> StreamUrl:
        """Return an address that is good for the track's length and a margin. Raises ``NotFound``."""
        key = checked(song.media.key)
        if self._bucket.head(key) is None:
            raise missing_file(song, f"{self._bucket.place}, {key}")
        life = min(life_of(song, self._margin), LONGEST)
        now = utc_now()
        with self._bucket.translated():
            url = self._bucket.signer.generate_presigned_url(
                "get_object",
                Params={"Bucket": self._bucket.name, "Key": key},
                ExpiresIn=int(life.total_seconds()),
            )
        return StreamUrl(url=url, expires_at=now + life)

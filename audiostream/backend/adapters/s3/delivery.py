"""The port ``Delivery`` by presigned addresses of the bucket itself, where no network of caches stands before it."""

from datetime import timedelta

from audiostream.backend.adapters.s3.bucket import Bucket, checked
from audiostream.backend.domain.catalogue import Song, utc_now
from audiostream.backend.ports import StreamUrl
from audiostream.errors import NotFound

# Beside the track's own length: for pauses, and for clocks that differ.
MARGIN = timedelta(minutes=15)
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
            raise NotFound(
                f"the file of {song.title!r} is missing ({self._bucket.place}, {key})",
                hint="Upload it again; audiostream storage check names all that are missing.",
            )
        life = min(timedelta(milliseconds=song.audio.duration_ms) + self._margin, LONGEST)
        now = utc_now()
        with self._bucket.translated():
            url = self._bucket.client.generate_presigned_url(
                "get_object",
                Params={"Bucket": self._bucket.name, "Key": key},
                ExpiresIn=int(life.total_seconds()),
            )
        return StreamUrl(url=url, expires_at=now + life)

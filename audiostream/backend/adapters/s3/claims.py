"""Removing a file only if nobody asks for it at that moment.

S3 can make a write, or a removal, depend on the content that is there, but not on when it was stored; and one who
stores a file that is there already renews just that. So a collector first claims the file, by an object that only one
can make; then it looks whether the file was renewed; then it removes it, and gives the claim up. Whoever renews a file
looks for a claim afterwards: either there was none, and whatever collector comes sees that the file was renewed; or
there is one, and he waits until it is over and sees what has become of the file. Reads and listings of S3 show all
writes that were answered before, so no case is left.
"""

import time
from contextlib import suppress
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from uuid import uuid4

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.failures import MISSING, TAKEN, code_of

# A claim older than this is one of a collector that died; a live one has done its removal by then, or leaves it.
VALID = timedelta(seconds=90)
_ACTS_WITHIN_S = 20.0
_POLL_S = 0.05


class Claims:
    """The claims on files of one bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def remove(self, key: str, *, unmodified_since: datetime) -> bool:
        """Remove a file unless it was stored or asked for since, or another one is at it; return whether it was."""
        began = time.monotonic()
        with self._bucket.translated():
            if not self._claim(key):
                return False
            # Kept where an error leaves open what has happened: it then ends by its age.
            removed = self._remove_claimed(key, unmodified_since, began)
            self._bucket.client.delete_object(Bucket=self._bucket.name, Key=_claim_key(key))
        return removed

    def wait(self, key: str) -> None:
        """Return when nobody has a claim on a file (any more)."""
        while (claim := self._bucket.head(_claim_key(key))) and not _is_over(claim):
            time.sleep(_POLL_S)

    def _remove_claimed(self, key: str, since: datetime, began: float) -> bool:
        found = self._bucket.head(key)
        if found is None or found["LastModified"] >= since or time.monotonic() - began > _ACTS_WITHIN_S:
            return False
        # Sent once: a second try could come after the file was stored anew.
        self._bucket.once.delete_object(Bucket=self._bucket.name, Key=key)
        return True

    def _claim(self, key: str) -> bool:
        if self._write(key, IfNoneMatch="*"):
            return True
        held = self._bucket.head(_claim_key(key))
        return held is not None and _is_over(held) and self._write(key, IfMatch=held["ETag"])

    def _write(self, key: str, **condition: str) -> bool:
        from botocore.exceptions import ClientError

        body = uuid4().hex.encode()  # another one each time, so that its ETag is too
        try:
            self._bucket.client.put_object(Bucket=self._bucket.name, Key=_claim_key(key), Body=body, **condition)
        except ClientError as error:
            if code_of(error) in TAKEN or code_of(error) in MISSING:
                return False
            raise
        return True


def _claim_key(key: str) -> str:
    return f"claims/{key}"


def _is_over(claim: dict[str, Any]) -> bool:
    """Compare two moments of the server's own clock."""
    answered = claim["ResponseMetadata"]["HTTPHeaders"].get("date")
    made: datetime = claim["LastModified"]
    with suppress(TypeError, ValueError):
        return parsedate_to_datetime(answered) - made > VALID
    return datetime.now(made.tzinfo) - made > VALID

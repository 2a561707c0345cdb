"""The port ``MediaStore`` on a bucket.

songs/<first two hex>/<sha256>.<ext>     whole files, never changed
claims/songs/...                         what is being collected at this moment; see ``claims``
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from audiostream.backend.adapters.s3.bucket import Bucket, checked
from audiostream.backend.adapters.s3.claims import Claims
from audiostream.backend.adapters.s3.content import Content, hashed
from audiostream.backend.adapters.s3.failures import MISFIT, MISSING, TAKEN, code_of
from audiostream.backend.adapters.s3.parts import Parts
from audiostream.backend.domain.catalogue import Media, media_key
from audiostream.backend.ports import StoredObject
from audiostream.errors import Rejected, Unavailable

CACHE_CONTROL = "public, max-age=31536000, immutable"

# Below, to send a file costs less than to ask first whether it is there.
_ASKS_FROM = 1 << 20
# Amazon copies no more at once.
_COPIES_UP_TO = 5 << 30
_TRIES = 5
_CHUNK = 1 << 20


class S3MediaStore:
    """Files in a bucket, which must be there; see ``system`` for what makes it."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._parts = Parts(bucket)
        self._claims = Claims(bucket)

    def put(self, source: BinaryIO, *, extension: str, mime_type: str) -> tuple[Media, bool]:
        """Read a stream, once or twice, hash and store it; return what it is, and whether it was not there whole.

        A file of up to 8 MiB is in memory meanwhile, of a larger one 48 MiB are.

        Raises:
            Unusable: the stream cannot be read, or gives other bytes the second time.
        """
        if not (extension.isascii() and extension.isalnum()):
            raise Rejected(f"{extension!r} cannot be the extension of a stored file")
        with hashed(source, beside=lambda: self._bucket.client) as content, self._bucket.translated():
            sha256 = content.sha256.hex()
            key = media_key(sha256, extension)
            is_new = self._store(key, content, {"ContentType": mime_type, "CacheControl": CACHE_CONTROL})
            return Media(key=key, size=content.size, sha256=sha256), is_new

    def exists(self, key: str) -> bool:
        """Return whether a file is stored under the key."""
        if self._parts.is_mine(checked(key)):
            return self._parts.find(key) is not None
        return self._bucket.head(key) is not None

    def objects(self) -> Iterator[StoredObject]:
        """Yield all that is stored, in no order."""
        with self._bucket.translated():
            pages = self._bucket.client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self._bucket.name, Prefix="songs/"):
                for each in page.get("Contents", ()):
                    yield StoredObject(key=each["Key"], size=each["Size"], modified_at=each["LastModified"])
        yield from self._parts.unfinished()

    def delete(self, key: str, *, unmodified_since: datetime | None = None) -> bool:
        """Remove a file, or with ``unmodified_since`` only one that was not asked to be stored from then on."""
        if self._parts.is_mine(checked(key)):
            found = self._parts.find(key)
            is_young = found and unmodified_since and found.modified_at >= unmodified_since
            return bool(found) and not is_young and self._parts.abort(key)
        if unmodified_since is not None:
            return self._claims.remove(key, unmodified_since=unmodified_since)
        was_there = self._bucket.head(key) is not None
        with self._bucket.translated():
            self._bucket.client.delete_object(Bucket=self._bucket.name, Key=key)
        return was_there

    def verify(self, key: str) -> str | None:
        """Read a file whole; return what is wrong with it, or None."""
        found = self._read_back(checked(key))
        if found is None:
            return "missing"
        return None if found == key.rpartition("/")[2].partition(".")[0] else f"other content (SHA-256 {found[:12]}...)"

    def _store(self, key: str, content: Content, headers: dict[str, str]) -> bool:
        for _ in range(_TRIES):
            ask_first = content.size >= _ASKS_FROM
            if not (ask_first and self._bucket.head(key)) and self._create(key, content, headers):
                return True
            mended = self._renew(key, content, headers)
            if mended is not None:
                self._claims.wait(key)
                if self._bucket.head(key):
                    return mended
        raise Unavailable(f"{self._bucket.place}: {key} is stored and removed all the time", hint="Try again.")

    def _create(self, key: str, content: Content, headers: dict[str, str]) -> bool:
        """Send a file unless one is there; return whether it was sent."""
        if content.whole is not None and (quick := self._bucket.quick):
            named = {"Content-Type": headers["ContentType"], "Cache-Control": headers["CacheControl"]}
            created = quick.create(key, content.whole, content.sha256, named)
            if created is not None:
                return created
        return self._send(key, content, headers, IfNoneMatch="*")

    def _renew(self, key: str, content: Content, headers: dict[str, str]) -> bool | None:
        """Make what is stored under a key new, and right where it is not, which is told; None where nothing is."""
        from botocore.exceptions import ClientError

        found = self._bucket.head(key)
        if found is None:
            return None
        is_whole = self._holds(key, content, found)
        if content.size > _COPIES_UP_TO or not is_whole:
            self._send(key, content, headers)
            return not is_whole
        place = {"Bucket": self._bucket.name, "Key": key}
        try:
            self._bucket.client.copy_object(
                **place, **headers, CopySource=place, CopySourceIfMatch=found["ETag"], MetadataDirective="REPLACE"
            )
        except ClientError as error:
            if code_of(error) in MISSING or code_of(error) in TAKEN:
                return None
            raise
        return False

    def _holds(self, key: str, content: Content, found: dict[str, Any]) -> bool:
        if found["ContentLength"] != content.size:
            return False
        known = (content.checksum, content.composite if content.digests else content.checksum)
        return found.get("ChecksumSHA256") in known or self._read_back(key) == content.sha256.hex()

    def _send(self, key: str, content: Content, headers: dict[str, str], **condition: str) -> bool:
        """Send a file and see that it has arrived; return False where the condition does not hold."""
        from botocore.exceptions import ClientError

        try:
            if content.whole is None:
                told, expected = self._parts.send(key, content, headers, condition), content.composite
            else:
                told, expected = self._send_whole(key, content, headers, condition), content.checksum
        except ClientError as error:
            if condition and code_of(error) in TAKEN:
                return False
            if code_of(error) in MISFIT:
                hint = "Something between here and the server changes what is sent; try again."
                raise Unavailable(f"{self._bucket.place}: {key} arrived damaged", hint=hint) from error
            raise
        # A server that knows no such checksum is asked for the bytes themselves.
        if told != expected and (told or self._read_back(key) != content.sha256.hex()):
            self._bucket.client.delete_object(Bucket=self._bucket.name, Key=key)
            raise Unavailable(f"{self._bucket.place}: {key} is stored with other content", hint="Upload it again.")
        return True

    def _send_whole(self, key: str, content: Content, headers: dict[str, str], condition: dict[str, str]) -> str | None:
        place = {"Bucket": self._bucket.name, "Key": key}
        done: dict[str, str] = self._bucket.client.put_object(
            **place, **headers, **condition, Body=content.whole, ChecksumSHA256=content.checksum
        )
        return done.get("ChecksumSHA256")

    def _read_back(self, key: str) -> str | None:
        """Return the SHA-256 of what is stored, None where nothing is."""
        from botocore.exceptions import ClientError

        digest = hashlib.sha256()
        with self._bucket.translated():
            try:
                body = self._bucket.client.get_object(Bucket=self._bucket.name, Key=key)["Body"]
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise
            for chunk in body.iter_chunks(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

"""Sending a large file in parts, and what is left of such a sending when it dies."""

import hashlib
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime
from operator import itemgetter
from typing import Any

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.content import Content, encoded
from audiostream.backend.adapters.s3.failures import MISFIT, MISSING, code_of
from audiostream.backend.ports import StoredObject
from audiostream.errors import Unavailable, Unusable

# Parts on their way at the same time, of one file: they and the next one are in memory.
_AT_ONCE = 5
_PREFIX = "incoming/"


class Parts:
    """Multipart uploads of one bucket.

    One that is unfinished is listed as ``incoming/<its id>/<the key it is for>``.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    def send(self, key: str, content: Content, headers: dict[str, str], condition: dict[str, str]) -> str | None:
        """Store a file; return the checksum that the server found, if it tells.

        Raises:
            botocore.exceptions.ClientError: among others, that ``condition`` does not hold.
            Unusable: the file has changed since it was hashed.
        """
        client, where = self._bucket.client, {"Bucket": self._bucket.name, "Key": key}
        upload_id = client.create_multipart_upload(**where, **headers, ChecksumAlgorithm="SHA256")["UploadId"]
        try:
            sent = self._send_all(content, where | {"UploadId": upload_id})
            done: dict[str, str] = client.complete_multipart_upload(
                **where, **condition, UploadId=upload_id, MultipartUpload={"Parts": sent}
            )
        except BaseException:
            # Whatever it was: what was sent already would cost money for nothing until the bucket's rule removes it.
            with suppress(Exception):
                client.abort_multipart_upload(**where, UploadId=upload_id)
            raise
        return done.get("ChecksumSHA256")

    def unfinished(self) -> Iterator[StoredObject]:
        """Yield what was begun and neither completed nor aborted."""
        with self._bucket.translated():
            pages = self._bucket.client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self._bucket.name, Prefix="songs/"):
                for upload in page.get("Uploads", ()):
                    if found := self._look(upload["Key"], upload["UploadId"], upload.get("Initiated")):
                        yield found

    def is_mine(self, key: str) -> bool:
        """Return whether a key is that of something unfinished."""
        return key.startswith(_PREFIX)

    def find(self, key: str) -> StoredObject | None:
        """Return what is known of something unfinished."""
        upload_id, _, target = key.removeprefix(_PREFIX).partition("/")
        with self._bucket.translated():
            return self._look(target, upload_id, None) if target else None

    def abort(self, key: str) -> bool:
        """Remove something unfinished; whoever still sends it is refused."""
        from botocore.exceptions import ClientError

        upload_id, _, target = key.removeprefix(_PREFIX).partition("/")
        with self._bucket.translated():
            try:
                self._bucket.client.abort_multipart_upload(Bucket=self._bucket.name, Key=target, UploadId=upload_id)
            except ClientError as error:
                if code_of(error) in MISSING:
                    return False
                raise
        return True

    def _send_all(self, content: Content, where: dict[str, str]) -> list[dict[str, Any]]:
        """Send the parts, and return them in order; one that takes long keeps none behind it waiting."""
        sent: list[dict[str, Any]] = []
        under_way: set[Future[dict[str, Any]]] = set()
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3-part")
        try:
            for number, (part, digest) in enumerate(zip(content.parts(), content.digests, strict=True), 1):
                if len(under_way) == _AT_ONCE:
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                    sent += [each.result() for each in done]
                under_way.add(pool.submit(self._send_part, where, number, part, digest))
            sent += [each.result() for each in under_way]
        finally:
            pool.shutdown(cancel_futures=True)
        return sorted(sent, key=itemgetter("PartNumber"))

    def _send_part(self, where: dict[str, str], number: int, part: bytes, sha256: bytes) -> dict[str, Any]:
        quick = self._bucket.quick
        etag = quick and quick.send_part(where["Key"], where["UploadId"], number, part, sha256)
        return {
            "PartNumber": number,
            "ETag": etag or self._send_by_client(where, number, part, sha256),
            "ChecksumSHA256": encoded(sha256),
        }

    def _send_by_client(self, where: dict[str, str], number: int, part: bytes, sha256: bytes) -> str:
        from botocore.exceptions import ClientError

        client, checksum = self._bucket.client, encoded(sha256)
        try:
            etag: str = client.upload_part(**where, PartNumber=number, Body=part, ChecksumSHA256=checksum)["ETag"]
        except ClientError as error:
            # What is still as it was hashed was changed on its way.
            if code_of(error) in MISFIT and hashlib.sha256(part).digest() != sha256:
                raise Unusable("changed while it was read; upload it again when it is complete") from error
            if code_of(error) in MISSING:
                raise Unavailable(
                    f"{self._bucket.place}: it was removed while it was sent", hint="Upload the file again."
                ) from error
            raise
        return etag

    def _look(self, target: str, upload_id: str, begun_at: datetime | None) -> StoredObject | None:
        """Tell of one when something last arrived of it, as a long one is not to be taken for a dead one."""
        from botocore.exceptions import ClientError

        where = {"Bucket": self._bucket.name, "Key": target, "UploadId": upload_id}
        size, moments = 0, [begun_at] if begun_at else []
        try:
            for page in self._bucket.client.get_paginator("list_parts").paginate(**where):
                for part in page.get("Parts", ()):
                    size += part["Size"]
                    moments.append(part["LastModified"])
        except ClientError as error:
            if code_of(error) in MISSING:
                return None
            raise
        if not moments:
            return None
        return StoredObject(key=f"{_PREFIX}{upload_id}/{target}", size=size, modified_at=max(moments))

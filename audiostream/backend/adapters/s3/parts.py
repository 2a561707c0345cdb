"""Sending a large file in parts, and what is left of such a sending when it dies."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.content import Content, encoded
from audiostream.backend.adapters.s3.failures import MISFIT, MISSING, code_of
from audiostream.backend.ports import StoredObject
from audiostream.errors import Unavailable, Unusable

# Parts on their way at the same time, of one file: they and the next one are in memory.
_AT_ONCE = 3
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
        sent: list[dict[str, Any]] = []
        waiting: list[Future[dict[str, Any]]] = []
        pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="s3-part")
        try:
            for number, (part, digest) in enumerate(zip(content.parts(), content.digests, strict=True), 1):
                if len(waiting) == _AT_ONCE:
                    sent.append(waiting.pop(0).result())
                waiting.append(pool.submit(self._send_part, where, number, part, encoded(digest)))
            sent += [each.result() for each in waiting]
        finally:
            pool.shutdown(cancel_futures=True)
        return sent

    def _send_part(self, where: dict[str, str], number: int, part: bytes, checksum: str) -> dict[str, Any]:
        from botocore.exceptions import ClientError

        try:
            got = self._bucket.client.upload_part(**where, PartNumber=number, Body=part, ChecksumSHA256=checksum)
        except ClientError as error:
            if code_of(error) in MISFIT:
                raise Unusable("changed while it was read; upload it again when it is complete") from error
            if code_of(error) in MISSING:
                raise Unavailable(
                    f"{self._bucket.place}: it was removed while it was sent", hint="Upload the file again."
                ) from error
            raise
        return {"PartNumber": number, "ETag": got["ETag"], "ChecksumSHA256": checksum}

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

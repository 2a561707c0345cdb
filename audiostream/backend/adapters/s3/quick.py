"""Storing small files quickly: signed and sent by boto3's own parts, without the client around them.

That client takes 1 to 2 ms of a processor for each request, and as much time again as a small upload to be made. Its
signer and its way to send take half. Only an answer that is as hoped for is taken from here: whatever else comes,
the same is asked again by the client, which knows what it means and what to do.
"""

import os
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from audiostream.backend.adapters.s3.content import Content
from audiostream.backend.adapters.s3.options import S3Options

if TYPE_CHECKING:
    from botocore.auth import S3SigV4Auth
    from botocore.httpsession import URLLib3Session

_TIMEOUTS_S = (5, 30)
_CONNECTIONS = 32
_OK, _TAKEN = 200, 412


class QuickPut:
    """Puts to a bucket of which both address and credentials are set; any other is left to the client."""

    def __init__(self, options: S3Options) -> None:
        self._endpoint = options.endpoint or ""
        self._bucket = options.bucket
        self._region = options.region or ""
        self._access = (options.access_key or "", options.secret_key or "")
        self._is_possible = all((urlsplit(self._endpoint).hostname, self._region, *self._access))
        self._opening = threading.Lock()
        self._parts: tuple[URLLib3Session, S3SigV4Auth] | None = None

    def create(self, key: str, content: Content, mime_type: str, cache_control: str) -> str | bool | None:
        """Store a small file if nothing is there.

        Returns the checksum that the server found, False where something is there, None where it must be asked anew.
        """
        if not self._is_possible:
            return None
        from botocore.awsrequest import AWSRequest
        from botocore.exceptions import BotoCoreError

        sending, signing = self._open()
        request = AWSRequest(
            "PUT",
            f"{self._endpoint.rstrip('/')}/{quote(self._bucket)}/{quote(key)}",
            data=content.whole,
            headers={
                "Content-Type": mime_type,
                "Cache-Control": cache_control,
                "If-None-Match": "*",
                "x-amz-checksum-sha256": content.checksum,
            },
        )
        try:
            signing.add_auth(request)
            answer = sending.send(request.prepare())
        except BotoCoreError:
            return None
        if answer.status_code == _TAKEN:
            return False
        found: str | None = answer.headers.get("x-amz-checksum-sha256")
        return found if answer.status_code == _OK else None

    def _open(self) -> "tuple[URLLib3Session, S3SigV4Auth]":
        with self._opening:
            if self._parts is None:
                from botocore.auth import S3SigV4Auth
                from botocore.credentials import Credentials
                from botocore.httpsession import URLLib3Session
                from botocore.utils import get_environ_proxies

                make: Any = URLLib3Session  # its types leave out what its own documentation has
                sending = make(
                    verify=os.environ.get("AWS_CA_BUNDLE") or True,
                    proxies=get_environ_proxies(self._endpoint),
                    timeout=_TIMEOUTS_S,
                    max_pool_connections=_CONNECTIONS,
                )
                self._parts = sending, S3SigV4Auth(Credentials(*self._access), "s3", self._region)
            return self._parts

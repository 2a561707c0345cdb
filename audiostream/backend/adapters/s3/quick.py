"""Storing quickly: signed and sent by boto3's own parts, without the client around them.

That client takes 1 to 2 ms of a processor for each request, and as much time again as a small upload to be made. Its
signer and its way to send take half, and less where what is sent was hashed before. Only an answer that is as hoped
for is taken from here: whatever else comes, the client asks the same again, and knows what it means and what to do.
"""

import os
import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.credentials import Credentials
from botocore.exceptions import BotoCoreError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from audiostream.backend.adapters.s3.content import encoded

_TIMEOUTS_S = (5, 30)
_CONNECTIONS = 32
# As boto3's client has it and the session by itself has not: otherwise the end of a request waits, often for 40 ms,
# until the server has confirmed the beginning, which it does not before it has all.
_AT_ONCE = [(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)]
_OK, _TAKEN = 200, 412


class Quick:
    """Puts to a bucket, from any number of threads."""

    def __init__(  # noqa: PLR0913 - what boto3's client is told too
        self,
        *,
        endpoint: str,
        region: str,
        bucket: str,
        access_key: str,
        secret_key: str,
        authorities: str | None = None,
    ) -> None:
        make: Any = URLLib3Session  # its types leave out what its own documentation has
        self._url = f"{endpoint.rstrip('/')}/{quote(bucket)}/"
        self._signer = _Signer(Credentials(access_key, secret_key), "s3", region)
        self._session = make(
            verify=authorities or os.environ.get("AWS_CA_BUNDLE") or True,
            proxies=get_environ_proxies(endpoint),
            timeout=_TIMEOUTS_S,
            max_pool_connections=_CONNECTIONS,
            socket_options=_AT_ONCE,
        )

    def create(self, key: str, body: bytes, sha256: bytes, headers: Mapping[str, str]) -> bool | None:
        """Store a small file if nothing is there.

        Returns True where the server has it, and found the same checksum; False where something was there; None where
        it must be asked anew.
        """
        answer = self._put(key, body, sha256, headers={**headers, "If-None-Match": "*"})
        if answer and answer.status_code == _TAKEN:
            return False
        return True if answer and _is_proven(answer, sha256) else None

    def send_part(self, key: str, upload_id: str, number: int, part: bytes, sha256: bytes) -> str | None:
        """Send a part of a large file; return its ETag, or None where it must be sent anew."""
        answer = self._put(key, part, sha256, query={"partNumber": str(number), "uploadId": upload_id})
        return answer.headers.get("ETag") if answer and _is_proven(answer, sha256) else None

    def _put(
        self,
        key: str,
        body: bytes,
        sha256: bytes,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
    ) -> AWSResponse | None:
        request = AWSRequest(
            "PUT",
            self._url + quote(key),
            data=body,
            params=query,
            headers={**(headers or {}), "x-amz-checksum-sha256": encoded(sha256)},
        )
        request.context["sha256"] = sha256.hex()
        try:
            self._signer.add_auth(request)
            answer: AWSResponse = self._session.send(request.prepare())
        except BotoCoreError:
            return None
        return answer


class _Signer(S3SigV4Auth):
    """Signs what has been hashed already; the signer of boto3 would hash it once more."""

    def payload(self, request: AWSRequest) -> str:
        digest: str = request.context["sha256"]
        return digest


def _is_proven(answer: AWSResponse, sha256: bytes) -> bool:
    """Return whether the server took what it was sent, and found this checksum."""
    return answer.status_code == _OK and answer.headers.get("x-amz-checksum-sha256") == encoded(sha256)

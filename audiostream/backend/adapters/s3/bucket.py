"""A bucket, and the client that reaches it."""

import re
import threading
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from audiostream.backend.adapters.s3.failures import MISSING, code_of, translated
from audiostream.backend.adapters.s3.options import S3Options
from audiostream.backend.adapters.tls import trusting
from audiostream.errors import Rejected

if TYPE_CHECKING:
    from audiostream.backend.adapters.s3.quick import Quick

_CONNECT_S = 5
_READ_S = 30
_CONNECTIONS = 32


class Bucket:
    """One bucket; boto3 is imported, and its client made, when first needed. For any number of threads."""

    def __init__(self, options: S3Options) -> None:
        self.name = options.bucket
        self.place = f"S3 bucket {options.bucket}" + (f" at {options.endpoint}" if options.endpoint else "")
        self.options = options
        self._making = threading.Lock()
        self._clients: dict[int, Any] = {}
        self._quick: Quick | None = None

    @property
    def client(self) -> Any:  # noqa: ANN401 - boto3 makes its clients' classes at run time
        """The client of boto3; it tries again what failed in a way that may pass."""
        return self._client(attempts=4)

    @property
    def once(self) -> Any:  # noqa: ANN401 - as above
        """A client that sends each request once: for what must not happen later than it is thought to."""
        return self._client(attempts=1)

    @property
    def quick(self) -> "Quick | None":
        """What stores with less work; None where the options lack what boto3 would have to find."""
        with self._making:
            if self._quick is None:
                self._quick = _make_quick(self.options)
            return self._quick

    @cached_property
    def signer(self) -> Any:  # noqa: ANN401 - as above
        """A client that signs addresses for players, and asks nothing."""
        public = self.options.public_endpoint
        return self.client if public is None else _make(replace(self.options, endpoint=public), 1)

    def translated(self) -> AbstractContextManager[None]:
        """Raise boto3's errors as ours."""
        return translated(self.place)

    def head(self, key: str) -> dict[str, Any] | None:
        """Return what is known of an object, its checksum too, or None where there is none."""
        from botocore.exceptions import ClientError

        with self.translated():
            try:
                found: dict[str, Any] = self.client.head_object(Bucket=self.name, Key=key, ChecksumMode="ENABLED")
            except ClientError as error:
                if code_of(error) in MISSING:
                    return None
                raise
        return found

    def _client(self, *, attempts: int) -> Any:  # noqa: ANN401 - as above
        with self._making:
            if attempts not in self._clients:
                self._clients[attempts] = _make(self.options, attempts)
            return self._clients[attempts]


def _make(options: S3Options, attempts: int) -> Any:  # noqa: ANN401 - as above
    with translated(f"S3 bucket {options.bucket}"):
        import boto3
        from botocore.config import Config

        config = Config(
            signature_version="s3v4",
            connect_timeout=_CONNECT_S,
            read_timeout=_READ_S,
            max_pool_connections=_CONNECTIONS,
            retries={"mode": "standard", "total_max_attempts": attempts},
            # The store gives a SHA-256 itself; a CRC beside it would only cost.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
            s3={"addressing_style": "path" if options.endpoint else "auto"},
        )
        # A session of its own: boto3's default one is shared by the whole process.
        session: Any = boto3.session.Session()
        try:
            return session.client(
                "s3",
                endpoint_url=options.endpoint,
                region_name=_region(options),
                aws_access_key_id=options.access_key,
                aws_secret_access_key=options.secret_key,
                verify=_authorities(options),
                config=config,
            )
        except ValueError as error:  # an address that is none
            raise Rejected(f"s3_endpoint: {error}", hint="It looks like https://s3.example.org") from error


def _region(options: S3Options) -> str | None:
    """Return the region to sign for, None where boto3 must find it."""
    return options.region or ("us-east-1" if options.endpoint else None)


def _authorities(options: S3Options) -> str | None:
    if options.ca_file is None:
        return None
    # boto3 would tell of a wrong one at the first request, as a broken connection.
    trusting(options.ca_file, "s3_ca_file")
    return str(options.ca_file)


def _make_quick(options: S3Options) -> "Quick | None":
    from audiostream.backend.adapters.s3.quick import Quick

    endpoint, region, access, secret = options.endpoint, _region(options), options.access_key, options.secret_key
    if not (endpoint and urlsplit(endpoint).hostname and region and access and secret):
        return None
    return Quick(
        endpoint=endpoint,
        region=region,
        bucket=options.bucket,
        access_key=access,
        secret_key=secret,
        authorities=_authorities(options),
    )


def checked(key: str) -> str:
    """Return a key, unless it would mean something else to some file system. Raises ``Rejected``."""
    parts = key.split("/")
    if any(part in ("", ".", "..") for part in parts) or re.search(r"[\\:\0]", key):
        raise Rejected(f"{key!r} is not a key of a stored file")
    return key

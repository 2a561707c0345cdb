"""What an account of AWS has of CloudFront: each thing is found again by the name we give it, and made once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from audiostream.backend.adapters.cloudfront.options import CloudFrontOptions
from audiostream.backend.adapters.s3.failures import code_of, translated
from audiostream.errors import Unavailable

_Found = TypeVar("_Found")

_CONNECT_S = 5
_READ_S = 60


class Account:
    """The clients of boto3, made when first needed, and listings that leave nothing out."""

    def __init__(self, options: CloudFrontOptions) -> None:
        self._options = options
        self._clients: dict[str, Any] = {}

    @property
    def cloudfront(self) -> Any:  # noqa: ANN401 - boto3 makes its clients' classes at run time
        """The client of CloudFront, which has no regions."""
        return self._client("cloudfront", self._options.endpoint, None)

    @property
    def s3(self) -> Any:  # noqa: ANN401 - as above
        """The client of S3."""
        return self._client("s3", self._options.s3_endpoint, self._options.s3_ca_file)

    def translated(self) -> AbstractContextManager[None]:
        """Raise boto3's errors as ours."""
        return translated("CloudFront")

    def public_key(self, name: str) -> str | None:
        """Return the id of a public key by its name."""
        listed = self._listed("list_public_keys", "PublicKeyList")
        return next((str(each["Id"]) for each in listed if each["Name"] == name), None)

    def key_group(self, name: str) -> str | None:
        """Return the id of a key group by its name."""
        listed = (each["KeyGroup"] for each in self._listed("list_key_groups", "KeyGroupList"))
        return next((str(each["Id"]) for each in listed if each["KeyGroupConfig"]["Name"] == name), None)

    def access_control(self, name: str) -> str | None:
        """Return the id of an origin access control by its name."""
        listed = self._listed("list_origin_access_controls", "OriginAccessControlList")
        return next((str(each["Id"]) for each in listed if each["Name"] == name), None)

    def distribution(self, comment: str) -> dict[str, Any] | None:
        """Return the summary of a distribution by its comment."""
        listed = self._listed("list_distributions", "DistributionList")
        return next((each for each in listed if each["Comment"] == comment), None)

    def made(self, find: Callable[[], _Found | None], create: Callable[[], object]) -> _Found:
        """Make something unless it is there; that another makes it at the same moment is well."""
        from botocore.exceptions import ClientError

        if (found := find()) is not None:
            return found
        with self.translated():
            try:
                create()
            except ClientError as error:
                if not code_of(error).endswith("AlreadyExists"):
                    raise
        if (found := find()) is None:
            raise Unavailable("CloudFront does not show yet what was made", hint="Run the same command again.")
        return found

    def _listed(self, operation: str, member: str) -> Iterator[dict[str, Any]]:
        marker: dict[str, str] = {}
        while True:
            with self.translated():
                page = getattr(self.cloudfront, operation)(**marker)[member]
            yield from page.get("Items", ())
            if not page.get("NextMarker"):
                return
            marker = {"Marker": page["NextMarker"]}

    def _client(self, service: str, endpoint: str | None, ca_file: Path | None) -> Any:  # noqa: ANN401 - as above
        if service not in self._clients:
            with self.translated():
                import boto3
                from botocore.config import Config

                options = self._options
                session: Any = boto3.session.Session()  # its types know each service by name
                self._clients[service] = session.client(
                    service,
                    endpoint_url=endpoint,
                    verify=None if ca_file is None else str(ca_file),
                    region_name=options.region or "us-east-1",
                    aws_access_key_id=options.access_key,
                    aws_secret_access_key=options.secret_key,
                    config=Config(connect_timeout=_CONNECT_S, read_timeout=_READ_S, retries={"mode": "standard"}),
                )
        return self._clients[service]

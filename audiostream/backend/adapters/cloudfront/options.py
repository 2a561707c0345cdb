"""A distribution, and the bucket behind it."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudFrontOptions:
    """What is needed to set up a distribution in front of a bucket of Amazon S3.

    Credentials are those of the bucket, or what boto3 finds. ``endpoint`` and ``s3_endpoint`` are for servers that
    stand in for Amazon's. ``ip_range`` is from where alone one may play.
    """

    private_key_file: Path
    bucket: str
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    domain: str | None = None
    key_pair_id: str | None = None
    endpoint: str | None = None
    s3_endpoint: str | None = None
    s3_ca_file: Path | None = None
    ip_range: str | None = None

"""Where a bucket is, and who asks."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Options:
    """A bucket: ``endpoint`` is None for Amazon's own, ``region`` None for the one that boto3 finds.

    Players reach it at ``public_endpoint`` where that is another: a server's private network has names of its own.

    Without an ``access_key`` boto3 looks for credentials where it always does: the environment, its files, the
    machine's role. ``ca_file`` holds the authorities to trust instead of those that boto3 brings along.
    """

    bucket: str
    endpoint: str | None = None
    public_endpoint: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    ca_file: Path | None = None

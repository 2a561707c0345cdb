"""Where a bucket is, and who asks."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class S3Options:
    """A bucket: ``endpoint`` is None for Amazon's own, ``region`` None for the one that boto3 finds.

    Without an ``access_key`` boto3 looks for credentials where it always does: the environment, its files, the
    machine's role.
    """

    bucket: str
    endpoint: str | None = None
    region: str | None = None
    access_key: str | None = None
    secret_key: str | None = field(default=None, repr=False)

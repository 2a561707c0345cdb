"""The yardstick of uploads to S3: Amazon's own command line, in an environment of its own."""

import os
from collections.abc import Callable
from pathlib import Path

from benchmarks.installed import program
from benchmarks.measure import Side
from tools.servers import addresses

VERSION = "1.46.3"


def side(folder: Path, tree: Path, bucket: str, *, prepare: Callable[[], None]) -> Side:
    """Return a call that copies a tree into a bucket of the test server, with the settings it has by default."""
    command = [program("awscli", VERSION, "aws"), "s3", "cp", "--recursive", "--quiet"]
    command += ["--endpoint-url", addresses.S3_ENDPOINT, str(tree), f"s3://{bucket}/"]
    environment = os.environ | {
        "AWS_ACCESS_KEY_ID": addresses.S3_ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": addresses.S3_SECRET_KEY,
        "AWS_DEFAULT_REGION": addresses.S3_REGION,
        "AWS_CONFIG_FILE": str(folder / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "aws-credentials"),
    }
    return Side("aws s3 cp --recursive", command, environment, prepare)

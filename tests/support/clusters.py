"""A listener on the servers that the tests have: everything there is under names that nobody else has."""

import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.s3.bucket import Bucket
from tests.support import cassandra, kafka, postgresql, s3
from tests.support.listener import Listener
from tests.support.servers import CASSANDRA_HOSTS, unique
from tools.servers.profile import profile


@contextmanager
def own_cluster(folder: Path) -> Iterator[Listener]:
    """Give a listener whose profile is that of the servers; nothing is made yet, and nothing is left behind."""
    name = unique("test")
    given = tomllib.loads(profile())["profiles"]["servers"]
    with ExitStack() as stack:
        stack.callback(cassandra.drop, CassandraOptions(hosts=CASSANDRA_HOSTS, keyspace=name))
        stack.callback(_remove_topics, f"{name}.")
        stack.callback(_remove_bucket, Bucket(s3.options(name.replace("_", "-"))))
        settings = {
            **given,
            "cassandra_keyspace": name,
            "kafka_prefix": f"{name}.",
            "catalogue_dsn": stack.enter_context(postgresql.database(name)),
            "s3_bucket": name.replace("_", "-"),
            "audio_output": "dummy",
            # The machine is busy: what a test waits for is that it comes, not how soon.
            "visible_within_ms": 30_000,
        }
        _write(folder / "config.toml", settings)
        yield Listener(folder)


def _write(path: Path, settings: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"' for key, value in settings.items()]
    path.write_text("[profiles.default]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    path.chmod(0o600)


def _remove_topics(prefix: str) -> None:
    options = kafka.own_options(prefix=prefix)
    with kafka.admin(options) as client:
        if found := [topic for topic in client.list_topics() if topic.startswith(prefix)]:
            client.delete_topics(found)


def _remove_bucket(bucket: Bucket) -> None:
    from botocore.exceptions import ClientError

    try:
        bucket.client.head_bucket(Bucket=bucket.name)
    except ClientError:
        return
    s3.remove_bucket(bucket)

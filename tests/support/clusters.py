"""A cluster on the servers that the tests have: everything there is under names that nobody else has."""

import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from audiostream.backend.adapters.cassandra.listens import CassandraListenStore
from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.session import Session
from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.domain.ids import UserId
from audiostream.backend.ports import ListenStore
from audiostream.backend.wiring import options
from audiostream.settings import Settings
from tests.support import cassandra, kafka, postgresql, s3
from tests.support.audio import make_tone
from tests.support.listener import PATIENCE_S, Listener
from tests.support.servers import CASSANDRA_HOSTS, unique
from tools.servers.profile import profile

ARTIST, ALBUM = "1024921636833263617", "1024921637392220161"


@contextmanager
def own_settings(**changes: str | int) -> Iterator[dict[str, str | int]]:
    """Give the settings of a profile for the servers; nothing is made yet, and nothing is left behind."""
    name = unique("test")
    given = tomllib.loads(profile())["profiles"]["servers"]
    with ExitStack() as stack:
        stack.callback(cassandra.drop, CassandraOptions(hosts=CASSANDRA_HOSTS, keyspace=name))
        stack.callback(_remove_topics, f"{name}.")
        stack.callback(_remove_bucket, Bucket(s3.options(name.replace("_", "-"))))
        yield {
            **given,
            "cassandra_keyspace": name,
            "kafka_prefix": f"{name}.",
            "catalogue_dsn": stack.enter_context(postgresql.database(name)),
            "s3_bucket": name.replace("_", "-"),
            "audio_output": "dummy",
            # The machine is busy: what a test waits for is that it comes, not how soon.
            "visible_within_ms": 60_000,
            **changes,
        }


@contextmanager
def own_cluster(folder: Path) -> Iterator[Listener]:
    """Give a listener whose profile is that of the servers."""
    with own_settings() as settings:
        yield listener_with(settings, folder)


def listener_with(settings: Mapping[str, str | int], folder: Path) -> Listener:
    """Return a listener in a new folder whose profile has these settings."""
    _write(folder / "config.toml", settings)
    return Listener(folder)


def upload_tones(cluster: Listener, folder: Path, lengths: Mapping[str, float]) -> None:
    """Set the servers up, and give them an album of tones by the ids of the mission: a title and its seconds each."""
    cluster.run("cluster", "init", "--wait", "60")
    cluster.run("artist", "add", "Tuning Fork", "--id", ARTIST)
    cluster.run("album", "add", "Tones", "--artist", ARTIST, "--id", ALBUM)
    for track, (title, seconds) in enumerate(lengths.items(), start=1):
        suffix = (".flac", ".mp3", ".opus")[track % 3]
        make_tone(
            folder / f"{title}{suffix}", seconds=seconds, frequency=200 + 50 * track, title=title, track=str(track)
        )
    cluster.run("upload", str(folder), "--artist-id", ARTIST, "--album-id", ALBUM)


@contextmanager
def consuming(cluster: Listener) -> Iterator["subprocess.Popen[str]"]:
    """Have a consumer at work, which ends well."""
    with cluster.running("consumer", "run") as consumer:
        yield consumer
        consumer.terminate()
        _, told = consumer.communicate(timeout=PATIENCE_S)
        assert consumer.returncode == 0, told


@contextmanager
def listens_of(settings: Settings) -> Iterator[CassandraListenStore]:
    """Give the store of listens of a cluster, whose nodes may take their time."""
    session = Session(replace(options.cassandra_options(settings), connect_timeout_s=20.0, request_timeout_s=30.0))
    with closing(CassandraListenStore(session, session)) as store:
        yield store


def stored_ids(store: ListenStore, user: UserId) -> list[UUID]:
    """Return the ids of a user's stored listens, read page by page."""
    found, cursor = list[UUID](), None
    while True:
        page = store.listens(user, limit=1000, after=cursor)
        found += [listen.event_id for listen in page.items]
        if (cursor := page.next) is None:
            return found


def _write(path: Path, settings: Mapping[str, str | int]) -> None:
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

"""What can be set, and the rule of each value; ``config`` finds the values.

Those of the cluster matter only where ``mode`` says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

APP = "audiostream"
EMBEDDED = "embedded"
CLUSTER = "cluster"
REMOTE = "remote"
_LONG = 4096
_FILE: dict[str, Any] = {"minimum": 0, "maximum": _LONG, "file": True}


def _data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a passwd entry and without USER
        return "listener"


def setting(default: Callable[[], Any], help_: str, **rule: Any) -> Any:  # noqa: ANN401 - a field of any type
    """Return a field. ``rule`` is ``choices``, or ``minimum`` and ``maximum``; ``of`` the one mode that it matters in.

    ``file`` says that the text is the path of a file, ``secret`` that no output may show it.
    """
    return field(default_factory=default, repr=not rule.get("secret"), metadata={"help": help_, **rule})


def _cluster(default: str | int, help_: str, **rule: Any) -> Any:  # noqa: ANN401 - as above
    """Return a field of the cluster; text need not be there."""
    limits = {"minimum": 0, "maximum": _LONG} if isinstance(default, str) and "choices" not in rule else {}
    return setting(lambda: default, help_, **limits, **rule, of=CLUSTER)


def _remote(help_: str, **rule: Any) -> Any:  # noqa: ANN401 - as above
    """Return a field of remote mode; text need not be there."""
    return setting(str, help_, minimum=0, maximum=_LONG, **rule, of=REMOTE)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One profile's values, checked; a field's metadata is the whole of its documentation and rule."""

    mode: str = setting(
        lambda: EMBEDDED,
        "where things are kept: on this machine alone, on the servers of a cluster, or where a server of ours says",
        choices=(EMBEDDED, CLUSTER, REMOTE),
    )
    user: str = setting(_login_name, "whose history and playlists these are", minimum=1, maximum=255)
    data_dir: Path = setting(_data_dir, "the folder of the databases and files")
    upload_jobs: int = setting(lambda: 4, "files read at the same time by upload", minimum=1, maximum=64)
    audio_output: str = setting(
        lambda: "auto",
        "where sound goes: auto, a libvlc output module (alsa, pulse, wasapi, auhal, ...), dummy, or file:PATH.wav",
        minimum=1,
        maximum=_LONG,
    )
    volume: int = setting(lambda: 100, "the volume the player starts with, in percent", minimum=0, maximum=100)
    replay_gain: str = setting(
        lambda: "track", "evening out loudness by the ReplayGain tags", choices=("off", "track", "album")
    )
    network_caching_ms: int = setting(
        lambda: 150, "milliseconds of sound buffered from the network before it plays", minimum=0, maximum=60_000
    )

    server_url: str = _remote("the server's address; audiostream login sets it")
    server_token: str = _remote("what this device shows instead of a password; audiostream login sets it", secret=True)
    server_ca_file: str = _remote("the authorities that the server's certificate is of, if not the system's", file=True)

    web_hosts: str = setting(
        lambda: "",
        "the names that browsers may call the server by, commas between; localhost, this machine's name and "
        "addresses always may",
        minimum=0,
        maximum=_LONG,
    )
    web_secret_key: str = setting(
        lambda: "",
        "what signs sessions and addresses of files; servers that stand side by side need the same. When empty one "
        "is made and kept in data_dir",
        minimum=0,
        maximum=_LONG,
        secret=True,
    )
    web_certificate_file: str = setting(
        lambda: "", "the server's certificate and those above it, in PEM form: turns TLS on", **_FILE
    )
    web_key_file: str = setting(lambda: "", "the private key of that certificate, in PEM form", **_FILE)
    web_trusted_proxies: str = setting(
        lambda: "",
        "addresses or networks of proxies before the server, commas between: they are believed who asks, and whether "
        "by HTTPS",
        minimum=0,
        maximum=_LONG,
    )
    web_max_upload_mb: int = setting(
        lambda: 1024, "the largest file that the server takes, in MB", minimum=1, maximum=1_000_000
    )

    visible_within_ms: int = _cluster(
        2000, "how long a change waits, in milliseconds, until reads show it", minimum=0, maximum=60_000
    )

    cassandra_hosts: str = _cluster("127.0.0.1:9042", "Cassandra nodes to begin with: host:port, commas between")
    cassandra_datacenter: str = _cluster("datacenter1", "the datacenter whose nodes are used")
    cassandra_keyspace: str = _cluster("audio_streaming_keyspace", "the keyspace of history and playlists")
    cassandra_strategy: str = _cluster(
        "network", "where cluster init puts replicas: by datacenter, or anywhere", choices=("network", "simple")
    )
    cassandra_replication: int = _cluster(
        2, "the replicas of each row that cluster init asks for", minimum=1, maximum=100
    )
    cassandra_user: str = _cluster("", "who logs in to Cassandra; nobody when empty")
    cassandra_password: str = _cluster("", "the password of that user", secret=True)
    cassandra_ca_file: str = _cluster(
        "", "the authorities that Cassandra's certificates are of: turns TLS on", file=True
    )

    kafka_servers: str = _cluster("127.0.0.1:9092", "Kafka brokers to begin with: host:port, commas between")
    kafka_security: str = _cluster(
        "plaintext", "how brokers are spoken to", choices=("plaintext", "ssl", "sasl_plaintext", "sasl_ssl")
    )
    kafka_mechanism: str = _cluster(
        "SCRAM-SHA-512", "how SASL checks the password", choices=("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
    )
    kafka_user: str = _cluster("", "who logs in to Kafka by SASL")
    kafka_password: str = _cluster("", "the password of that user", secret=True)
    kafka_ca_file: str = _cluster(
        "", "the authorities that brokers' certificates are of, if not the system's", file=True
    )
    kafka_prefix: str = _cluster("", "what the names of the topics and of the consumers' group begin with")
    kafka_partitions: int = _cluster(
        3,
        "partitions of each topic of events (those of dead letters have 1): as many consumers can share the work",
        minimum=1,
        maximum=10_000,
    )
    kafka_replication: int = _cluster(1, "replicas of each topic, on as many brokers", minimum=1, maximum=100)
    kafka_min_insync: int = _cluster(1, "replicas that must have an event for it to be durable", minimum=1, maximum=100)
    kafka_retention_days: int = _cluster(
        30, "days that the log keeps events; dead letters stay until they are dropped", minimum=1, maximum=36_500
    )
    kafka_session_ms: int = _cluster(
        10_000,
        "milliseconds without a sign of a consumer until others take its work over",
        minimum=1000,
        maximum=1_800_000,
    )

    catalogue_dsn: str = _cluster(
        "", "the catalogue's database: postgresql://user:password@host:port/database, or cockroachdb://...", secret=True
    )

    s3_endpoint: str = _cluster("", "the address of an S3 server; Amazon's own when empty")
    s3_public_endpoint: str = _cluster("", "the address by which players reach it, where that is another one")
    s3_region: str = _cluster("", "the region of the bucket")
    s3_bucket: str = _cluster("audiostream", "the bucket of the files")
    s3_access_key: str = _cluster("", "who asks for files; boto3 looks for credentials itself when empty")
    s3_secret_key: str = _cluster("", "the secret of that access key", secret=True)
    s3_ca_file: str = _cluster("", "the authorities that the server's certificate is of, if not public ones", file=True)

    cdn_domain: str = _cluster("", "the CloudFront domain that files are played from; the bucket's own when empty")
    cdn_key_pair_id: str = _cluster("", "what CloudFront calls the public key")
    cdn_private_key_file: str = _cluster("", "the private key, in PEM form, that signs addresses", file=True)
    cdn_hash: str = _cluster(
        "SHA256", "what signatures for CloudFront are made over: SHA1 where it must be", choices=("SHA256", "SHA1")
    )
    cdn_ip_range: str = _cluster(
        "", "the addresses that may play, as in 192.0.2.0/24: signed into CloudFront's addresses; any when empty"
    )

"""From settings to what each adapter of the cluster is told."""

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from audiostream.errors import InvalidConfig
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.cassandra.options import CassandraOptions
    from audiostream.backend.adapters.catalog.server_options import ServerOptions
    from audiostream.backend.adapters.cloudfront.options import CloudFrontOptions
    from audiostream.backend.adapters.kafka.options import KafkaOptions
    from audiostream.backend.adapters.s3.options import S3Options

_GROUP = "audiostream"


def cassandra_options(settings: Settings) -> "CassandraOptions":
    """Return where Cassandra is."""
    from audiostream.backend.adapters.cassandra.options import CassandraOptions

    return CassandraOptions(
        hosts=_several("cassandra_hosts", settings.cassandra_hosts),
        datacenter=settings.cassandra_datacenter,
        keyspace=settings.cassandra_keyspace,
        user=settings.cassandra_user or None,
        password=settings.cassandra_password or None,
        ca_file=_file(settings.cassandra_ca_file),
    )


def kafka_options(settings: Settings) -> "KafkaOptions":
    """Return where Kafka is."""
    from audiostream.backend.adapters.kafka.options import KafkaOptions

    return KafkaOptions(
        servers=_several("kafka_servers", settings.kafka_servers),
        security=settings.kafka_security,
        mechanism=settings.kafka_mechanism,
        user=settings.kafka_user or None,
        password=settings.kafka_password or None,
        ca_file=_file(settings.kafka_ca_file),
        prefix=settings.kafka_prefix,
        group=settings.kafka_prefix + _GROUP,
        session_timeout_s=settings.kafka_session_ms / 1000,
    )


def catalogue_options(settings: Settings) -> "ServerOptions":
    """Return where the catalogue's database is. Raises ``InvalidConfig`` where nothing says so."""
    from audiostream.backend.adapters.catalog.server_options import ServerOptions

    if not settings.catalogue_dsn:
        raise InvalidConfig(
            "catalogue_dsn is not set, and a cluster's catalogue is on a server",
            hint="Set AUDIOSTREAM_CATALOGUE_DSN, as in postgresql://user:password@host:5432/audiostream",
        )
    return ServerOptions(dsn=settings.catalogue_dsn)


def s3_options(settings: Settings) -> "S3Options":
    """Return where the bucket is."""
    from audiostream.backend.adapters.s3.options import S3Options

    return S3Options(
        bucket=settings.s3_bucket,
        endpoint=settings.s3_endpoint or None,
        public_endpoint=settings.s3_public_endpoint or None,
        region=settings.s3_region or None,
        access_key=settings.s3_access_key or None,
        secret_key=settings.s3_secret_key or None,
        ca_file=_file(settings.s3_ca_file),
    )


def cloudfront_options(settings: Settings) -> "CloudFrontOptions":
    """Return what CloudFront should be. Raises ``InvalidConfig`` where there is no private key."""
    from audiostream.backend.adapters.cloudfront.options import CloudFrontOptions

    return CloudFrontOptions(
        private_key_file=cdn_key_file(settings),
        bucket=settings.s3_bucket,
        region=settings.s3_region or None,
        access_key=settings.s3_access_key or None,
        secret_key=settings.s3_secret_key or None,
        domain=settings.cdn_domain or None,
        key_pair_id=settings.cdn_key_pair_id or None,
        s3_endpoint=settings.s3_endpoint or None,
        s3_ca_file=_file(settings.s3_ca_file),
        ip_range=cdn_ip_range(settings),
    )


def files_origin(settings: Settings) -> str:
    """Return the origin (RFC 6454) of the addresses that files are played from; for Amazon's own a pattern of it."""
    place = settings.cdn_domain or settings.s3_public_endpoint or settings.s3_endpoint
    if not place:
        # Where the name stands, and whether the region does, is boto3's choice.
        return "https://*.amazonaws.com"
    parts = urlsplit(place if "://" in place else f"https://{place}")
    return f"{parts.scheme}://{parts.netloc}"


def cdn_key_file(settings: Settings) -> Path:
    """Return the key that signs addresses. Raises ``InvalidConfig`` where none is named."""
    if not settings.cdn_private_key_file:
        raise InvalidConfig(
            "cdn_private_key_file is not set, and CloudFront's addresses are signed",
            hint="Make a key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out cdn.pem",
        )
    return Path(settings.cdn_private_key_file)


def cdn_ip_range(settings: Settings) -> str | None:
    """Return from where one may play, None for anywhere. Raises ``InvalidConfig`` where it is no range of IPv4."""
    text = settings.cdn_ip_range
    if not text:
        return None
    from ipaddress import IPv4Network

    try:
        return str(IPv4Network(text))
    except ValueError as error:
        raise InvalidConfig(
            f"cdn_ip_range: {error}", hint="CloudFront takes one range of IPv4, as in 192.0.2.0/24 or 192.0.2.7/32."
        ) from error


def _several(key: str, text: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    if not found:
        raise InvalidConfig(f"{key} names no host", hint="Write host:port, with commas between several.")
    return found


def _file(text: str) -> Path | None:
    return Path(text) if text else None

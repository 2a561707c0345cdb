"""The settings that make audiostream use these servers."""

from tools.servers import addresses
from tools.servers.cassandra import NODES

_NODES = ",".join(f"{addresses.node_host(number)}:{addresses.CASSANDRA_PORT}" for number in range(1, NODES + 1))


def profile() -> str:
    """Return a profile named ``servers``, as TOML."""
    values = {
        "mode": "cluster",
        "cassandra_hosts": _NODES,
        "cassandra_datacenter": addresses.DATACENTER,
        "kafka_servers": f"127.0.0.1:{addresses.KAFKA_PORT}",
        "catalogue_dsn": f"postgresql://{addresses.POSTGRES_USER}@127.0.0.1:{addresses.POSTGRES_PORT}/audiostream",
        "s3_endpoint": addresses.S3_ENDPOINT,
        "s3_region": addresses.S3_REGION,
        "s3_bucket": "audiostream",
        "s3_access_key": addresses.S3_ACCESS_KEY,
        "s3_secret_key": addresses.S3_SECRET_KEY,
    }
    return "[profiles.servers]\n" + "".join(f'{key} = "{value}"\n' for key, value in values.items())

"""Where each server listens, and as whom one speaks to it.

The ports are none of the usual ones, so that these servers never meet those that a machine has already.
"""

import socket

CASSANDRA_PORT = 19042
CASSANDRA_STORAGE_PORT = 17000
CASSANDRA_JMX_PORT = 17198
"""Of node number N it is N more: Cassandra's local JMX has no address to tell the nodes apart by."""
CLUSTER_NAME = "AudioCluster"
DATACENTER = "datacenter1"

KAFKA_PORT = 19092
KAFKA_CONTROLLER_PORT = 19093
KAFKA_SECURED_PORTS = {"ssl": 19094, "sasl_ssl": 19095, "sasl_plaintext": 19096}
"""By what the setting kafka_security says."""
KAFKA_USER = "listener"
KAFKA_PASSWORD = "listener-secret"  # noqa: S105 - of a server on loopback that holds nothing but tests

S3_PORT = 18333
S3_TLS_PORT = 18334
S3_TLS_ENDPOINT = f"https://127.0.0.1:{S3_TLS_PORT}"
S3_ENDPOINT = f"http://127.0.0.1:{S3_PORT}"
S3_REGION = "us-east-1"
S3_ACCESS_KEY = "audiostream"
S3_SECRET_KEY = "audiostream-secret"  # noqa: S105 - of a server on loopback that holds nothing but tests

POSTGRES_PORT = 15432
POSTGRES_USER = "postgres"
POSTGRES_STRANGER = "stranger"
"""The one who must give a password, and whom nobody has given one."""


def node_host(number: int) -> str:
    """Return the loopback address of a node of Cassandra, counted from 1."""
    return f"127.0.0.{number}"


def is_listening(host: str, port: int) -> bool:
    """Return whether something takes connections there."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False

"""The servers of the tests, where they want TLS and passwords."""

from pathlib import Path

from tests.support.servers import SERVERS_ROOT
from tools.servers import addresses
from tools.servers.certificates import Certificates, certificates, make_certificates


def authority() -> Path:
    """Return whom the servers' certificates are of."""
    return certificates(SERVERS_ROOT).authority


def wrong_authority(folder: Path) -> Path:
    """Return one, new in a folder, that no server's certificate is of."""
    made = Certificates(folder / "others")
    made.folder.mkdir()
    make_certificates(made)
    return made.authority


def kafka(security: str, mechanism: str = "PLAIN") -> dict[str, str]:
    """Return the settings by which Kafka is spoken to so; whom to trust is not among them."""
    return {
        "kafka_servers": f"127.0.0.1:{addresses.KAFKA_SECURED_PORTS[security]}",
        "kafka_security": security,
        "kafka_mechanism": mechanism,
        "kafka_user": addresses.KAFKA_USER,
        "kafka_password": addresses.KAFKA_PASSWORD,
    }


def trusting(dsn: str, file: Path, *, user: str = addresses.POSTGRES_USER) -> str:
    """Return a database's address as it is with TLS, by the authorities of a file."""
    changed = dsn.replace(f"//{addresses.POSTGRES_USER}@", f"//{user}@", 1)
    return f"{changed}{'&' if '?' in dsn else '?'}sslmode=verify-full&sslrootcert={file}"

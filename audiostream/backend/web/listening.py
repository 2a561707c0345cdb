"""Where a server listens, and by which certificate."""

import socket
import sys
from pathlib import Path

from audiostream.errors import Conflict, InvalidConfig, InvalidInput
from audiostream.settings import Settings


def certificate_of(settings: Settings) -> tuple[Path, Path] | None:
    """Return the server's certificate and key; None where TLS is off.

    Raises:
        InvalidConfig: one is missing, cannot be read, or is not of the other.
    """
    import ssl

    certificate, key = settings.web_certificate_file, settings.web_key_file
    if not certificate and not key:
        return None
    if not (certificate and key):
        missing = "web_key_file" if certificate else "web_certificate_file"
        raise InvalidConfig(f"{missing} is not set, and TLS needs a certificate and its key")
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as error:
        raise InvalidConfig(
            f"TLS cannot be turned on with {certificate} and {key}: {getattr(error, 'strerror', None) or error}",
            hint="Both are in PEM form, the key without a password.",
        ) from error
    return Path(certificate), Path(key)


def free_port(host: str, port: int) -> int:
    """Return the port to listen on. Asked without SO_REUSEPORT, which lets two servers share one unknowingly."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except (OSError, UnicodeError) as error:
        raise InvalidInput(f"{host!r} is no address of this machine", hint="Try --host 127.0.0.1") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if sys.platform != "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise Conflict(
                f"{host}:{port} cannot be listened on: {error.strerror}",
                hint=f"Is a server running already? Choose another with: --port {port + 1}",
            ) from error
        return int(probe.getsockname()[1])


def is_own(host: str) -> bool:
    """Return whether this machine alone can reach an address."""
    return host in ("localhost", "::1") or host.startswith("127.")


def is_any(host: str) -> bool:
    """Return whether an address stands for all that this machine has."""
    return host in ("0.0.0.0", "::")  # noqa: S104 - asked, not bound

"""Trusting servers by the authorities of a file, and saying in plain words why one is not trusted."""

import re
import socket
import ssl
from pathlib import Path

from audiostream.errors import InvalidConfig

_NOT_TRUSTED = re.compile(r"certificate verify failed: (.+?)\.?(?: \(_ssl\.c:\d+\))?['\")]*$", re.MULTILINE)
# What OpenSSL makes of an answer that is not of its protocol, and of none.
_NO_TLS = ("WRONG_VERSION_NUMBER", "UNEXPECTED_EOF", "EOF occurred", "RECORD_LAYER_FAILURE")


def trusting(file: Path | None, setting: str) -> ssl.SSLContext:
    """Return what checks servers' certificates and names by the authorities of a PEM file, or by the system's.

    Raises:
        InvalidConfig: the file cannot be read or has no certificate in it; ``setting`` says who named it.
    """
    if file is None:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=file)
    except ssl.SSLError as error:
        raise InvalidConfig(
            f"{setting}: {file} holds no certificate", hint="It must hold certificates of authorities in PEM form."
        ) from error
    except OSError as error:
        raise InvalidConfig(
            f"{setting}: {file}: {error.strerror or error}", hint=f"Mend the path in {setting}."
        ) from error


def distrust(error: object) -> str | None:
    """Return in plain words why TLS did not come about, by what an error says; None where it says nothing of it."""
    text = str(error)
    if found := _NOT_TRUSTED.search(text):
        return f"its certificate is not taken: {found[1]}"
    return "it does not speak TLS there" if any(sign in text for sign in _NO_TLS) else None


def handshake_failure(host: str, port: int, context: ssl.SSLContext, *, timeout_s: float) -> str | None:
    """Return why TLS with a server does not come about, None where it does."""
    try:
        with (
            socket.create_connection((host, port), timeout=timeout_s) as connection,
            context.wrap_socket(connection, server_hostname=host),
        ):
            return None
    except OSError as error:
        return distrust(error) or error.strerror or str(error)

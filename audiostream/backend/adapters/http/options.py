"""Where a server is, and who asks it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from audiostream.errors import InvalidConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpOptions:
    """``url`` is the server's address without a path below it, ``token`` a device's.

    ``ca_file`` names the authorities of its certificate, if they are not the system's.
    """

    url: str
    token: str = field(default="", repr=False)
    ca_file: str | None = None
    timeout_s: float = 10.0


def server_address(text: str) -> str:
    """Return the address of a server as ``HttpOptions`` takes it: what people type may lack the scheme.

    That is HTTPS then, unless it is this machine: no password leaves it unencrypted because of what was not typed.

    Raises:
        InvalidConfig: it is no address of a web server, or has a path: no server is at one.
    """
    text = text.strip()
    try:
        address = text if "://" in text else f"{_scheme(text)}://{text}"
        is_right = _is_of_a_server(address)
    except ValueError:
        address, is_right = text, False
    if not is_right:
        raise InvalidConfig(
            f"{text!r} is not the address of a server", hint="Write it as https://music.example.org or http://host:8000"
        )
    address = address.rstrip("/")
    if urlsplit(address).path:
        root = urlsplit(address)._replace(path="").geturl()
        raise InvalidConfig(f"{text!r} is a page of a server and not its address", hint=f"Leave the path out: {root}")
    return address


def _scheme(text: str) -> str:
    host = urlsplit(f"//{text}").hostname or ""
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    return "http" if is_here else "https"


def _is_of_a_server(address: str) -> bool:
    parts = urlsplit(address)
    if parts.query or parts.fragment or parts.username or parts.password:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)

"""Networks, as the setting of trusted proxies names them."""

import ipaddress
from functools import cache
from typing import TypeAlias

from audiostream.errors import InvalidConfig

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
_Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


@cache
def networks(text: str) -> tuple[Network, ...]:
    """Return the networks and addresses that a text names, commas between. Raises ``InvalidConfig``."""
    try:
        return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())
    except ValueError as error:
        raise InvalidConfig(
            f"web_trusted_proxies: {error}", hint="Write addresses and networks, as in 10.0.0.7, 192.168.1.0/24"
        ) from error


def is_address(text: str) -> bool:
    """Return whether a text is an address; one of IPv6 may be in brackets."""
    return _address(text) is not None


def is_within(text: str, some: tuple[Network, ...]) -> bool:
    """Return whether a text is an address in one of these networks."""
    address = _address(text)
    return address is not None and any(address in network for network in some)


def is_loopback(text: str) -> bool:
    """Return whether a text is an address that only this machine can have."""
    address = _address(text)
    return address is not None and address.is_loopback


def _address(text: str) -> _Address | None:
    """Return the address that a text is: a socket of IPv6 has callers of IPv4 as ``::ffff:192.0.2.1`` (RFC 4291)."""
    try:
        address = ipaddress.ip_address(text.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address

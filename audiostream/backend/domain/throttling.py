"""How long to wait with the next attempt to log in: by account and address together, by address, and by account.

Whoever guesses at one account from one address has five guesses, then waits twice as long after each, up to 15 minutes.
Whoever tries many accounts from one address has a hundred guesses a day before the same begins: many people may share
an address. What fails elsewhere makes nobody wait: it only makes an own failure cost more, so that many addresses at
one account are slower than each alone, while its owner gets in at once from wherever nothing failed. So nobody can lock
an owner out.
"""

import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from audiostream.backend.domain.accounts import Failures
from audiostream.backend.domain.names import fold

FORGOTTEN_AFTER = timedelta(days=1)

_FREE_OF_PAIR = 5
_FREE_OF_ADDRESS = 100
_FREE_OF_ACCOUNT = 50
_LONGEST_S = 15 * 60
_LONGEST_OF_ACCOUNT_S = 30
# Who has one address of IPv6 commonly has all 2**64 of its network.
_IPV6_NETWORK = 64
_LONGEST_ADDRESS = 100


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which failures are counted. That of the address begins anew each day: it may be one of thousands."""

    pair: str
    account: str
    address: str


def keys(name: str, address: str, at: datetime) -> Keys:
    """Return where an attempt to log in by a name, from an address, is counted."""
    origin = network(address)
    return Keys(
        pair=f"account {fold(name)} from {origin}",
        account=f"account {fold(name)}",
        address=f"address {origin} on {at:%Y-%m-%d}",
    )


def network(address: str) -> str:
    """Return what counts as one address: of IPv6 the network of 64 bits; of IPv4 within IPv6 the IPv4."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:  # a socket of this machine, or whatever a proxy said
        return address[:_LONGEST_ADDRESS] if address.isprintable() else ""
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))


def wait_s(at: datetime, *, pair: Failures | None, account: Failures | None, address: Failures | None) -> int:
    """Return how many whole seconds must pass before another attempt; 0 when it may be made at once."""
    delays = [_left_s(at, address, _delay_s(address, _FREE_OF_ADDRESS, _LONGEST_S))]
    if pair:
        own = _delay_s(pair, _FREE_OF_PAIR, _LONGEST_S)
        delays.append(_left_s(at, pair, max(own, _delay_s(account, _FREE_OF_ACCOUNT, _LONGEST_OF_ACCOUNT_S))))
    return max(delays)


def is_free(pair: Failures) -> bool:
    """Return whether an attempt with so many of its account and address, itself among them, need not be one by one."""
    return pair.count <= _FREE_OF_PAIR


def _delay_s(failures: Failures | None, free: int, longest_s: int) -> int:
    """Return 1, 2, 4 … seconds from the first that is not free on."""
    beyond = failures.count - free if failures else -1
    # So many doublings exceed any longest.
    return 0 if beyond < 0 else min(longest_s, 2 ** min(beyond, 32))


def _left_s(at: datetime, failures: Failures | None, delay_s: int) -> int:
    if failures is None:
        return 0
    passed = (at - failures.last_at).total_seconds()
    if passed < -_LONGEST_S:
        # The clock was wrong then: by a year, and its owner would be kept out for a year.
        return 0
    return max(0, math.ceil(delay_s - max(0.0, passed)))

"""Who asks, and by which name of ours: through proxies that are trusted, and by names that are known."""

import socket
from collections.abc import Callable
from functools import cache

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase

from audiostream.backend.web import house
from audiostream.backend.web.errors import answer
from audiostream.backend.web.networks import Network, is_address, is_loopback, is_within, networks
from audiostream.backend.web.refusals import MalformedRequest


class ClientMiddleware:
    """Believes proxies of ``web_trusted_proxies``, and refuses a ``Host`` that is none of ours.

    A page of another site can have its own name lead to this machine (DNS rebinding) and ask in the name of whoever
    looks at it; but it is by that name that the browser asks. An address is no name, and may be any.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request pass that asks for this server."""
        settings = house.settings()
        _believe(request, networks(settings.web_trusted_proxies))
        try:
            name = split_domain_port(request.get_host())[0]
        except DisallowedHost:
            name = ""
        if not (is_address(name) or name in _names(settings.web_hosts)):
            hint = f"If it is: audiostream config set web_hosts {name}" if name else None
            return answer(request, MalformedRequest(f"this server is not called {name!r}", hint=hint))
        return self._get_response(request)


def is_local(request: HttpRequest) -> bool:
    """Return whether a program of this machine asks, and no proxy that nobody told us of."""
    told = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    return is_loopback(request.META["REMOTE_ADDR"]) and not told


def _believe(request: HttpRequest, trusted: tuple[Network, ...]) -> None:
    """Take the address and scheme that trusted proxies tell; from anybody else they are mere words."""
    if not trusted or not is_within(request.META["REMOTE_ADDR"], trusted):
        return
    if request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https":
        request.META["wsgi.url_scheme"] = "https"
    # Each proxy adds at the end whom it was asked by: the first from there that is no proxy of ours is who asks.
    for part in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = part.strip()
        if not is_address(address):
            return
        request.META["REMOTE_ADDR"] = address.strip("[]")
        if not is_within(address, trusted):
            return


@cache
def _names(text: str) -> frozenset[str]:
    own = socket.gethostname().lower()
    # By its name alone, and as the local network calls it (RFC 6762).
    bare = own.partition(".")[0]
    return frozenset(
        {"localhost", own, bare, f"{bare}.local", *(part.strip().lower() for part in text.split(","))} - {""}
    )

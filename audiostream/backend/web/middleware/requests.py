"""A name for each request; what it was and how long it took, in the log and in the figures."""

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audiostream.backend.web import metrics
from audiostream.backend.web.request_id import REQUEST_ID

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
# Asked every few seconds by supervisors: worth a line to who looks for it alone.
_PROBES = ("/healthz", "/readyz", "/metrics")

_log = logging.getLogger("audiostream.requests")


class RequestMiddleware:
    """Takes the request's id from who asks, or makes one.

    The query is not logged: it has signatures, and what people search for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Name the request while it is answered, then log it."""
        began_s = time.perf_counter()
        with naming(request.headers.get("X-Request-ID", "")) as request_id:
            response = self._get_response(request)
            response["X-Request-ID"] = request_id
            route = request.resolver_match.route if request.resolver_match else ""
            asked = Asked(request.method or "", request.path, request.META.get("REMOTE_ADDR", ""))
            tell(asked, response.status_code, time.perf_counter() - began_s, route=route, account=_account(request))
            return response


@contextmanager
def naming(given: str) -> Iterator[str]:
    """Name a request in all that is logged meanwhile: by the id it was given, where that can be one, or a new one."""
    request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
    token = REQUEST_ID.set(request_id)
    try:
        yield request_id
    finally:
        REQUEST_ID.reset(token)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked, and from where, as it is logged."""

    method: str
    path: str
    address: str


def tell(asked: Asked, status: int, seconds: float, *, route: str = "", account: str | None = None) -> None:
    """Log and count the answer to a request."""
    metrics.answered(route, asked.method, status, seconds)
    fields = {
        "method": asked.method,
        "path": asked.path,
        "status": status,
        "ms": round(seconds * 1000, 1),
        "account": account,
        "address": asked.address,
    }
    level = logging.DEBUG if asked.path in _PROBES else logging.INFO
    _log.log(level, "%s %s %d", asked.method, asked.path, status, extra={"fields": fields})


def _account(request: HttpRequest) -> str | None:
    """Return who asked, where that was looked up: the log asks no database."""
    by_token, by_session = getattr(request, "auth", None), getattr(request, "_cached_user", None)
    name = getattr(by_token, "user_id", None) or getattr(by_session, "pk", None)
    return None if name is None else str(name)

"""A name for each request; what it was and how long it took, in the log and in the figures."""

import logging
import re
import time
import uuid
from collections.abc import Callable

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
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
        token = REQUEST_ID.set(request_id)
        began_s = time.perf_counter()
        try:
            response = self._get_response(request)
            response["X-Request-ID"] = request_id
            _tell(request, response, time.perf_counter() - began_s)
            return response
        finally:
            REQUEST_ID.reset(token)


def _tell(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    route = request.resolver_match.route if request.resolver_match else ""
    metrics.answered(route, request.method or "", response.status_code, seconds)
    fields = {
        "method": request.method,
        "path": request.path,
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
        "account": _account(request),
        "address": request.META.get("REMOTE_ADDR", ""),
    }
    level = logging.DEBUG if request.path in _PROBES else logging.INFO
    _log.log(level, "%s %s %d", request.method, request.path, response.status_code, extra={"fields": fields})


def _account(request: HttpRequest) -> str | None:
    """Return who asked, where that was looked up: the log asks no database."""
    by_token, by_session = getattr(request, "auth", None), getattr(request, "_cached_user", None)
    name = getattr(by_token, "user_id", None) or getattr(by_session, "pk", None)
    return None if name is None else str(name)

"""Figures for Prometheus: of all workers of this server together."""

import os

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from audiostream.backend.web.access import check_operator
from audiostream.backend.web.metrics_folder import FOLDER_VARIABLE

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_requests = Counter("audiostream_http_requests", "Requests answered.", ["route", "method", "status"])
_latency = Histogram("audiostream_http_request_seconds", "Time until an answer was ready.", ["route"], buckets=_SECONDS)
_listens = Counter("audiostream_listens_accepted", "Listens that the log has, as it said.")


def answered(route: str, method: str, status: int, seconds: float) -> None:
    """Count an answer. A route is a pattern, so that there are few, whatever is asked for."""
    _requests.labels(route, method if method in _METHODS else "other", str(status)).inc()
    _latency.labels(route).observe(seconds)


def accepted(listens: int) -> None:
    """Count listens that were accepted."""
    _listens.inc(listens)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures, to programs of this machine and to staff.

    Raises:
        Forbidden: it is somebody else who asks.
    """
    check_operator(request)
    registry: CollectorRegistry = REGISTRY
    if FOLDER_VARIABLE in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call] # the library has no types here
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

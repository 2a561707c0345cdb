"""What a supervisor asks: does the process live, and can it work."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from audiostream.backend.web import house
from audiostream.errors import AudiostreamError

WITHIN_S = 3.0
"""How long all parts together may take to answer: supervisors give up after 5 or 10 seconds."""

_log = logging.getLogger(__name__)


@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(_request: HttpRequest) -> HttpResponse:
    """Say of each part that the server needs whether it answers; 503 where one does not.

    Anybody may ask, so what exactly is wrong is in the log alone.
    """
    signs = house.root().vital_signs
    deadline_s = time.monotonic() + WITHIN_S
    asked = {name: _asked(name, ask) for name, ask in signs.items()}
    parts = {name: _found(name, answer, deadline_s) for name, answer in asked.items()}
    is_ready = set(parts.values()) == {"ok"}
    status = HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE
    return JsonResponse({"ready": is_ready, "parts": parts}, status=status, headers={"Cache-Control": "no-store"})


_threads: dict[str, ThreadPoolExecutor] = {}
_pending: dict[str, "Future[object]"] = {}
_lock = threading.Lock()


def _asked(name: str, ask: Callable[[], object]) -> "Future[object]":
    """Ask a part in a thread of its own, or go on waiting where it has not answered the last time yet."""
    with _lock:
        if name not in _threads:
            _threads[name] = ThreadPoolExecutor(1, thread_name_prefix=f"ready-{name}")
        if name not in _pending or _pending[name].done():
            _pending[name] = _threads[name].submit(ask)
        return _pending[name]


def _found(name: str, answer: "Future[object]", deadline_s: float) -> str:
    try:
        answer.result(max(0.0, deadline_s - time.monotonic()))
    except TimeoutError:
        _log.warning("Not ready: %s does not answer", name)
        return "no answer"
    except AudiostreamError as error:
        _log.warning("Not ready: %s: %s", name, error.message)
        return error.code
    return "ok"

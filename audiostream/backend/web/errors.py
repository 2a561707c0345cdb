"""From an error to an HTTP answer: problem details (RFC 9457) for programs, a page for people. Nothing else does it."""

import json
import logging
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from audiostream.backend.web.request_id import REQUEST_ID
from audiostream.errors import AudiostreamError, Forbidden, Rejected, Throttled, Unavailable

_STATUS = {
    "invalid_input": HTTPStatus.UNPROCESSABLE_ENTITY,
    "invalid_event": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unusable": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "forbidden": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "conflict": HTTPStatus.CONFLICT,
    "throttled": HTTPStatus.TOO_MANY_REQUESTS,
    "unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "rejected": HTTPStatus.BAD_GATEWAY,
    "malformed_request": HTTPStatus.BAD_REQUEST,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unsupported_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "request_timeout": HTTPStatus.REQUEST_TIMEOUT,
}
_TITLES = {
    "failed": "Something went wrong",
    "invalid_input": "Invalid input",
    "invalid_event": "Invalid event",
    "unusable": "Unusable file",
    "unauthenticated": "Not logged in",
    "forbidden": "Not allowed",
    "not_found": "Not found",
    "conflict": "Conflict",
    "throttled": "Too many attempts",
    "unavailable": "Unavailable",
    "rejected": "Rejected",
    "malformed_request": "Malformed request",
    "method_not_allowed": "Method not allowed",
    "body_too_large": "Body too large",
    "unsupported_media_type": "Unsupported media type",
    "request_timeout": "Request timeout",
}
API = "/api/"
PROBLEM_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


def status_of(error: AudiostreamError) -> HTTPStatus:
    """Return the status that an error is told by."""
    return _STATUS.get(error.code, HTTPStatus.INTERNAL_SERVER_ERROR)


def problem(error: AudiostreamError) -> dict[str, object]:
    """Return an error as problem details; ``code`` is stable, and ``type`` says no more than that."""
    status = status_of(error)
    details: dict[str, object] = {
        "type": f"urn:audiostream:error:{error.code}",
        "title": _TITLES.get(error.code, "Failed"),
        "status": int(status),
        "detail": error.message,
        "code": error.code,
    }
    if error.hint is not None:
        details["hint"] = error.hint
    return details


def answer(request: HttpRequest, error: AudiostreamError) -> HttpResponse:
    """Return the answer that tells an error to who asked."""
    error = _outwardly(request, error)
    status = status_of(error)
    if request.path.startswith(API):
        response = HttpResponse(json.dumps(problem(error)), content_type=PROBLEM_TYPE, status=status)
    else:
        response = _page(request, error)
    if isinstance(error, Throttled):
        response["Retry-After"] = str(error.retry_after_s)
    return response


def briefly(path: str, error: AudiostreamError) -> tuple[int, str, str]:
    """Return the status, the type and the text that tell an error where Django is not asked: people get a line."""
    status = int(status_of(error))
    if path.startswith(API):
        return status, PROBLEM_TYPE, json.dumps(problem(error))
    return status, "text/plain; charset=utf-8", f"{error.message}\n"


def _outwardly(request: HttpRequest, error: AudiostreamError) -> AudiostreamError:
    """Return what listeners can do something with; where the server's own servers are, and why they fail, is logged."""
    if error.code not in ("unavailable", "rejected"):
        return error
    fields = {} if error.hint is None else {"hint": error.hint}
    _log.warning("%s %s: %s: %s", request.method, request.path, error.code, error.message, extra={"fields": fields})
    hint = f"The server's log has it as {REQUEST_ID.get()}."
    if error.code == "unavailable":
        return Unavailable("something that this server needs is away; try again in a moment", hint=hint)
    return Rejected("something that this server needs refuses to do this", hint=hint)


def _page(request: HttpRequest, error: AudiostreamError) -> HttpResponse:
    # What a page knows of who asks is in the database, which may be what is away.
    status = status_of(error)
    known = request if status < HTTPStatus.INTERNAL_SERVER_ERROR else None
    content = render_to_string("audiostream/error.html", {"problem": problem(error)}, known)
    response = HttpResponse(content, status=status)
    if "HX-Request" in request.headers:
        # Whatever part of the page asked: the whole of it tells what went wrong.
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML"
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a request that another site may have caused."""
    return answer(request, Forbidden(f"this request did not come from a page of this server: {reason.rstrip('.')}"))

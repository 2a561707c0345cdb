"""What Django itself refuses, told as errors of ours are. ``urls`` names these."""

import errno
import logging
import sys

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse

from audiostream.backend.web.errors import answer
from audiostream.backend.web.refusals import BodyTooLarge, MalformedRequest
from audiostream.backend.web.request_id import REQUEST_ID
from audiostream.errors import AudiostreamError, Forbidden, NotFound, Unavailable

_FULL = (errno.ENOSPC, errno.EDQUOT)

_log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Tell that a request cannot be read, or is larger than forms are."""
    if isinstance(exception, RequestDataTooBig):
        return answer(request, BodyTooLarge("the request is larger than this server takes"))
    return answer(request, MalformedRequest("the request cannot be read"))


def permission_denied(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:  # noqa: ARG001 - Django's form
    """Tell that an account may not do this."""
    return answer(request, Forbidden("this account may not do that"))


def not_found(request: HttpRequest, exception: Http404) -> HttpResponse:  # noqa: ARG001 - Django's form
    """Tell that there is nothing."""
    return answer(request, NotFound(f"there is nothing at {request.path}"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Tell of what nobody expected: by the id that the log has it under, and no more."""
    error = sys.exception()
    if isinstance(error, OperationalError | InterfaceError):
        return answer(request, Unavailable(f"the database cannot be used: {error}"))
    if isinstance(error, OSError) and error.errno in _FULL:
        _log.warning("The disk is full: %s", error)
        return answer(
            request, Unavailable("the server's disk is full", hint="Who runs the server can free some space.")
        )
    _log.error("%s %s failed", request.method, request.path, exc_info=error)
    told = AudiostreamError("this failed, and it is the server's fault", hint=f"Its log has it as {REQUEST_ID.get()}.")
    return answer(request, told)

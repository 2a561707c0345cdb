"""How the API reads bodies, and tells whatever went wrong as problem details."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from audiostream.backend.web.errors import PROBLEM_TYPE, answer, problem
from audiostream.backend.web.refusals import MalformedRequest, UnsupportedMediaType
from audiostream.errors import AudiostreamError, Forbidden, InvalidInput, NotFound, Unauthenticated

# Of many faults so many are told; a batch may have thousands.
_MOST_FAULTS = 20


class JsonParser(Parser):
    """Reads JSON, and nothing that is not called so: a form of another site may send text, and no JSON."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """Return the body. Raises ``UnsupportedMediaType`` or ``MalformedRequest``."""
        if request.content_type != "application/json":
            raise UnsupportedMediaType(
                f"a body of the type {request.content_type!r} is not read here",
                hint="Send JSON, with Content-Type: application/json.",
            )
        try:
            body: dict[str, Any] = msgspec.json.decode(request.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise MalformedRequest(f"the body is not JSON: {error}") from error
        return body


def handle_errors(api: NinjaAPI) -> None:
    """Have an API tell errors of ours, of ninja's and of HTTP's in one form; others are bugs, and Django's to tell."""
    api.exception_handler(AudiostreamError)(answer)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_refused)


def with_head(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view of ninja's that answers HEAD wherever it answers GET."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401 - a view's
        if request.method == "HEAD":
            request.method = "GET"
        response = view(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            methods = {*response.headers["Allow"].split(", ")}
            response.headers["Allow"] = ", ".join(sorted(methods | ({"HEAD"} if "GET" in methods else set())))
        return response

    return answered


def unknown(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing at an address."""
    return answer(request, NotFound(f"there is nothing at {request.path}", hint="See /api/v1/docs."))


def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
    cause = error.__cause__
    if isinstance(cause, AudiostreamError):  # the parser's, which ninja takes for one of its own
        return answer(request, cause)
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        response = answer(request, Unauthenticated("this needs an account", hint="Send a token: POST /api/v1/tokens"))
        response.headers["WWW-Authenticate"] = "Bearer"
        return response
    if error.status_code == HTTPStatus.FORBIDDEN:
        return answer(request, Forbidden("the CSRF token is missing or wrong", hint="Send X-CSRFToken, or a token."))
    return answer(request, MalformedRequest(str(error)))


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001 - a handler's
    faults: Sequence[Mapping[str, Any]] = error.errors[:_MOST_FAULTS]
    parts = [{"where": ".".join(map(str, each["loc"])), "detail": each["msg"]} for each in faults]
    told = problem(InvalidInput("; ".join(f"{part['where']}: {part['detail']}" for part in parts)))
    content = msgspec.json.encode({**told, "errors": parts})
    return HttpResponse(content, content_type=PROBLEM_TYPE, status=HTTPStatus.UNPROCESSABLE_ENTITY)

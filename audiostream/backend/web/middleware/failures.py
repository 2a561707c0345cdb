"""Errors that views raise become answers, as do the answers of Django that have no words."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

from audiostream.backend.web.errors import answer
from audiostream.backend.web.refusals import MethodNotAllowed
from audiostream.errors import AudiostreamError


class FailuresMiddleware:
    """Hands what a view raised to the one translator."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Give a wrong method its words."""
        response = self._get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response["Allow"]
            told = answer(request, MethodNotAllowed(f"{request.method} is not allowed here", hint=f"Use {allowed}."))
            told["Allow"] = allowed
            return told
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Return the answer for an error of ours; others are bugs, and Django's to tell."""
        return answer(request, error) if isinstance(error, AudiostreamError) else None

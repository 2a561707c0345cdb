"""What several pages do alike."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from audiostream.backend.services.playlists import Change
from audiostream.backend.web.errors import status_of
from audiostream.errors import AudiostreamError

NOT_YET = "It is accepted and safe, but not visible yet. Load the page again in a moment."


def by_script(request: HttpRequest) -> bool:
    """Return whether a script of ours asks, that puts the answer into the page."""
    return "HX-Request" in request.headers


def page(
    request: HttpRequest, template: str, context: Mapping[str, Any], refused: AudiostreamError | None = None
) -> HttpResponse:
    """Return a page; where a service ``refused`` what a form asked, with its words, and its status."""
    status = 200 if refused is None else status_of(refused)
    return render(request, f"audiostream/{template}.html", {**context, "refused": refused}, status=status)


def tell(request: HttpRequest, change: Change, text: str) -> None:
    """Have the next page say what was done, and whether it can be seen yet."""
    if change.visible:
        messages.success(request, text)
    else:
        messages.warning(request, f"{text} {NOT_YET}")

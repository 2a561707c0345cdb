"""What the player in the browser is to play."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from audiostream.backend.web.errors import PROBLEM_TYPE, problem, status_of
from audiostream.backend.web.house import services_for
from audiostream.backend.web.templatetags.audiostream import playable
from audiostream.errors import AudiostreamError


@require_safe
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    """Return the songs that a ``target`` stands for, such as ``album:ID``: as ``audiostream play`` has it."""
    told: list[str] = []
    try:
        songs = services_for(request).streaming.resolve(request.GET.getlist("target"), tell=told.append)
    except AudiostreamError as error:
        return JsonResponse(problem(error), status=status_of(error), content_type=PROBLEM_TYPE)
    return JsonResponse({"songs": [json.loads(playable(song)) for song in songs], "told": told})

"""``/search``."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from audiostream.backend.domain.shapes import hits_data
from audiostream.backend.services.catalogue import DEFAULT_HITS
from audiostream.backend.web.api.answers import json_answer
from audiostream.backend.web.api.fields import Limit
from audiostream.backend.web.api.identity import services_of
from audiostream.backend.web.api.schemas import Hits

# More than all the words that count, at their longest.
_MAX_TEXT = 1000

router = Router(tags=["catalogue"])


@router.get("", response=Hits)
def search(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=_MAX_TEXT, description="Words; the last may be the beginning of one.")],
    limit: Limit = DEFAULT_HITS,
) -> HttpResponse:
    """Find artists, albums and songs that have all the words, best first, so many of each."""
    return json_answer(hits_data(services_of(request).catalogue.search(q, limit=limit)))

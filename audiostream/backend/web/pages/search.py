"""Finding artists, albums and songs."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audiostream.backend.domain.search import Hits
from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page
from audiostream.errors import InvalidInput

HITS = 20


@require_safe
@login_required
def search(request: HttpRequest) -> HttpResponse:
    """Show what has the words that are asked for."""
    text = request.GET.get("q", "")
    hits, refused = Hits(), None
    if text.strip():
        try:
            hits = services_for(request).catalogue.search(text, limit=HITS)
        except InvalidInput as error:
            refused = error
    found = len(hits.artists) + len(hits.albums) + len(hits.songs)
    return page(request, "search", {"q": text, "hits": hits, "found": found}, refused)

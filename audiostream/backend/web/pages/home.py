"""The first page: where to go on, and what is new."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audiostream.backend.domain.catalogue import Song
from audiostream.backend.domain.listening import HistoryItem
from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page

RECENT = 8
# One who repeats a song still sees others.
_LOOKED_AT = 50
NEWEST = 12


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show what was played last and the newest albums."""
    services = services_for(request)
    recent = _songs(services.history.listens(limit=_LOOKED_AT).items)
    return page(request, "home", {"recent": recent, "albums": services.catalogue.newest_albums(limit=NEWEST)})


def _songs(items: Sequence[HistoryItem]) -> Sequence[Song]:
    return list({item.song.id: item.song for item in items if item.song}.values())[:RECENT]

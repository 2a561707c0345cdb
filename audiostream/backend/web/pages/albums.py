"""Albums: all of them, and one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page

ALBUMS = 60
SONGS = 200


@require_safe
@login_required
def albums(request: HttpRequest) -> HttpResponse:
    """List albums by title."""
    return page(
        request,
        "albums",
        {"albums": services_for(request).catalogue.albums(limit=ALBUMS, after=request.GET.get("after"))},
    )


@require_safe
@login_required
def album(request: HttpRequest, album_id: int) -> HttpResponse:
    """Show an album and its songs."""
    catalogue = services_for(request).catalogue
    found = catalogue.album(str(album_id))
    songs = catalogue.songs(limit=SONGS, after=request.GET.get("after"), album_id=found.id)
    return page(request, "album", {"album": found, "songs": songs})

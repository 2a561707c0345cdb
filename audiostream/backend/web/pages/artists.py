"""Artists: all of them, and one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page

ARTISTS = 100
ALBUMS = 200
SONGS = 50


@require_safe
@login_required
def artists(request: HttpRequest) -> HttpResponse:
    """List artists by name."""
    return page(
        request,
        "artists",
        {"artists": services_for(request).catalogue.artists(limit=ARTISTS, after=request.GET.get("after"))},
    )


@require_safe
@login_required
def artist(request: HttpRequest, artist_id: int) -> HttpResponse:
    """Show an artist, with albums and songs."""
    catalogue = services_for(request).catalogue
    found = catalogue.artist(str(artist_id))
    albums = catalogue.albums(limit=ALBUMS, artist_id=found.id)
    songs = catalogue.songs(limit=SONGS, after=request.GET.get("after"), artist_id=found.id)
    return page(request, "artist", {"artist": found, "albums": albums, "songs": songs})

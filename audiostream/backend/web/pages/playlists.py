"""Playlists: all of a listener's, and one."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page, tell
from audiostream.errors import AudiostreamError, InvalidInput


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def playlists(request: HttpRequest) -> HttpResponse:
    """List the playlists; make one."""
    service = services_for(request).playlists
    refused = None
    name = request.POST.get("name", "")
    if request.method == "POST":
        try:
            change = service.create(name)
        except InvalidInput as error:
            refused = error
        else:
            made = f"Created the playlist {change.playlist.name}."
            tell(request, change, made if change.changed else f"{change.playlist.name} is there already.")
            # One that is not visible yet has no page.
            shown = change.visible
            return redirect("playlist", change.playlist.id) if shown else redirect("playlists")
    return page(request, "playlists", {"playlists": service.sized(), "name": name}, refused)


@require_safe
@login_required
def playlist(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Show a playlist with its songs."""
    return show(request, playlist_id)


def show(request: HttpRequest, playlist_id: UUID, refused: AudiostreamError | None = None) -> HttpResponse:
    """Return a playlist's page; ``refused`` is why it is not as a form asked."""
    view = services_for(request).playlists.view(str(playlist_id))
    songs = [item.song for item in view.items if item.song]
    context = {"playlist": view.playlist, "items": view.items, "songs": songs, "name": request.POST.get("name")}
    return page(request, "playlist", context, refused)

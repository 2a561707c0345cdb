"""Putting a song, or all of an album, into a playlist."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.services.playlists import Change
from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import NOT_YET, by_script, page, tell
from audiostream.errors import InvalidInput


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def add(request: HttpRequest) -> HttpResponse:
    """Show the playlists that a ``target`` can be put into; put it there."""
    services = services_for(request)
    target = request.POST.get("target") or request.GET.get("target", "")
    songs = services.streaming.resolve([target])
    refused = None
    if request.method == "POST":
        try:
            return _added(request, _add(request, services, songs))
        except InvalidInput as error:
            refused = error
    what = songs[0].title if len(songs) == 1 else f"{len(songs)} songs of {songs[0].album.title}"
    context = {"target": target, "what": what, "playlists": services.playlists.sized()}
    return page(request, "add", context, refused)


def _add(request: HttpRequest, services: Services, songs: list[Song]) -> Change:
    ref = request.POST.get("playlist")
    if not ref:
        made = services.playlists.create(request.POST.get("name", ""))
        if not made.visible:
            return made
        ref = str(made.playlist.id)
    return services.playlists.add(ref, [song.id for song in songs])


def _added(request: HttpRequest, change: Change) -> HttpResponse:
    text = f"Added to {change.playlist.name}." if change.items else f"Created {change.playlist.name}, without the song."
    if by_script(request) and request.headers.get("HX-Target") == "dialog":
        said = text if change.visible else f"{text} {NOT_YET}"
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({"audiostream:said": said})})
    tell(request, change, text)
    return redirect("playlist", change.playlist.id) if change.visible else redirect("playlists")

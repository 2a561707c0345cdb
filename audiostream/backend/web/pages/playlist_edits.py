"""Changing one playlist: what its forms send."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from audiostream.backend.domain.ids import EntryId
from audiostream.backend.services.playlists import Change
from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.playlists import show
from audiostream.backend.web.pages.shared import page, tell
from audiostream.errors import Conflict, InvalidInput, NotFound


@require_POST
@login_required
def rename(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Give the playlist another name."""
    name = request.POST.get("name", "")
    change = services_for(request).playlists.rename
    return _done(request, playlist_id, lambda ref: change(ref, name), "Renamed the playlist.")


@require_POST
@login_required
def remove(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Take an entry out."""
    change = services_for(request).playlists.remove
    return _done(request, playlist_id, lambda ref: change(ref, entries=[_entry(request)]), "Removed the song.")


@require_POST
@login_required
def move(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Put an entry elsewhere."""
    change = services_for(request).playlists.move
    return _done(request, playlist_id, lambda ref: change(ref, _entry(request), _number(request)), "Moved the song.")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: HttpRequest, playlist_id: UUID) -> HttpResponse:
    """Ask whether to delete the playlist; delete it."""
    service = services_for(request).playlists
    if request.method != "POST":
        return page(request, "playlist_delete", {"playlist": service.find(str(playlist_id))})
    change = service.delete(str(playlist_id))
    tell(request, change, f"Deleted the playlist {change.playlist.name}.")
    return redirect("playlists")


def _done(request: HttpRequest, playlist_id: UUID, do: Callable[[str], Change], text: str) -> HttpResponse:
    try:
        change = do(str(playlist_id))
    except (InvalidInput, Conflict) as error:
        return show(request, playlist_id, error)
    except NotFound as error:
        # Of the entry; where it is the playlist that is gone, its page says so.
        messages.error(request, error.message)
    else:
        if change.changed:
            tell(request, change, text)
    return redirect("playlist", playlist_id)


def _entry(request: HttpRequest) -> EntryId:
    try:
        return EntryId(UUID(request.POST.get("entry", "")))
    except ValueError as error:
        raise InvalidInput("no song of the playlist was named") from error


def _number(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("to", ""))
    except ValueError as error:
        raise InvalidInput("no place in the playlist was named") from error

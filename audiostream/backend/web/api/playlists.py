"""``/playlists``: the playlists of the account."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.domain.shapes import change_data, sized_data, view_data
from audiostream.backend.services.playlists import Change
from audiostream.backend.web.api.answers import created_or_not, json_answer, listing
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import AnEntryId, APlaylistId, ASongId, Body, Name
from audiostream.backend.web.api.identity import services_of
from audiostream.backend.web.api.schemas import PlaylistChange, Playlists, PlaylistWithSongs

router = Router(tags=["playlists"])

# So many ids fit into an address whatever carries it.
_MAX_ENTRIES = 100
_Number = Annotated[int, Field(ge=1, le=10**9)]


class PlaylistName(Body):
    """What a playlist is called."""

    name: Name


class SongsToAdd(Body):
    """Songs to add in this order: at the end, or so that the first gets the number `at`.

    With `once` a song is left out that the playlist has already, so that a repeat adds nothing.
    """

    song_ids: Annotated[list[ASongId], Field(min_length=1, max_length=MAX_LIMIT)]
    at: _Number | None = None
    once: bool = False


class Move(Body):
    """An entry, and the number it gets (from 1)."""

    entry_id: AnEntryId
    to: _Number


@router.get("", response=Playlists)
def list_playlists(request: HttpRequest) -> HttpResponse:
    """List all playlists by name, on one page: they are kept by their ids, and to sort them takes all."""
    return listing(services_of(request).playlists.sized(), lambda sized: sized_data(*sized))


@router.post("", response={200: PlaylistChange, 201: PlaylistChange})
def create_playlist(request: HttpRequest, body: PlaylistName) -> HttpResponse:
    """Make a playlist. One of that name that is there already, the case of letters aside, stays as it is."""
    change = services_of(request).playlists.create(body.name)
    return created_or_not(_data(change, "created"), new=change.changed)


@router.get("/{playlist_id}", response=PlaylistWithSongs)
def show_playlist(request: HttpRequest, playlist_id: APlaylistId) -> HttpResponse:
    """Return a playlist with all its songs in order, as whoever plays, shuffles or moves them needs all."""
    return json_answer(view_data(services_of(request).playlists.view(str(playlist_id))))


@router.patch("/{playlist_id}", response=PlaylistChange, openapi_extra=refusals(409))
def rename_playlist(request: HttpRequest, playlist_id: APlaylistId, body: PlaylistName) -> HttpResponse:
    """Give a playlist another name."""
    return json_answer(_data(services_of(request).playlists.rename(str(playlist_id), body.name), "changed"))


@router.delete("/{playlist_id}", response=PlaylistChange)
def delete_playlist(request: HttpRequest, playlist_id: APlaylistId) -> HttpResponse:
    """Delete a playlist for good. Its songs stay in the catalogue."""
    return json_answer(_data(services_of(request).playlists.delete(str(playlist_id)), "deleted"))


@router.post("/{playlist_id}/songs", response=PlaylistChange, openapi_extra=refusals(409))
def add_songs(request: HttpRequest, playlist_id: APlaylistId, body: SongsToAdd) -> HttpResponse:
    """Add songs to a playlist; all or, where one does not exist, none."""
    change = services_of(request).playlists.add(str(playlist_id), body.song_ids, body.at, once=body.once)
    return json_answer(_data(change, "added"))


@router.delete("/{playlist_id}/entries", response=PlaylistChange)
def remove_entries(
    request: HttpRequest,
    playlist_id: APlaylistId,
    entry_id: Annotated[
        list[AnEntryId], Query(min_length=1, max_length=_MAX_ENTRIES, description="Which; again for each.")
    ],
) -> HttpResponse:
    """Remove entries from a playlist; one that is not in it (any more) is fine."""
    return json_answer(_data(services_of(request).playlists.remove(str(playlist_id), entries=entry_id), "removed"))


@router.post("/{playlist_id}/moves", response=PlaylistChange, openapi_extra=refusals(409))
def move_entry(request: HttpRequest, playlist_id: APlaylistId, body: Move) -> HttpResponse:
    """Move an entry of a playlist to another place."""
    change = services_of(request).playlists.move(str(playlist_id), body.entry_id, body.to)
    return json_answer(_data(change, "moved"))


def _data(change: Change, done: str) -> dict[str, object]:
    status = done if change.changed else "unchanged"
    return change_data(status, change.playlist, change.items, change.kept, visible=change.visible)

"""``/songs``."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from audiostream.backend.domain.paging import DEFAULT_LIMIT, MAX_LIMIT, Page
from audiostream.backend.domain.shapes import song_data
from audiostream.backend.domain.times import iso
from audiostream.backend.web.api.answers import json_answer, songs_answer
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import After, AnAlbumId, AnArtistId, ASongId, Body, Called, Limit
from audiostream.backend.web.api.identity import STAFF, services_of
from audiostream.backend.web.api.schemas import Song, Songs, Stream

router = Router(tags=["catalogue"])


class Lookup(Body):
    """Ids of songs to be looked up at once."""

    ids: Annotated[list[ASongId], Field(max_length=MAX_LIMIT)]


@router.get("", response=Songs)
def list_songs(  # noqa: PLR0913 - one parameter a filter
    request: HttpRequest,
    *,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
    called: Called = None,
    artist_id: AnArtistId | None = None,
    album_id: AnAlbumId | None = None,
) -> HttpResponse:
    """List songs by title, or those of an album in its order; with `called` of all albums."""
    catalogue = services_of(request).catalogue
    if called is not None:
        return songs_answer(Page(catalogue.songs_called(called, limit=limit)))
    return songs_answer(catalogue.songs(limit=limit, after=after, artist_id=artist_id, album_id=album_id))


@router.post("/lookup", response=Songs)
def look_songs_up(request: HttpRequest, body: Lookup) -> HttpResponse:
    """Return those of the songs that exist, each once, in the order of their ids here."""
    return songs_answer(Page(services_of(request).streaming.known(list(dict.fromkeys(body.ids)))))


@router.get("/{song_id}", response=Song)
def show_song(request: HttpRequest, song_id: ASongId) -> HttpResponse:
    """Return a song."""
    return json_answer(song_data(services_of(request).catalogue.song_by_id(song_id)))


@router.delete("/{song_id}", response=Song, auth=STAFF)
def remove_song(request: HttpRequest, song_id: ASongId) -> HttpResponse:
    """Remove a song from the catalogue and return what it was. Playlists and history keep its place. Staff only."""
    return json_answer(song_data(services_of(request).catalogue.remove_song(song_id)))


@router.get("/{song_id}/stream", response=Stream, openapi_extra=refusals(502))
def stream_song(request: HttpRequest, song_id: ASongId) -> HttpResponse:
    """Return an address at which a song plays now; whoever has it needs no account."""
    services = services_of(request)
    address = services.streaming.url(services.catalogue.song_by_id(song_id))
    expires_at = None if address.expires_at is None else iso(address.expires_at)
    return json_answer({"song_id": str(song_id), "url": address.url, "expires_at": expires_at})

"""``/albums``."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from audiostream.backend.domain.paging import DEFAULT_LIMIT
from audiostream.backend.domain.shapes import album_data, songs_data
from audiostream.backend.web.api.answers import created_or_not, json_answer, listing, page_answer, songs_answer
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import After, AnAlbumId, AnArtistId, Body, Called, Exactly, Limit, Name
from audiostream.backend.web.api.identity import STAFF, services_of
from audiostream.backend.web.api.schemas import AlbumChange, Albums, AlbumWithSongs, Songs
from audiostream.errors import InvalidInput

router = Router(tags=["catalogue"])


class NewAlbum(Body):
    """An album to add to an artist that is there; an id is made if none is given."""

    title: Name
    artist_id: AnArtistId
    year: Annotated[int, Field(ge=1, le=9999)] | None = None
    id: AnAlbumId | None = None


@router.get("", response=Albums)
def list_albums(  # noqa: PLR0913 - one parameter a filter
    request: HttpRequest,
    *,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
    called: Called = None,
    titled: Exactly = None,
    artist_id: AnArtistId | None = None,
    order: Annotated[
        Literal["title", "newest"], Query(description="By title; or those added last, the newest first, on one page.")
    ] = "title",
) -> HttpResponse:
    """List albums, of one artist or of all."""
    catalogue = services_of(request).catalogue
    if titled is not None:
        if artist_id is None:
            raise InvalidInput("titled needs an artist_id: albums of several artists may have one title")
        found = catalogue.album_titled(artist_id, titled)
        return listing([found] if found else [], album_data)
    if called is not None:
        return listing(catalogue.albums_called(called, limit=limit, artist_id=artist_id), album_data)
    if order == "newest":
        return listing(catalogue.newest_albums(limit=limit), album_data)
    return page_answer(catalogue.albums(limit=limit, after=after, artist_id=artist_id), album_data)


@router.post("", response={200: AlbumChange, 201: AlbumChange}, auth=STAFF, openapi_extra=refusals(404, 409))
def add_album(request: HttpRequest, body: NewAlbum) -> HttpResponse:
    """Add an album to an artist, unless there is one of that title. Staff only."""
    catalogue = services_of(request).catalogue
    artist = catalogue.artist_by_id(body.artist_id)
    added = catalogue.add_album(body.title, str(artist.id), year=body.year, album_id=body.id)
    status = "created" if added.new else "unchanged"
    return created_or_not({"status": status, "album": album_data(added.item)}, new=added.new)


@router.get("/{album_id}", response=AlbumWithSongs)
def show_album(request: HttpRequest, album_id: AnAlbumId) -> HttpResponse:
    """Return an album with its songs in order, the first thousand."""
    album, page = services_of(request).catalogue.album_with_songs(album_id)
    return json_answer({**album_data(album), "songs": songs_data(page.items), "next": page.next})


@router.get("/{album_id}/songs", response=Songs)
def list_songs_of_album(
    request: HttpRequest, album_id: AnAlbumId, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> HttpResponse:
    """List the songs of an album in order."""
    catalogue = services_of(request).catalogue
    page = catalogue.songs(limit=limit, after=after, album_id=album_id)
    if not page.items:
        catalogue.album_by_id(album_id)  # there may be no such album
    return songs_answer(page)

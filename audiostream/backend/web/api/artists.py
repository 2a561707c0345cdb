"""``/artists``."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from audiostream.backend.domain.paging import DEFAULT_LIMIT
from audiostream.backend.domain.shapes import album_data, artist_data
from audiostream.backend.web.api.answers import created_or_not, json_answer, listing, page_answer, songs_answer
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import After, AnArtistId, Body, Called, Exactly, Limit, Name
from audiostream.backend.web.api.identity import STAFF, services_of
from audiostream.backend.web.api.schemas import Albums, Artist, ArtistChange, Artists, Songs

router = Router(tags=["catalogue"])


class NewArtist(Body):
    """An artist to add; an id is made if none is given."""

    name: Name
    id: AnArtistId | None = None


@router.get("", response=Artists)
def list_artists(
    request: HttpRequest,
    limit: Limit = DEFAULT_LIMIT,
    after: After = None,
    called: Called = None,
    named: Exactly = None,
) -> HttpResponse:
    """List artists by name."""
    catalogue = services_of(request).catalogue
    if named is not None:
        found = catalogue.artist_named(named)
        return listing([found] if found else [], artist_data)
    if called is not None:
        return listing(catalogue.artists_called(called, limit=limit), artist_data)
    return page_answer(catalogue.artists(limit=limit, after=after), artist_data)


@router.post("", response={200: ArtistChange, 201: ArtistChange}, auth=STAFF, openapi_extra=refusals(409))
def add_artist(request: HttpRequest, body: NewArtist) -> HttpResponse:
    """Add an artist, unless there is one of that name. Staff only."""
    added = services_of(request).catalogue.add_artist(body.name, artist_id=body.id)
    status = "created" if added.new else "unchanged"
    return created_or_not({"status": status, "artist": artist_data(added.item)}, new=added.new)


@router.get("/{artist_id}", response=Artist)
def show_artist(request: HttpRequest, artist_id: AnArtistId) -> HttpResponse:
    """Return an artist."""
    return json_answer(artist_data(services_of(request).catalogue.artist_by_id(artist_id)))


@router.get("/{artist_id}/albums", response=Albums)
def list_albums_of_artist(
    request: HttpRequest, artist_id: AnArtistId, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> HttpResponse:
    """List the albums of an artist by title."""
    catalogue = services_of(request).catalogue
    page = catalogue.albums(limit=limit, after=after, artist_id=artist_id)
    if not page.items:
        catalogue.artist_by_id(artist_id)  # there may be no such artist
    return page_answer(page, album_data)


@router.get("/{artist_id}/songs", response=Songs)
def list_songs_of_artist(
    request: HttpRequest, artist_id: AnArtistId, limit: Limit = DEFAULT_LIMIT, after: After = None
) -> HttpResponse:
    """List the songs of an artist by title."""
    catalogue = services_of(request).catalogue
    page = catalogue.songs(limit=limit, after=after, artist_id=artist_id)
    if not page.items:
        catalogue.artist_by_id(artist_id)
    return songs_answer(page)

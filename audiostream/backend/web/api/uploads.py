"""``/uploads``: files that become songs."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile

from audiostream.backend.domain.uploads import Into, Status
from audiostream.backend.web.api.answers import created_or_not
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import AnAlbumId, AnArtistId, Name
from audiostream.backend.web.api.identity import STAFF, services_of
from audiostream.backend.web.api.schemas import Upload
from audiostream.backend.web.received import receive

router = Router(tags=["catalogue"])


@router.post("", response={200: Upload, 201: Upload}, auth=STAFF, openapi_extra=refusals(404, 409, 413))
def upload_file(  # noqa: PLR0913 - one parameter a field of the form
    request: HttpRequest,
    *,
    file: Annotated[UploadedFile, File(description="One audio file.")],
    artist_id: Annotated[AnArtistId | None, Form()] = None,
    album_id: Annotated[AnAlbumId | None, Form()] = None,
    artist: Annotated[Name | None, Form()] = None,
    album: Annotated[Name | None, Form()] = None,
    dry_run: Annotated[bool, Form(description="Read the file, and keep nothing.")] = False,
) -> HttpResponse:
    """Make a song of an audio file. What no field says, the file's tags decide. Staff only.

    A file that is there already stays as it is, so a repeat changes nothing.
    """
    into = Into(artist_id=artist_id, album_id=album_id, artist=artist, album=album)
    done = receive(services_of(request), file, into, dry_run=dry_run)
    data = {
        "status": done.status,
        "size": done.size,
        "song_id": None if done.song_id is None else str(done.song_id),
        "album_id": None if done.album_id is None else str(done.album_id),
    }
    return created_or_not(data, new=done.status is Status.CREATED)

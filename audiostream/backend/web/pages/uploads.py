"""Uploading by the browser: for staff."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.uploads import Into, Received, Status
from audiostream.backend.web.house import services_for
from audiostream.backend.web.pages.shared import page
from audiostream.backend.web.received import receive
from audiostream.errors import AudiostreamError, Forbidden, InvalidInput, Unusable

_SAID = {
    Status.CREATED: "added",
    Status.RESTORED: "added again: its file was lost or damaged",
    Status.UNCHANGED: "there already",
}


@dataclass(frozen=True, slots=True)
class _Row:
    """What became of a file, in words."""

    name: str
    said: str
    album_id: int | None = None
    failed: bool = False


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: HttpRequest) -> HttpResponse:
    """Show the form; take files where no script sends them one by one."""
    if not getattr(request.user, "is_staff", False):
        raise Forbidden("only staff may change the catalogue")
    rows: list[_Row] = []
    refused: AudiostreamError | None = None
    into = {"artist": request.POST.get("artist", ""), "album": request.POST.get("album", "")}
    if request.method == "POST":
        place = Into(artist=into["artist"] or None, album=into["album"] or None)
        files = request.FILES.getlist("file")
        try:
            if not files:
                raise InvalidInput("no file was chosen")
            rows = [_take(services_for(request), file, place) for file in files]
        except AudiostreamError as error:
            refused = error
    return page(request, "upload", {"rows": rows, **into}, refused)


def _take(services: Services, file: "UploadedFile[bytes]", into: Into) -> _Row:
    name = file.name or "a file without a name"
    try:
        done: Received = receive(services, file, into)
    except Unusable as error:
        return _Row(name, error.message, failed=True)
    return _Row(name, _SAID[done.status], done.album_id)

"""Files of one machine, by the addresses that the server signed; who has one needs no account."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from audiostream.backend.domain.catalogue import MIME_TYPES
from audiostream.backend.web import house
from audiostream.backend.web.file_part import FilePart
from audiostream.backend.web.ranges import Part, Unsatisfiable, part_of
from audiostream.errors import NotFound


@require_safe
def media(request: HttpRequest, key: str) -> HttpResponseBase:
    """Answer with a file or the part that is asked for (RFC 9110, sections 13 and 14).

    Raises:
        Forbidden: the address is not signed, or has expired.
        NotFound: there is no such file.
    """
    files = house.root().web_delivery.files
    if files is None:
        raise NotFound("no files are here: songs are played from elsewhere")
    file = files.opened(key, request.GET.get("expires", ""), request.GET.get("signature", ""))
    etag = f'"{file.sha256}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": f"private, max-age={file.lasts_s}, immutable",
    }
    try:
        part = _asked(request, etag, file.size)
    except Unsatisfiable:
        headers["Content-Range"] = f"bytes */{file.size}"
        return _conditional(request, etag, HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE), headers)
    mime_type = MIME_TYPES.get(file.path.suffix.removeprefix("."), "application/octet-stream")
    whole = Part(0, file.size)
    response = FilePart(file.path, *(part or whole), content_type=mime_type)
    if part is not None:
        response.status_code = HTTPStatus.PARTIAL_CONTENT
        headers["Content-Range"] = f"bytes {part.first}-{part.end - 1}/{file.size}"
    return _conditional(request, etag, response, headers)


def _asked(request: HttpRequest, etag: str, size: int) -> Part | None:
    # A range is defined for GET alone, and what If-Range names must be this very content.
    if request.method != "GET" or request.headers.get("If-Range", etag) != etag:
        return None
    return part_of(request.headers.get("Range"), size)


def _conditional(
    request: HttpRequest, etag: str, response: HttpResponseBase, headers: dict[str, str]
) -> HttpResponseBase:
    for name, value in headers.items():
        response[name] = value
    # An answer of its own where what the client has, or wants, makes this one needless: 304 and 412.
    other = get_conditional_response(request, etag=etag)
    if other is None:
        return response
    other["ETag"], other["Cache-Control"] = headers["ETag"], headers["Cache-Control"]
    return other

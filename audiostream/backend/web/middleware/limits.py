"""How large a request may be: one that is larger is refused before it is read."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audiostream.backend.web import house
from audiostream.backend.web.errors import answer
from audiostream.backend.web.refusals import BodyTooLarge

UPLOADS = ("/api/v1/uploads", "/upload")
"""Where files are sent to, which have a limit of their own: the setting ``web_max_upload_mb``."""

# What a form has around its file.
_ENVELOPE = 2**20


def check_file(size: int) -> None:
    """Raise ``BodyTooLarge`` for a file of more bytes than the setting allows."""
    if size > _file_bytes():
        raise _file_too_large()


def limit_of(path: str) -> int:
    """Return how many bytes the body of a request to a path may have."""
    if path in UPLOADS:
        return _file_bytes() + _ENVELOPE
    form_bytes: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return form_bytes


class LimitsMiddleware:
    """Refuses what is too large. The gateway reads no more than the limit, and says how long it would have been."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Let a request pass that is small enough."""
        length, limit = request.META.get("CONTENT_LENGTH") or "0", limit_of(request.path)
        if not str(length).isdecimal() or int(length) > limit:
            told = BodyTooLarge(f"the request is larger than {limit / 1_000_000:,.0f} MB")
            refused = answer(request, _file_too_large() if request.path in UPLOADS else told)
            # The rest of it is not read: who has more to ask needs another connection, and is told so.
            refused["Connection"] = "close"
            return refused
        return self._get_response(request)


def _file_bytes() -> int:
    return house.settings().web_max_upload_mb * 1_000_000


def _file_too_large() -> BodyTooLarge:
    most = house.settings().web_max_upload_mb
    return BodyTooLarge(
        f"this is more than the {most:,} MB that a file may have",
        hint="Who runs the server can allow more: audiostream config set web_max_upload_mb MB",
    )

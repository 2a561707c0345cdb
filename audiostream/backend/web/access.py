"""Who may look into the server, and send it files: programs of its own machine, and staff."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, close_old_connections
from django.http import HttpRequest

from audiostream.backend.web import house
from audiostream.backend.web.middleware.client import is_local
from audiostream.backend.web.sessions import SessionStore
from audiostream.errors import AudiostreamError, Forbidden

_SCHEME = "bearer"


def check_operator(request: HttpRequest) -> None:
    """Raise ``Forbidden`` unless who asks is on this machine, or of the staff by token or session."""
    if is_local(request) or _is_staff(_of_token(request.headers.get("Authorization", ""))):
        return
    if not _is_staff(request.user):
        raise Forbidden("this is for programs on the server's own machine, and for staff")


def may_send_much(environ: dict[str, Any], is_file: bool) -> bool:  # noqa: FBT001 - as the gateway asks
    """Return whether a request, of which no body has been read, is of somebody whose files, or forms, are worth it.

    The view that gets them asks again, and more: this keeps strangers from filling the disk and the memory before it
    can.
    """
    # As Django does when a request begins: one that was cut meanwhile would say no to staff.
    close_old_connections()
    try:
        asking = _asking(environ)
    except (DatabaseError, AudiostreamError):
        # The view finds that too, and tells it. Where it is over by then, no empty body must pass for a batch of
        # listens: a file alone is worth the risk, and is sent again by whoever has it.
        return not is_file
    return _is_staff(asking) if is_file else asking is not None


def _asking(environ: dict[str, Any]) -> object | None:
    """Return the account that asks."""
    request = WSGIRequest({**environ, "CONTENT_LENGTH": "0", "wsgi.input": BytesIO()})
    if header := request.headers.get("Authorization"):
        return _of_token(header)
    request.session = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
    user = get_user(request)
    return user if user.is_authenticated else None


def _of_token(header: str) -> object | None:
    # A scheme's case does not matter (RFC 9110, section 11.1), and to the API's own reading of it neither.
    scheme, _, token = header.partition(" ")
    owner = house.root().accounts.owner_of(token) if scheme.lower() == _SCHEME else None
    return None if owner is None else owner[0]


def _is_staff(account: object) -> bool:
    return bool(getattr(account, "is_staff", False))

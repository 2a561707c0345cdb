"""The API as a whole: its operations, their document, and the addresses of both."""

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.operation import Operation

from audiostream import __version__
from audiostream.backend.web.api import docs, events
from audiostream.backend.web.api.document import PREFIX, Document
from audiostream.backend.web.api.handling import JsonParser, handle_errors, unknown, with_head
from audiostream.backend.web.api.identity import ANYONE

_API = "audiostream.backend.web.api"


class _Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the name of the function: short, and another for each."""
        return operation.view_func.__name__


api = _Api(
    title="audiostream",
    version=__version__,
    description=(
        "Music, playlists and listening history. Ids are strings, times ISO 8601 in UTC. Listings are paged: `next` "
        "goes into the `after` of the next request. What an account made itself comes whole, as it is put in order "
        "when it is read and a page would cost as much as all: `GET /playlists`, `GET /playlists/{playlist_id}` and "
        "`GET /tokens`. Errors are problem details (RFC 9457) with a stable `code`."
    ),
    urls_namespace="api",
    openapi_url=None,
    docs_url=None,
    parser=JsonParser(),
    auth=ANYONE,
)
handle_errors(api)
for noun in ("me", "tokens", "search", "artists", "albums", "songs", "playlists", "history", "uploads"):
    api.add_router(f"/{noun}", f"{_API}.{noun}.router")
api.add_router("/events", events.events)
api.add_router("/listens", events.listens)


@cache
def document() -> bytes:
    """Return the OpenAPI document as JSON."""
    return msgspec.json.encode(Document(api, f"{PREFIX}/"))


@require_safe
def show_document(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view
    """Answer with the OpenAPI document."""
    return HttpResponse(document(), content_type="application/json")


@require_safe
def show_docs(request: HttpRequest) -> HttpResponse:
    """Answer with a page for people about the API."""
    return docs.page(request, msgspec.json.decode(document()))


def _urls() -> list[URLPattern]:
    patterns = [each for each in api.urls[0] if isinstance(each, URLPattern) and each.name != "api-root"]
    for each in patterns:
        each.callback = csrf_exempt(with_head(each.callback))
    return [
        *patterns,
        path("openapi.json", csrf_exempt(show_document), name="document"),
        path("docs", csrf_exempt(show_docs), name="docs"),
        re_path("", csrf_exempt(unknown), name="unknown"),
    ]


urls = (_urls(), "api")

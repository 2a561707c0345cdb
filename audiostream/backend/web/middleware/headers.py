"""What a browser may do with our pages."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from audiostream.backend.web import house

# Nothing inline and nothing from elsewhere; sound may come from where the files are delivered.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'{origins}; media-src 'self' blob:{origins}; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
_PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), autoplay=(self)"


class HeadersMiddleware:
    """Adds what is said of every answer; Django's own ``SecurityMiddleware`` says the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Add the headers that are not there."""
        response = self._get_response(request)
        origins = "".join(f" {origin}" for origin in house.root().web_delivery.origins)
        response.headers.setdefault("Content-Security-Policy", _POLICY.format(origins=origins))
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        # What says nothing else is of one account, and no proxy between may give it to another.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.is_secure():
            # Whether by HTTPS is known request by request, where a proxy tells it.
            for cookie in response.cookies.values():
                cookie["secure"] = True
        return response

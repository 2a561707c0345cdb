"""Logging in and out."""

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from audiostream.backend.web import house
from audiostream.backend.web.pages.account import BACKEND
from audiostream.backend.web.pages.shared import by_script, page
from audiostream.backend.web.sign_in import AccountBackend
from audiostream.errors import AudiostreamError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def log_in(request: HttpRequest) -> HttpResponse:
    """Show the form; take it, and go where the listener was going."""
    if by_script(request):
        # A session is over: the whole page has to go, with all that is of this account.
        where = urlencode({"next": _path(request.headers.get("HX-Current-URL", ""))})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{request.path}?{where}"})
    name, refused = request.POST.get("username", ""), None
    if request.method == "POST":
        try:
            account = house.root().accounts.log_in(
                name, request.POST.get("password", ""), request.META.get("REMOTE_ADDR", "")
            )
        except AudiostreamError as error:
            refused = error
        else:
            login(request, AccountBackend().get_user(account.user_id), BACKEND)
            return HttpResponseRedirect(_next(request))
    return page(request, "login", {"next": _next(request), "username": name}, refused)


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("login")


def _next(request: HttpRequest) -> str:
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    # Nothing but a path of ours: neither another site, nor what would be taken relative to the form's own address.
    return asked if asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


def _path(url: str) -> str:
    """Return the path of one of our own addresses, from its third slash on."""
    return "/" + url.partition("://")[2].partition("/")[2]

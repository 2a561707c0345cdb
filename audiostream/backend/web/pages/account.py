"""A listener's own account: its password and its devices."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from audiostream.backend.web import house
from audiostream.backend.web.pages.shared import page
from audiostream.backend.web.sign_in import AccountBackend
from audiostream.errors import AudiostreamError, InvalidInput, NotFound, Throttled, Unauthenticated

BACKEND = f"{AccountBackend.__module__}.{AccountBackend.__name__}"


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Show the account."""
    return _show(request)


@require_POST
@login_required
def password(request: HttpRequest) -> HttpResponse:
    """Change the password of who knows the present one; other browsers are logged out."""
    name, new = request.user.get_username(), request.POST.get("new", "")
    accounts = house.root().accounts
    if new != request.POST.get("again", ""):
        return _show(request, InvalidInput("the new password was not written the same twice"))
    try:
        accounts.log_in(name, request.POST.get("present", ""), request.META.get("REMOTE_ADDR", ""))
        accounts.set_password(name, new)
    except Unauthenticated:
        return _show(request, InvalidInput("the present password is not right"))
    except (InvalidInput, Throttled) as error:
        return _show(request, error)
    login(request, AccountBackend().get_user(name), BACKEND)
    messages.success(request, "Your password is changed. Your other browsers are logged out.")
    return redirect("account")


@require_POST
@login_required
def revoke(request: HttpRequest, token_id: UUID) -> HttpResponse:
    """Take a device's token back."""
    try:
        token = house.root().accounts.revoke_token(request.user.get_username(), str(token_id))
    except NotFound:
        messages.success(request, "That device is logged out already.")
    else:
        messages.success(request, f"{token.device} is logged out.")
    return redirect("account")


def _show(request: HttpRequest, refused: AudiostreamError | None = None) -> HttpResponse:
    tokens = house.root().accounts.tokens(request.user.get_username())
    return page(request, "account", {"tokens": tokens}, refused)

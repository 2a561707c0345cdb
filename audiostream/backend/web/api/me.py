"""``/me``: who asks."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from audiostream.backend.web.api.answers import json_answer
from audiostream.backend.web.api.identity import account_of
from audiostream.backend.web.api.schemas import Me

router = Router(tags=["account"])


@router.get("", response=Me)
def me(request: HttpRequest) -> HttpResponse:
    """Return the account that asks."""
    account = account_of(request)
    token = getattr(request, "device_token", None)
    token_id = None if token is None else str(token.id)
    return json_answer({"user_id": account.user_id, "is_staff": account.is_staff, "token_id": token_id})

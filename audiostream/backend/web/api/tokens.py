"""``/tokens``: what devices show instead of a password."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from audiostream.backend.domain.shapes import token_data
from audiostream.backend.web import house
from audiostream.backend.web.api.answers import json_answer, listing
from audiostream.backend.web.api.document import refusals
from audiostream.backend.web.api.fields import ATokenId, Body, Name
from audiostream.backend.web.api.identity import account_of
from audiostream.backend.web.api.schemas import NewToken, Tokens

router = Router(tags=["account"])


class Credentials(Body):
    """Who logs in, and what the device is called, as its owner will know it."""

    name: Annotated[str, Field(max_length=1000)]
    password: Annotated[str, Field(max_length=10_000)]
    device: Name


@router.post("", response={201: NewToken}, auth=None, openapi_extra=refusals(401, 409, 429))
def add_token(request: HttpRequest, body: Credentials) -> HttpResponse:
    """Log a device in: make a token for it, which is shown this once. Too many wrong passwords are throttled."""
    accounts = house.root().accounts
    account = accounts.log_in(body.name, body.password, request.META.get("REMOTE_ADDR", ""))
    token, secret = accounts.issue_token(account.user_id, body.device)
    return json_answer({**token_data(token), "user_id": account.user_id, "token": secret}, status=201)


@router.get("", response=Tokens)
def list_tokens(request: HttpRequest) -> HttpResponse:
    """List the tokens of the account, oldest first, on one page: an account has at most 100."""
    return listing(house.root().accounts.tokens(account_of(request).user_id), token_data)


@router.delete("/{token_id}", response={204: None})
def revoke_token(request: HttpRequest, token_id: ATokenId) -> HttpResponse:
    """Revoke a token of the account, which may be the one that is shown."""
    house.root().accounts.revoke_token(account_of(request).user_id, str(token_id))
    return HttpResponse(status=204)

"""From accounts and tokens to what their commands show."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiostream.backend.domain.shapes import token_data
from audiostream.backend.domain.times import iso
from audiostream.cli import dates
from audiostream.cli.output import Result, Table

if TYPE_CHECKING:
    from datetime import datetime

    from audiostream.backend.domain.accounts import Account, DeviceToken
    from audiostream.backend.domain.paging import Page


def account_change(account: "Account", status: str, *, made: str | None = None, notes: Sequence[str] = ()) -> Result:
    """Return what a command shows that made or changed an account, or found it as it should be.

    ``made`` is a password that nobody has seen yet.
    """
    name = shlex.quote(account.user_id)
    data = {"status": status, "account": account_data(account)}
    line = f"{status}: {account.user_id}{', staff' if account.is_staff else ''}"
    return Result(
        kind="user_change",
        data=data if made is None else {**data, "password": made},
        text=line if made is None else f"{line}\npassword: {made}",
        notes=notes if made is None else [*notes, "The password is shown this once."],
        then=f"audiostream user token add {name} DEVICE" if status == "created" else None,
    )


def listing(page: "Page[Account]") -> Result:
    """Return a page of accounts."""
    return Result(
        kind="users",
        data=[account_data(account) for account in page.items],
        table=Table(
            columns=("name", "staff", "state", "last login", "added"),
            rows=[_cells(account) for account in page.items],
            whole=frozenset({"last login", "added"}),
            empty="No accounts yet. Add one: audiostream user add NAME --staff",
        ),
        next_cursor=page.next,
    )


def token_added(token: "DeviceToken", secret: str) -> Result:
    """Return a new token with its secret: on standard output alone the secret, for whoever pipes it."""
    return Result(
        kind="token_change",
        data={"status": "created", "token": {**_owned(token), "secret": secret}},
        text=secret,
        notes=[
            f"A token of {token.user_id} for {token.device}, shown this once.",
            "On the device: audiostream login URL --token-stdin",
        ],
    )


def token_listing(name: str, tokens: "Sequence[DeviceToken]") -> Result:
    """Return the tokens of an account."""
    return Result(
        kind="tokens",
        data=[_owned(token) for token in tokens],
        table=Table(
            columns=("device", "last used", "added", "id"),
            rows=[
                (each.device, _shown(each.last_used_at), dates.local(each.created_at), str(each.id)) for each in tokens
            ],
            whole=frozenset({"last used", "added"}),
            empty=f"No tokens. Make one: audiostream user token add {shlex.quote(name)} DEVICE",
        ),
    )


def token_revoked(token: "DeviceToken") -> Result:
    """Return a token that is refused from now on."""
    return Result(
        kind="token_change",
        data={"status": "revoked", "token": _owned(token)},
        text=f"revoked: {token.device} of {token.user_id}, id {token.id}",
    )


def account_data(account: "Account") -> dict[str, object]:
    """Return an account as programs read it."""
    return {
        "user_id": account.user_id,
        "is_staff": account.is_staff,
        "is_active": account.is_active,
        "created_at": iso(account.created_at),
        "last_login_at": None if account.last_login_at is None else iso(account.last_login_at),
    }


def _cells(account: "Account") -> tuple[str, ...]:
    state = "active" if account.is_active else "disabled"
    staff, last = "yes" if account.is_staff else "", _shown(account.last_login_at)
    return (account.user_id, staff, state, last, dates.local(account.created_at))


def _shown(moment: "datetime | None") -> str:
    return "never" if moment is None else dates.local(moment)


def _owned(token: "DeviceToken") -> dict[str, object]:
    return {**token_data(token), "user_id": token.user_id}

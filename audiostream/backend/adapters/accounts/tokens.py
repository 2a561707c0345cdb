"""Tokens of devices in Django's ORM."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BinaryField, QuerySet

from audiostream.backend.adapters.accounts import models
from audiostream.backend.adapters.accounts.accounts import no_account, rows_named
from audiostream.backend.adapters.accounts.mappers import token_of, token_row
from audiostream.backend.adapters.catalog.at_hand import AtHand
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.prepared import Parameter, Prepared, moment_of
from audiostream.backend.domain.accounts import Account, DeviceToken
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.names import fold

_ACCOUNT = ("user_id", "is_staff", "is_active", "created_at", "last_login")
_TOKEN = ("id", "device", "created_at", "last_used_at")


def _by_digest(alias: str) -> QuerySet[models.DeviceToken, Any]:
    found = models.DeviceToken.objects.using(alias).filter(digest=Parameter(BinaryField()), account__is_active=True)
    return found.values_list(*(f"account__{column}" for column in _ACCOUNT), *_TOKEN)


# Each request of a program asks for it.
_BY_DIGEST = Prepared(_by_digest)
_read: AtHand[tuple[Account, DeviceToken] | None] = AtHand(most=5_000)


class Tokens:
    """The part of the port ``AccountStore`` about tokens."""

    _database: Database

    def put_token(self, token: DeviceToken, digest: bytes) -> None:
        """Store a token by the digest of its secret."""

        def put(alias: str) -> None:
            account = rows_named(alias, token.user_id).first()
            if account is None:
                raise no_account(token.user_id)
            token_row(token, digest, account).save(using=alias, force_insert=True)

        self._database.write(put)

    def tokens(self, user_id: UserId) -> Sequence[DeviceToken]:
        """Return the tokens of an account, oldest first."""

        def read(alias: str) -> Sequence[DeviceToken]:
            found = models.DeviceToken.objects.using(alias).filter(account__folded=fold(user_id))
            return [token_of(row) for row in found.order_by("created_at", "id")]

        return self._database.read(read)

    def token_of(self, digest: bytes) -> tuple[Account, DeviceToken] | None:
        """Return the token of a digest and its account, if that is active."""
        return self._database.read(lambda alias: _read.get(alias, digest, lambda: _of_digest(alias, digest)))

    def used_token(self, token_id: UUID, at: datetime) -> None:
        """Remember when a token was last used."""
        self._database.write(
            lambda alias: models.DeviceToken.objects.using(alias).filter(id=token_id).update(last_used_at=at)
        )

    def remove_token(self, user_id: UserId, token_id: UUID) -> bool:
        """Forget a token of an account."""

        def remove(alias: str) -> bool:
            found = models.DeviceToken.objects.using(alias).filter(id=token_id, account__folded=fold(user_id))
            return found.delete()[0] > 0

        return self._database.write(remove)


def _of_digest(alias: str, digest: bytes) -> tuple[Account, DeviceToken] | None:
    return next(map(_account_and_token, _BY_DIGEST.rows(alias, digest)), None)


def _account_and_token(row: tuple[Any, ...]) -> tuple[Account, DeviceToken]:
    user_id, is_staff, is_active, joined_at, last_login_at, token_id, device, created_at, last_used_at = row
    account = Account(
        user_id=UserId(user_id),
        is_staff=bool(is_staff),
        is_active=bool(is_active),
        created_at=moment_of(joined_at),
        last_login_at=_moment_if_any(last_login_at),
    )
    token = DeviceToken(
        id=token_id if isinstance(token_id, UUID) else UUID(token_id),
        user_id=account.user_id,
        device=device,
        created_at=moment_of(created_at),
        last_used_at=_moment_if_any(last_used_at),
    )
    return account, token


def _moment_if_any(column: datetime | None) -> datetime | None:
    return None if column is None else moment_of(column)

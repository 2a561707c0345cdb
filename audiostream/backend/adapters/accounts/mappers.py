"""Between rows and the domain."""

from audiostream.backend.adapters.accounts import models
from audiostream.backend.domain import accounts as domain
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.names import fold


def account_row(account: domain.Account, password_hash: str) -> models.Account:
    """Return an account as it is stored."""
    return models.Account(
        user_id=account.user_id,
        folded=fold(account.user_id),
        password=password_hash,
        is_staff=account.is_staff,
        is_active=account.is_active,
        created_at=account.created_at,
        last_login=account.last_login_at,
    )


def account_of(row: models.Account) -> domain.Account:
    """Return the account of a row."""
    return domain.Account(
        user_id=UserId(row.user_id),
        is_staff=row.is_staff,
        is_active=row.is_active,
        created_at=row.created_at,
        last_login_at=row.last_login,
    )


def token_row(token: domain.DeviceToken, digest: bytes, account: models.Account) -> models.DeviceToken:
    """Return a token of an account as it is stored."""
    return models.DeviceToken(
        id=token.id,
        account=account,
        digest=digest,
        device=token.device,
        created_at=token.created_at,
        last_used_at=token.last_used_at,
    )


def token_of(row: models.DeviceToken) -> domain.DeviceToken:
    """Return the token of a row."""
    return domain.DeviceToken(
        id=row.id,
        user_id=UserId(row.account_id),
        device=row.device,
        created_at=row.created_at,
        last_used_at=row.last_used_at,
    )


def failures_of(row: models.LoginFailure) -> domain.Failures:
    """Return the failures of a row."""
    return domain.Failures(count=row.count, last_at=row.last_at)

"""Who may use a server, and a device that does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from audiostream.backend.domain.accounts import Account, DeviceToken, Failures, LoggedIn
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.paging import Page


class AccountStore(Protocol):
    """Accounts, unique by folded name; their passwords, which are hashed; and the tokens of their devices."""

    def put_account(self, account: Account, password: str) -> bool:
        """Store an account unless its name is taken; return whether it is new."""

    def account(self, user_id: UserId) -> Account:
        """Return the account whose folded name is that of ``user_id``. Raises ``NotFound``."""

    def accounts(self, *, limit: int, after: str | None = None) -> Page[Account]:
        """List accounts by folded name. Raises ``InvalidInput`` for a cursor of another listing."""

    def change_account(
        self, user_id: UserId, *, is_active: bool | None = None, is_staff: bool | None = None
    ) -> Account:
        """Change what is not None, and return the account. Raises ``NotFound``."""

    def set_password(self, user_id: UserId, password: str) -> None:
        """Give an account another password; browsers that are logged in are not any more. Raises ``NotFound``."""

    def check_password(self, user_id: UserId, password: str) -> Account | None:
        """Return the account if it is active and has this password.

        It takes as long where there is no such account, so that the time does not tell.
        """

    def logged_in(self, user_id: UserId, at: datetime) -> None:
        """Remember when an account last logged in. Raises ``NotFound``."""

    def put_token(self, token: DeviceToken, digest: bytes) -> None:
        """Store a token by the SHA-256 digest of its secret. Raises ``NotFound`` where there is no such account."""

    def tokens(self, user_id: UserId) -> Sequence[DeviceToken]:
        """Return the tokens of an account, oldest first."""

    def token_of(self, digest: bytes) -> tuple[Account, DeviceToken] | None:
        """Return the token of a digest and its account, if that is active: one query."""

    def used_token(self, token_id: UUID, at: datetime) -> None:
        """Remember when a token was last used; one that is gone is no error."""

    def remove_token(self, user_id: UserId, token_id: UUID) -> bool:
        """Forget a token of an account; return whether it was there."""

    def failures(self, key: str) -> Failures | None:
        """Return the attempts that failed in a row under a key."""

    def add_failure(self, key: str, at: datetime) -> Failures:
        """Count one more, and return them; exact however many come at once."""

    def forget_failures(self, keys: Sequence[str], *, before: datetime | None = None) -> None:
        """Forget those under the keys; with ``before``, also all whose last is older, whatever their key."""

    def close(self) -> None:
        """Give back connections."""


class DeviceAccount(Protocol):
    """An account on a server, as a device has it.

    Each method may raise ``Unauthenticated`` where the server does not know who asks.
    """

    def find_server(self) -> None:
        """Raise ``Unavailable`` or ``Rejected`` where no server of audiostream answers; no name is asked for then."""

    def log_in(self, name: str, password: str, device: str) -> LoggedIn:
        """Have a token made for a device. Raises ``Throttled`` after many wrong passwords."""

    def log_in_by_token(self, token: str) -> LoggedIn:
        """Use a token that was made on the server."""

    def log_out(self) -> None:
        """Have the token of this device refused from now on."""

    def close(self) -> None:
        """Close the connections."""

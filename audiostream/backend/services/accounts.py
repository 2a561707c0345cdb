"""Accounts: who has one, who may log in, and the tokens of their devices."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import uuid4

from audiostream.backend.domain.accounts import MAX_TOKENS, Account, DeviceToken, read_user_id
from audiostream.backend.domain.catalogue import utc_now
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.names import clean_name
from audiostream.backend.domain.paging import DEFAULT_LIMIT, Page, check_limit
from audiostream.backend.domain.passwords import check_new_password
from audiostream.backend.ports import AccountStore
from audiostream.backend.services.log_ins import LogIns
from audiostream.errors import Conflict, InvalidInput, NotFound, Unavailable

# What a token's secret begins with, so that people and scanners of leaked secrets know it for one.
_PREFIX = "ast_"
_SECRET_BYTES = 32
_SECRET_LENGTH = len(_PREFIX) + 43
# A write for each request would cost more than the request.
_USE_IS_TOLD_EVERY = timedelta(hours=1)


class AccountService:
    """Accounts and tokens. Where a name is given, its case does not matter; unknown ones raise ``NotFound``.

    ``is_common`` says whether everybody tries a password first: such a list comes with a library, and is none of the
    rules here. ``clock`` gives the time in UTC.
    """

    def __init__(
        self, store: AccountStore, is_common: Callable[[str], bool], *, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._store = store
        self._is_common = is_common
        self._clock = clock
        self._log_ins = LogIns(store, clock)

    def add(self, name: str, password: str, *, is_staff: bool = False) -> tuple[Account, bool]:
        """Make an account; return the one that has the name then, and whether it is new. An old one is not changed.

        Raises:
            InvalidInput: the name or the password is not allowed.
        """
        account = Account(user_id=read_user_id(name), is_staff=is_staff, created_at=self._clock())
        is_new = self._store.put_account(account, self._checked(password, account.user_id))
        return (account, True) if is_new else (self._store.account(account.user_id), False)

    def account(self, name: str) -> Account:
        """Return an account."""
        return self._store.account(read_user_id(name))

    def known(self, name: str) -> Account | None:
        """Return the account of a name, if there is one. Raises ``InvalidInput`` for what can be no name."""
        with suppress(NotFound):
            return self.account(name)
        return None

    def accounts(self, *, limit: int = DEFAULT_LIMIT, after: str | None = None) -> Page[Account]:
        """List accounts by name."""
        return self._store.accounts(limit=check_limit(limit), after=after)

    def set_active(self, name: str, *, is_active: bool) -> tuple[Account, bool]:
        """Let an account log in, or not; its tokens are refused meanwhile. Return it, and whether it was otherwise."""
        before = self.account(name)
        return self._store.change_account(before.user_id, is_active=is_active), before.is_active != is_active

    def set_staff(self, name: str, *, is_staff: bool) -> tuple[Account, bool]:
        """Let an account change the catalogue, or not. Return it, and whether it was otherwise."""
        before = self.account(name)
        return self._store.change_account(before.user_id, is_staff=is_staff), before.is_staff != is_staff

    def set_password(self, name: str, password: str) -> Account:
        """Give an account another password. Its tokens stay; browsers must log in again. Raises ``InvalidInput``."""
        account = self.account(name)
        self._store.set_password(account.user_id, self._checked(password, account.user_id))
        return account

    def log_in(self, name: str, password: str, address: str) -> Account:
        """Return the account of a name and password; ``address`` is where the attempt comes from.

        Raises:
            Unauthenticated: there is none that is active and has this password.
            Throttled: too many attempts failed.
        """
        return self._log_ins.attempt(name, password, address)

    def issue_token(self, name: str, device: str) -> tuple[DeviceToken, str]:
        """Make a token for a device of an account; return it, and its secret, which cannot be read again.

        Raises:
            InvalidInput: the name of the device is none.
            Conflict: the account has 100 tokens.
        """
        account = self.account(name)
        token = DeviceToken(
            id=uuid4(),
            user_id=account.user_id,
            device=clean_name(device, "the name of a device"),
            created_at=self._clock(),
        )
        if len(self._store.tokens(account.user_id)) >= MAX_TOKENS:
            raise Conflict(f"{account.user_id} has {MAX_TOKENS} tokens", hint="Revoke those that are not used.")
        secret = _PREFIX + secrets.token_urlsafe(_SECRET_BYTES)
        self._store.put_token(token, _digest(secret))
        return token, secret

    def tokens(self, name: str) -> Sequence[DeviceToken]:
        """Return the tokens of an account, oldest first."""
        return self._store.tokens(self.account(name).user_id)

    def revoke_token(self, name: str, token: str) -> DeviceToken:
        """Forget a token of an account, named by its id or, where one alone has it, by its device; return it.

        Raises:
            NotFound: the account has none such.
            Conflict: several of its devices have this name.
        """
        account = self.account(name)
        found = [each for each in self._store.tokens(account.user_id) if token in (str(each.id), each.device)]
        if len(found) > 1:
            raise Conflict(
                f"{account.user_id} has {len(found)} tokens of a device {token!r}", hint="Name it by its id."
            )
        if not found or not self._store.remove_token(account.user_id, found[0].id):
            raise NotFound(f"{account.user_id} has no token {token!r}")
        return found[0]

    def owner_of(self, secret: str) -> tuple[Account, DeviceToken] | None:
        """Return whose token a secret is of, and the token; None where it is of none, or of an account not active."""
        if len(secret) != _SECRET_LENGTH or not secret.startswith(_PREFIX) or not secret.isascii():
            return None
        found = self._store.token_of(_digest(secret))
        if found and self._is_to_tell(found[1].last_used_at):
            # That a token was used is no reason to refuse it.
            with suppress(Unavailable):
                self._store.used_token(found[1].id, self._clock())
        return found

    def _is_to_tell(self, last_used_at: datetime | None) -> bool:
        return last_used_at is None or self._clock() - last_used_at >= _USE_IS_TOLD_EVERY

    def _checked(self, password: str, user_id: UserId) -> str:
        checked = check_new_password(password, user_id)
        if self._is_common(checked):
            raise InvalidInput(
                "the password is one of those that everybody tries first",
                hint="Several words are easy to remember and hard to guess.",
            )
        return checked


def _digest(secret: str) -> bytes:
    # Not a slow hash: nobody guesses 256 random bits.
    return hashlib.sha256(secret.encode("ascii")).digest()

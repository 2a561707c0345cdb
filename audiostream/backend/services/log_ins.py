"""Logging in by name and password, slowed down for who guesses."""

import math
from collections.abc import Callable
from datetime import datetime

from audiostream.backend.domain.accounts import Account, read_user_id
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.passwords import can_be_one, normal
from audiostream.backend.domain.throttling import FORGOTTEN_AFTER, Keys, is_free, keys, wait_s
from audiostream.backend.ports import AccountStore
from audiostream.errors import InvalidInput, Throttled, Unauthenticated

# Nobody has it: no name is empty.
_NOBODY = UserId("")
_MINUTE_S = 60


class LogIns:
    """Attempts to log in; failures are in the store, and so shared by all processes of a server.

    ``clock`` gives the time in UTC.
    """

    def __init__(self, store: AccountStore, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def attempt(self, name: str, password: str, address: str) -> Account:
        """Return the account of a name and password; ``address`` is where the attempt comes from.

        Neither what is raised nor how long it takes tells whether there is such an account.

        Raises:
            Unauthenticated: there is none that is active and has this password.
            Throttled: too many attempts failed.
        """
        user_id = _name(name)
        at = self._clock()
        counted = keys(user_id, address, at)
        self._admit(counted, at)
        account = self._store.check_password(user_id, normal(password)) if can_be_one(password) else None
        if account is None:
            self._store.add_failure(counted.account, at)
            self._store.add_failure(counted.address, at)
            raise Unauthenticated("the name or the password is wrong")
        # The address keeps its failures: else who guesses would log in to an own account now and then.
        self._store.forget_failures([counted.pair, counted.account], before=at - FORGOTTEN_AFTER)
        self._store.logged_in(account.user_id, at)
        return account

    def _admit(self, counted: Keys, at: datetime) -> None:
        """Count an attempt as failed until it has succeeded, so that many at once are no more than one by one."""
        pair, account, address = map(self._store.failures, (counted.pair, counted.account, counted.address))
        if pair and at - pair.last_at > FORGOTTEN_AFTER:
            self._store.forget_failures([counted.pair], before=at - FORGOTTEN_AFTER)
            pair = None
        if wait := wait_s(at, pair=pair, account=account, address=address):
            raise _throttled(wait)
        now = self._store.add_failure(counted.pair, at)
        before = pair.count if pair else 0
        if now.count != before + 1 and not is_free(now):
            raise _throttled(max(1, wait_s(at, pair=now, account=account, address=address)))


def _name(text: str) -> UserId:
    try:
        return read_user_id(text.strip())
    except InvalidInput:
        return _NOBODY


def _throttled(wait: int) -> Throttled:
    return Throttled(
        "too many attempts to log in failed",
        retry_after_s=wait,
        hint=f"Try again in {wait} s." if wait <= _MINUTE_S else f"Try again in {math.ceil(wait / _MINUTE_S)} minutes.",
    )

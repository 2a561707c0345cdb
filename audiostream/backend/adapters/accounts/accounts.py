"""Accounts and their passwords in Django's ORM.

Passwords are hashed by Django's hashers, outside of any transaction: it takes tens of milliseconds by design.
"""

from collections.abc import Mapping
from datetime import datetime

import argon2  # noqa: F401 - Django misses it only when it hashes; here, at the start
from django.contrib.auth.hashers import check_password, make_password
from django.db.models import QuerySet

from audiostream.backend.adapters.accounts import models
from audiostream.backend.adapters.accounts.mappers import account_of, account_row
from audiostream.backend.adapters.catalog.database import Database
from audiostream.backend.adapters.catalog.keyset import Key, page
from audiostream.backend.domain.accounts import Account
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.names import fold
from audiostream.backend.domain.paging import Page
from audiostream.errors import NotFound

_BY_FOLDED: Key = {"folded": str}


class Accounts:
    """The part of the port ``AccountStore`` about accounts."""

    _database: Database

    def put_account(self, account: Account, password: str) -> bool:
        """Store an account unless its name is taken."""
        row = account_row(account, make_password(password))

        def put(alias: str) -> bool:
            if rows_named(alias, account.user_id).exists():
                return False
            row.save(using=alias, force_insert=True)
            return True

        return self._database.write(put)

    def account(self, user_id: UserId) -> Account:
        """Return an account."""
        return account_of(self._row(user_id))

    def accounts(self, *, limit: int, after: str | None = None) -> Page[Account]:
        """List accounts by folded name."""

        def read(alias: str) -> Page[Account]:
            every = models.Account.objects.using(alias)
            return page(every, _BY_FOLDED, "accounts", limit=limit, after=after, item=account_of)

        return self._database.read(read)

    def change_account(
        self, user_id: UserId, *, is_active: bool | None = None, is_staff: bool | None = None
    ) -> Account:
        """Change what is not None."""
        asked = {"is_active": is_active, "is_staff": is_staff}
        self._update(user_id, {name: value for name, value in asked.items() if value is not None})
        return self.account(user_id)

    def set_password(self, user_id: UserId, password: str) -> None:
        """Give an account another password."""
        # A session holds a digest of the hash, which is another with each salt: no session outlives it.
        self._update(user_id, {"password": make_password(password)})

    def check_password(self, user_id: UserId, password: str) -> Account | None:
        """Return the account if it is active and has this password."""
        row = self._database.read(lambda alias: rows_named(alias, user_id).first())
        if row is None:
            make_password(password)  # as long as checking takes
            return None

        def rehash(raw: str | None) -> None:
            # Unless the password was changed meanwhile.
            fresh = make_password(raw)
            self._database.write(
                lambda alias: rows_named(alias, user_id).filter(password=row.password).update(password=fresh)
            )

        right = check_password(password, row.password, setter=rehash)
        return account_of(row) if right and row.is_active else None

    def logged_in(self, user_id: UserId, at: datetime) -> None:
        """Remember when an account last logged in."""
        self._update(user_id, {"last_login": at})

    def _row(self, user_id: UserId) -> models.Account:
        row = self._database.read(lambda alias: rows_named(alias, user_id).first())
        if row is None:
            raise no_account(user_id)
        return row

    def _update(self, user_id: UserId, values: Mapping[str, object]) -> None:
        def write(alias: str) -> int:
            found = rows_named(alias, user_id)
            return found.update(**values) if values else found.count()

        if not self._database.write(write):
            raise no_account(user_id)


def rows_named(alias: str, user_id: UserId) -> QuerySet[models.Account]:
    """Return the account of a name, whatever its case, as the rows that it is."""
    return models.Account.objects.using(alias).filter(folded=fold(user_id))


def no_account(user_id: UserId) -> NotFound:
    """Return the error for a name that nobody has."""
    return NotFound(f"there is no account {user_id!r}", hint="audiostream user list shows who has one.")

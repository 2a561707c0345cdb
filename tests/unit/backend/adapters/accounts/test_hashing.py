"""How passwords are kept."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.domain.accounts import Account
from audiostream.backend.domain.ids import UserId
from audiostream.backend.ports import AccountStore
from tests.support.accounts import PASSWORD
from tests.support.catalogues import empty_accounts

pytestmark = pytest.mark.slow

ADA = UserId("ada")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[AccountStore]:
    with closing(empty_accounts(path)) as opened:
        opened.put_account(Account(user_id=ADA), PASSWORD)
        yield opened


def _hash(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("SELECT password FROM accounts_account").fetchone()[0])


def _set_hash(path: Path, encoded: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE accounts_account SET password = ?", (encoded,))


def test_a_password_is_an_argon2id_hash(store: AccountStore, path: Path) -> None:
    first = _hash(path)
    assert first.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert PASSWORD not in first
    store.set_password(ADA, PASSWORD)
    assert _hash(path).startswith("argon2$argon2id$")
    assert _hash(path) != first, "each has a salt of its own"


@pytest.mark.parametrize("algorithm", ["pbkdf2_sha256", "argon2 of other parameters"])
def test_an_old_hash_is_replaced_when_its_owner_logs_in(store: AccountStore, path: Path, algorithm: str) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

    hasher = PBKDF2PasswordHasher() if algorithm == "pbkdf2_sha256" else Argon2PasswordHasher()
    old = hasher.encode(PASSWORD, hasher.salt())
    _set_hash(path, old)
    assert store.check_password(ADA, "another password") is None
    assert _hash(path) == old
    assert store.check_password(ADA, PASSWORD)
    assert _hash(path).startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert store.check_password(ADA, PASSWORD)


def test_a_current_hash_stays(store: AccountStore, path: Path) -> None:
    before = _hash(path)
    store.check_password(ADA, PASSWORD)
    assert _hash(path) == before


@pytest.mark.parametrize("broken", ["", "!", "md5$salt$0123", "plain text"])
def test_what_is_no_hash_lets_nobody_in(store: AccountStore, path: Path, broken: str) -> None:
    _set_hash(path, broken)
    assert store.check_password(ADA, PASSWORD) is None
    assert store.check_password(ADA, broken) is None


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("password", "is_one"), [("password1", True), ("PASSWORD1", True), (PASSWORD, False)])
def test_common_passwords_are_known(password: str, is_one: bool) -> None:  # noqa: FBT001 - a row of the table
    from audiostream.backend.adapters.accounts.common import is_common

    assert is_common(password) is is_one

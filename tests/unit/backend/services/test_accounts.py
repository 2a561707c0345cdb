"""The rules of accounts and of the tokens of their devices."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from audiostream.backend.ports import AccountStore
from audiostream.backend.services.accounts import AccountService
from audiostream.errors import Conflict, InvalidInput, NotFound, Unauthenticated, Unavailable
from tests.support.accounts import HOME, PASSWORD, Clock, account_service, account_store


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountStore]:
    with closing(account_store(tmp_path, monkeypatch)) as opened:
        yield opened


@pytest.fixture
def accounts(store: AccountStore, clock: Clock) -> AccountService:
    return account_service(store, clock)


def test_an_account_is_made_once(accounts: AccountService, clock: Clock) -> None:
    ada, is_new = accounts.add("Ada", PASSWORD, is_staff=True)
    assert is_new
    assert (ada.user_id, ada.is_staff, ada.is_active, ada.created_at) == ("Ada", True, True, clock.now)
    assert accounts.add("ADA", "another password") == (ada, False)
    assert accounts.account("ada") == accounts.known("ada") == ada
    assert accounts.log_in("ada", PASSWORD, HOME).user_id == "Ada"


def test_a_name_and_a_password_that_are_not_allowed_make_no_account(accounts: AccountService) -> None:
    for name, password in ((" ", PASSWORD), ("ada\u200b", PASSWORD), ("ada", "short"), ("ada", "password1")):
        with pytest.raises(InvalidInput):
            accounts.add(name, password)
    assert not accounts.accounts().items
    assert accounts.known("ada") is None


def test_accounts_are_listed(accounts: AccountService) -> None:
    for name in ("carol", "Bob", "ada"):
        accounts.add(name, PASSWORD)
    first = accounts.accounts(limit=2)
    assert [each.user_id for each in first.items] == ["ada", "Bob"]
    assert [each.user_id for each in accounts.accounts(after=first.next).items] == ["carol"]
    with pytest.raises(InvalidInput):
        accounts.accounts(limit=0)


def test_what_is_already_so_is_not_changed(accounts: AccountService) -> None:
    ada, _ = accounts.add("ada", PASSWORD)
    off, staff = replace(ada, is_active=False), replace(ada, is_staff=True)
    assert [accounts.set_active("ADA", is_active=False) for _ in range(2)] == [(off, True), (off, False)]
    assert [accounts.set_active("ada", is_active=True) for _ in range(2)] == [(ada, True), (ada, False)]
    assert [accounts.set_staff("ada", is_staff=True) for _ in range(2)] == [(staff, True), (staff, False)]
    assert accounts.set_staff("ada", is_staff=False) == (ada, True)


def test_who_has_no_account_is_not_found(accounts: AccountService) -> None:
    for call in (
        lambda: accounts.account("nobody"),
        lambda: accounts.set_active("nobody", is_active=True),
        lambda: accounts.set_staff("nobody", is_staff=True),
        lambda: accounts.set_password("nobody", PASSWORD),
        lambda: accounts.issue_token("nobody", "phone"),
        lambda: accounts.tokens("nobody"),
        lambda: accounts.revoke_token("nobody", "phone"),
    ):
        with pytest.raises(NotFound, match="no account 'nobody'"):
            call()


def test_another_password_holds_from_then_on(accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    _, secret = accounts.issue_token("ada", "phone")
    with pytest.raises(InvalidInput):
        accounts.set_password("ada", "password1")
    accounts.set_password("ADA", "cafe\u0301 au lait")
    assert accounts.log_in("ada", "caf\u00e9 au lait", HOME).user_id
    with pytest.raises(Unauthenticated):
        accounts.log_in("ada", PASSWORD, HOME)
    assert accounts.owner_of(secret)


def test_a_token_is_shown_once_and_leads_to_its_account(accounts: AccountService, store: AccountStore) -> None:
    ada, _ = accounts.add("Ada", PASSWORD)
    token, secret = accounts.issue_token("ada", "  Ada's   phone ")
    assert (token.user_id, token.device) == ("Ada", "Ada's phone")
    assert secret.startswith("ast_")
    assert len(secret) == 47
    assert accounts.owner_of(secret) == (ada, token)
    assert accounts.issue_token("ada", "phone")[1] != secret
    with patch.object(store, "token_of", side_effect=AssertionError("the database was asked")):
        for none in ("", "ast_", secret[:-1], secret + "x", secret.replace("ast_", "AST_"), secret[:-1] + "ä"):
            assert accounts.owner_of(none) is None
    assert accounts.owner_of(secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None


def test_the_token_of_an_account_that_is_disabled_is_refused(accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    _, secret = accounts.issue_token("ada", "phone")
    accounts.set_active("ada", is_active=False)
    assert accounts.owner_of(secret) is None
    accounts.set_active("ada", is_active=True)
    assert accounts.owner_of(secret)


def test_the_last_use_is_written_once_an_hour(accounts: AccountService, store: AccountStore, clock: Clock) -> None:
    accounts.add("ada", PASSWORD)
    token, secret = accounts.issue_token("ada", "phone")
    with patch.object(store, "used_token", wraps=store.used_token) as written:
        for _ in range(3):
            accounts.owner_of(secret)
            clock.pass_by(seconds=29 * 60)
        assert written.call_count == 1
        last = clock.now
        accounts.owner_of(secret)
        assert written.call_count == 2
    assert accounts.tokens("ada") == [replace(token, last_used_at=last)]


def test_a_token_is_taken_where_its_use_cannot_be_written(accounts: AccountService, store: AccountStore) -> None:
    accounts.add("ada", PASSWORD)
    _, secret = accounts.issue_token("ada", "phone")
    with patch.object(store, "used_token", side_effect=Unavailable("read-only")):
        assert accounts.owner_of(secret)


def test_a_token_is_revoked_by_its_id_or_its_device(accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    accounts.add("bob", PASSWORD)
    made = [accounts.issue_token("ada", device) for device in ("phone", "radio", "radio")]
    assert accounts.revoke_token("ada", "phone") == made[0][0]
    with pytest.raises(Conflict, match="2 tokens of a device 'radio'"):
        accounts.revoke_token("ada", "radio")
    for name, which in (("ada", "phone"), ("bob", str(made[1][0].id))):
        with pytest.raises(NotFound, match=f"{name} has no token"):
            accounts.revoke_token(name, which)
    assert accounts.revoke_token("ada", str(made[1][0].id)) == made[1][0]
    assert [bool(accounts.owner_of(secret)) for _, secret in made] == [False, False, True]


def test_an_account_has_a_hundred_tokens_at_most(accounts: AccountService) -> None:
    accounts.add("ada", PASSWORD)
    for number in range(100):
        accounts.issue_token("ada", f"device {number}")
    with pytest.raises(Conflict, match="has 100 tokens"):
        accounts.issue_token("ada", "one more")
    accounts.revoke_token("ada", "device 7")
    assert accounts.issue_token("ada", "one more")


@pytest.mark.parametrize("device", ["", " ", "a\x1b[31m", "x" * 501])
def test_what_can_be_no_name_of_a_device_is_refused(accounts: AccountService, device: str) -> None:
    accounts.add("ada", PASSWORD)
    with pytest.raises(InvalidInput, match="the name of a device"):
        accounts.issue_token("ada", device)

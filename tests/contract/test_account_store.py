"""What every store of accounts does."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from audiostream.backend.domain.accounts import Account, DeviceToken, Failures
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.paging import encode_cursor
from audiostream.backend.ports import AccountStore
from audiostream.errors import InvalidInput, NotFound
from tests.support.accounts import PASSWORD, hash_quickly
from tests.support.backends import ACCOUNTS, each
from tests.support.pages import all_pages
from tests.support.threads import at_once

NOON = datetime(2026, 11, 24, 12, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture(params=each(ACCOUNTS))
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountStore]:
    """Give a store of each kind without an account."""
    with ACCOUNTS[request.param](tmp_path) as opened:
        hash_quickly(monkeypatch)
        yield opened


def _put(store: AccountStore, name: str, password: str = PASSWORD) -> Account:
    account = Account(user_id=UserId(name))
    assert store.put_account(account, password)
    return account


def _put_token(store: AccountStore, name: str, device: str = "phone", at: datetime = NOON) -> tuple[DeviceToken, bytes]:
    token = DeviceToken(id=uuid4(), user_id=UserId(name), device=device, created_at=at)
    digest = hashlib.sha256(token.id.bytes).digest()
    store.put_token(token, digest)
    return token, digest


@pytest.mark.parametrize("name", ["ana", "椎名林檎 🍎 'quoted' %s", "x" * 255])
def test_an_account_comes_back_as_it_was(store: AccountStore, name: str) -> None:
    account = Account(user_id=UserId(name), is_staff=True, is_active=False, created_at=NOON)
    assert store.put_account(account, PASSWORD)
    assert store.account(account.user_id) == account


@pytest.mark.parametrize("same", ["Björk", "BJÖRK", "Bjo\u0308rk", "ｂｊöｒｋ"])
def test_a_name_is_taken_once_whatever_its_case_and_form(store: AccountStore, same: str) -> None:
    first = _put(store, "Björk")
    assert not store.put_account(Account(user_id=UserId(same), is_staff=True), "another password")
    assert store.account(UserId(same)) == first
    assert store.check_password(UserId(same), PASSWORD) == first
    assert store.check_password(UserId(same), "another password") is None


def test_of_several_who_take_one_name_at_once_one_gets_it(store: AccountStore) -> None:
    names = [UserId("ana" if number % 2 else "ANA") for number in range(6)]
    assert sum(at_once(6, lambda number: store.put_account(Account(user_id=names[number]), PASSWORD))) == 1
    assert len(store.accounts(limit=10).items) == 1


def test_who_has_no_account_is_not_found(store: AccountStore) -> None:
    nobody = UserId("nobody")
    token = DeviceToken(id=uuid4(), user_id=nobody, device="phone")
    for call in (
        lambda: store.account(nobody),
        lambda: store.change_account(nobody, is_active=False),
        lambda: store.change_account(nobody),
        lambda: store.set_password(nobody, PASSWORD),
        lambda: store.logged_in(nobody, NOON),
        lambda: store.put_token(token, b"digest"),
    ):
        with pytest.raises(NotFound, match="no account 'nobody'"):
            call()
    assert store.check_password(nobody, PASSWORD) is None
    assert not store.tokens(nobody)
    assert not store.remove_token(nobody, token.id)
    assert not store.accounts(limit=10).items


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 100])
def test_the_listing_is_by_folded_name_on_pages_of_any_size(store: AccountStore, limit: int) -> None:
    for name in ["zoe", "Ana", "ana 2", "Émile", "bob"]:
        _put(store, name)
    pages = all_pages(lambda after: store.accounts(limit=limit, after=after))
    assert [account.user_id for page in pages for account in page] == ["Ana", "ana 2", "bob", "zoe", "Émile"]
    assert all(len(page) == limit for page in pages[:-1])


@pytest.mark.parametrize("cursor", ["", "?", encode_cursor("accounts", 1), encode_cursor("artists", "b")])
def test_a_cursor_that_is_none_is_refused(store: AccountStore, cursor: str) -> None:
    with pytest.raises(InvalidInput, match="not a cursor of this listing"):
        store.accounts(limit=10, after=cursor)


def test_what_is_given_is_changed_and_nothing_else(store: AccountStore) -> None:
    ana, bob = _put(store, "Ana"), _put(store, "bob")
    assert store.change_account(UserId("ana"), is_staff=True) == replace(ana, is_staff=True)
    assert store.change_account(ana.user_id, is_active=False) == replace(ana, is_staff=True, is_active=False)
    assert store.change_account(ana.user_id) == replace(ana, is_staff=True, is_active=False)
    store.logged_in(UserId("ANA"), NOON)
    assert store.account(ana.user_id) == replace(ana, is_staff=True, is_active=False, last_login_at=NOON)
    assert store.account(bob.user_id) == bob


@pytest.mark.parametrize("password", [PASSWORD, "пароль из слов", "p" * 1000, " spaces count "])
def test_a_password_is_the_right_one_or_not(store: AccountStore, password: str) -> None:
    ana = _put(store, "ana", password)
    assert store.check_password(ana.user_id, password) == ana
    for wrong in ("", password.upper() + "!", password[:-1], password.strip() + " "):
        assert store.check_password(ana.user_id, wrong) is None


def test_another_password_takes_the_place_of_the_one_before(store: AccountStore) -> None:
    ana = _put(store, "ana")
    store.set_password(UserId("ANA"), "another password")
    assert store.check_password(ana.user_id, PASSWORD) is None
    assert store.check_password(ana.user_id, "another password") == ana


def test_one_that_is_not_active_has_no_password_and_no_token(store: AccountStore) -> None:
    ana = _put(store, "ana")
    token, digest = _put_token(store, "ana")
    store.change_account(ana.user_id, is_active=False)
    assert store.check_password(ana.user_id, PASSWORD) is None
    assert store.token_of(digest) is None
    assert store.tokens(ana.user_id) == [token]
    store.change_account(ana.user_id, is_active=True)
    assert store.check_password(ana.user_id, PASSWORD) == ana
    assert store.token_of(digest) == (ana, token)


def test_a_token_leads_to_its_account(store: AccountStore) -> None:
    ana, bob = _put(store, "Ana"), _put(store, "bob")
    for account in (ana, bob):
        token, digest = _put_token(store, account.user_id)
        assert store.token_of(digest) == (account, token)
    token, digest = _put_token(store, "ANA", "Ana's 📱")
    assert store.token_of(digest) == (ana, replace(token, user_id=ana.user_id))
    assert store.token_of(hashlib.sha256(b"of nobody").digest()) is None


def test_tokens_are_listed_oldest_first(store: AccountStore) -> None:
    _put(store, "ana")
    _put(store, "bob")
    for minutes, device in enumerate(["phone", "laptop", "radio"]):
        _put_token(store, "ana", device, NOON - timedelta(minutes=minutes))
    _put_token(store, "bob", "of another")
    assert [token.device for token in store.tokens(UserId("ANA"))] == ["radio", "laptop", "phone"]


def test_when_a_token_was_used_is_remembered(store: AccountStore) -> None:
    _put(store, "ana")
    (token, digest), (other, _) = _put_token(store, "ana"), _put_token(store, "ana", "laptop")
    store.used_token(token.id, NOON)
    store.used_token(UUID(int=7), NOON)
    used = replace(token, last_used_at=NOON)
    found = store.token_of(digest)
    assert found
    assert found[1] == used
    assert {each.id: each for each in store.tokens(UserId("ana"))} == {token.id: used, other.id: other}


def test_a_token_is_removed_by_its_account_alone(store: AccountStore) -> None:
    _put(store, "ana")
    _put(store, "bob")
    token, digest = _put_token(store, "ana")
    assert not store.remove_token(UserId("bob"), token.id)
    assert store.token_of(digest)
    assert store.remove_token(UserId("ANA"), token.id)
    assert store.token_of(digest) is None
    assert not store.remove_token(UserId("ana"), token.id)


def test_failures_are_counted_by_key(store: AccountStore) -> None:
    assert store.failures("ana") is None
    later = NOON + timedelta(seconds=7)
    assert store.add_failure("ana", NOON) == Failures(count=1, last_at=NOON)
    assert store.add_failure("bob", NOON) == Failures(count=1, last_at=NOON)
    assert store.add_failure("ana", later) == Failures(count=2, last_at=later)
    assert store.failures("ana") == Failures(count=2, last_at=later)
    assert store.failures("ANA") is None


def test_failures_that_come_at_once_are_each_counted(store: AccountStore) -> None:
    counts = at_once(8, lambda _number: [store.add_failure("ana", NOON).count for _ in range(5)])
    assert sorted(count for some in counts for count in some) == list(range(1, 41))
    assert store.failures("ana") == Failures(count=40, last_at=NOON)


def test_failures_are_forgotten_by_key_and_by_age(store: AccountStore) -> None:
    for hours, key in enumerate(["now", "before", "long before"]):
        store.add_failure(key, NOON - timedelta(hours=hours))
    store.forget_failures(["unknown"])
    assert all(store.failures(key) for key in ("now", "before", "long before"))
    store.forget_failures([], before=NOON - timedelta(hours=1))
    assert [bool(store.failures(key)) for key in ("now", "before", "long before")] == [True, True, False]
    store.forget_failures(["now"])
    assert [bool(store.failures(key)) for key in ("now", "before", "long before")] == [False, True, False]


def test_closed_it_opens_again(store: AccountStore) -> None:
    ana = _put(store, "ana")
    store.close()
    assert store.account(ana.user_id) == ana

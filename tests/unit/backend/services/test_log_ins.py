"""Logging in, and how who guesses is slowed down while the owner gets in."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.domain.ids import UserId
from audiostream.backend.ports import AccountStore
from audiostream.backend.services.accounts import AccountService
from audiostream.errors import Throttled, Unauthenticated
from tests.support.accounts import HOME, PASSWORD, Clock, account_service, account_store
from tests.support.threads import at_once

pytestmark = pytest.mark.slow


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountStore]:
    with closing(account_store(tmp_path, monkeypatch)) as opened:
        yield opened


@pytest.fixture
def accounts(store: AccountStore, clock: Clock) -> AccountService:
    service = account_service(store, clock)
    service.add("Ada", PASSWORD)
    return service


def _said(accounts: AccountService, name: str, password: str, address: str = HOME) -> str:
    try:
        return accounts.log_in(name, password, address).user_id
    except Throttled as error:
        return f"wait {error.retry_after_s}"
    except Unauthenticated as error:
        return error.message


def _guess(accounts: AccountService, times: int, *, name: str = "ada", address: str = HOME) -> list[str]:
    return [_said(accounts, name, "wrong", address) for _ in range(times)]


WRONG = "the name or the password is wrong"


@pytest.mark.parametrize("name", ["Ada", "ADA", " ada ", "\uff41\uff44\uff41"])
def test_a_name_is_known_whatever_its_case(accounts: AccountService, clock: Clock, name: str) -> None:
    assert accounts.log_in(name, PASSWORD, HOME).user_id == "Ada"
    assert accounts.account("ada").last_login_at == clock.now


@pytest.mark.parametrize("name", ["nobody", "", "\0", "a\ud800", "x" * 10_000, "bob"])
@pytest.mark.parametrize("password", [PASSWORD, "", "\0", "\ud800", "x" * 10_000])
def test_whoever_does_not_get_in_is_told_the_same(accounts: AccountService, name: str, password: str) -> None:
    accounts.add("bob", PASSWORD)
    accounts.set_active("bob", is_active=False)
    assert _said(accounts, name, password) == WRONG
    assert _said(accounts, "ada", password + "!") == WRONG


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_from_the_sixth_on_a_guess_must_wait_whether_there_is_an_account_or_not(
    accounts: AccountService, clock: Clock, name: str
) -> None:
    assert _guess(accounts, 7, name=name) == [*[WRONG] * 5, "wait 1", "wait 1"]
    for wait in (1, 2, 4, 8, 16):
        clock.pass_by(seconds=wait)
        assert _guess(accounts, 2, name=name) == [WRONG, f"wait {wait * 2}"]


def test_who_must_wait_must_wait_with_the_right_password_too(accounts: AccountService, clock: Clock) -> None:
    _guess(accounts, 5)
    assert _said(accounts, "ada", PASSWORD) == "wait 1"
    clock.pass_by(seconds=1)
    assert _said(accounts, "ada", PASSWORD) == "Ada"


def test_how_long_to_wait_is_said_in_words(accounts: AccountService, clock: Clock) -> None:
    for _ in range(5 + 9):
        _guess(accounts, 1)
        clock.pass_by(hours=1)
    _guess(accounts, 1)
    with pytest.raises(Throttled, match="too many attempts") as refused:
        accounts.log_in("ada", "wrong", HOME)
    assert (refused.value.retry_after_s, refused.value.hint) == (900, "Try again in 15 minutes.")


def test_after_a_success_guesses_are_free_again(accounts: AccountService) -> None:
    for _ in range(3):
        assert _guess(accounts, 4) == [WRONG] * 4
        assert _said(accounts, "ada", PASSWORD) == "Ada"


def test_after_a_day_failures_are_forgotten_and_leave_nothing_behind(
    accounts: AccountService, store: AccountStore, clock: Clock
) -> None:
    _guess(accounts, 5)
    clock.pass_by(days=1, seconds=1)
    assert _guess(accounts, 6) == [*[WRONG] * 5, "wait 1"]
    clock.pass_by(days=1, seconds=1)
    accounts.log_in("ada", PASSWORD, "192.0.2.2")
    assert store.failures(f"account ada from {HOME}") is None
    assert store.failures("account ada") is None


def test_nobody_is_locked_out_from_elsewhere(accounts: AccountService, clock: Clock) -> None:
    for number in range(30):
        _guess(accounts, 6, address=f"198.51.100.{number}")
        clock.pass_by(seconds=0.1)
    assert _said(accounts, "ada", PASSWORD) == "Ada"


def test_under_attack_an_own_mistake_costs_half_a_minute(accounts: AccountService, clock: Clock) -> None:
    for number in range(14):
        _guess(accounts, 5, address=f"198.51.100.{number}")
    assert _guess(accounts, 2) == [WRONG, "wait 30"]
    for second in range(30):  # the attack goes on
        clock.pass_by(seconds=1)
        _guess(accounts, 1, address=f"203.0.113.{second}")
    assert _said(accounts, "ada", PASSWORD) == "Ada"


def test_one_address_has_a_hundred_guesses_at_many_accounts(accounts: AccountService, clock: Clock) -> None:
    said = [_guess(accounts, 1, name=f"user {number}")[0] for number in range(101)]
    assert said == [*[WRONG] * 100, "wait 1"]
    clock.pass_by(seconds=1)
    assert _said(accounts, "ada", PASSWORD) == "Ada"
    clock.pass_by(seconds=1)
    assert _guess(accounts, 2, name="one more") == [WRONG, "wait 2"], "an own account wins no guesses"
    assert _said(accounts, "ada", PASSWORD, "192.0.2.2") == "Ada"


def test_guesses_at_once_are_no_more_than_one_after_the_other(accounts: AccountService, store: AccountStore) -> None:
    said = at_once(16, lambda _number: _guess(accounts, 1)[0])
    assert said.count(WRONG) == 5
    assert all(each.startswith("wait ") for each in said if each != WRONG)
    failures = store.failures("account ada")
    assert failures
    assert failures.count == 5


def test_of_guesses_at_once_after_a_wait_one_is_made(accounts: AccountService, clock: Clock) -> None:
    _guess(accounts, 5)
    clock.pass_by(seconds=1)
    said = at_once(8, lambda _number: _guess(accounts, 1)[0])
    assert said.count(WRONG) == 1


def test_the_same_work_is_done_for_an_account_that_there_is_and_one_that_there_is_not(
    accounts: AccountService, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiostream.backend.adapters.accounts.hashing import Argon2idHasher

    hashed: list[str] = []

    def counted(name: str) -> None:
        original = getattr(Argon2idHasher, name)

        def call(*arguments: object) -> object:
            hashed.append(name)
            return original(*arguments)

        monkeypatch.setattr(Argon2idHasher, name, call)

    counted("encode")
    counted("verify")
    work = []
    for name in ("ada", "nobody", "\0"):
        _guess(accounts, 1, name=name)
        work.append(len(hashed))
        hashed.clear()
    accounts.set_active("ada", is_active=False)
    _said(accounts, str(UserId("ada")), PASSWORD)
    assert [*work, len(hashed)] == [1, 1, 1, 1]

"""What every way does by which a device gets an account."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from audiostream.backend.adapters.http.account import HttpAccount
from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.ports import DeviceAccount
from audiostream.errors import Throttled, Unauthenticated, Unavailable
from tests.support.daemons import free_port
from tests.support.remote import serving
from tests.support.web import ADA, PASSWORD, SAM, Website

# Each test has a website of its own, behind a server.
pytestmark = pytest.mark.slow


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[Website, str]]:
    with serving(tmp_path) as served:
        yield served


@pytest.fixture
def account(site: tuple[Website, str]) -> Iterator[DeviceAccount]:
    opened = HttpAccount(HttpOptions(url=site[1]))
    yield opened
    opened.close()


def test_a_server_is_looked_for_before_anybody_is_asked(account: DeviceAccount) -> None:
    account.find_server()
    absent = HttpAccount(HttpOptions(url=f"http://127.0.0.1:{free_port()}"))
    with pytest.raises(Unavailable, match="cannot be reached"):
        absent.find_server()
    absent.close()


def test_a_password_gives_a_token_that_says_who_one_is(account: DeviceAccount, site: tuple[Website, str]) -> None:
    done = account.log_in(ADA, PASSWORD, "kitchen")
    assert (done.url, done.user_id, done.is_staff) == (site[1], ADA, False)
    assert done.token not in repr(done)
    assert [token.device for token in site[0].services.accounts.tokens(ADA)][-1] == "kitchen"
    assert account.log_in_by_token(done.token) == done


def test_a_token_of_staff_says_so(account: DeviceAccount, site: tuple[Website, str]) -> None:
    assert account.log_in_by_token(site[0].tokens[SAM]).is_staff


def test_a_wrong_password_is_refused_and_soon_slowly(account: DeviceAccount) -> None:
    for _ in range(5):
        with pytest.raises(Unauthenticated, match="password"):
            account.log_in(ADA, "wrong", "kitchen")
    with pytest.raises(Throttled) as caught:
        _guess(account, 10)  # the first wait is a second, and may be over
    assert caught.value.retry_after_s > 0


def _guess(account: DeviceAccount, times: int) -> None:
    for _ in range(times):
        with suppress(Unauthenticated):
            account.log_in(ADA, "wrong", "kitchen")


def test_a_token_that_is_none_is_refused(account: DeviceAccount) -> None:
    with pytest.raises(Unauthenticated, match="token"):
        account.log_in_by_token("ast_nonsense")


def test_logging_out_ends_the_token(account: DeviceAccount, site: tuple[Website, str]) -> None:
    done = account.log_in(ADA, PASSWORD, "kitchen")
    device = HttpAccount(HttpOptions(url=site[1], token=done.token))
    device.log_out()
    with pytest.raises(Unauthenticated):
        device.log_out()
    device.close()
    with pytest.raises(Unauthenticated):
        account.log_in_by_token(done.token)

"""How long who guesses has to wait, and who does not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiostream.backend.domain.accounts import Failures
from audiostream.backend.domain.throttling import keys, network, wait_s

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def _failed(count: int, ago_s: float = 0) -> Failures:
    return Failures(count=count, last_at=NOW - timedelta(seconds=ago_s))


def _wait(*, pair: Failures | None = None, account: Failures | None = None, address: Failures | None = None) -> int:
    return wait_s(NOW, pair=pair, account=account, address=address)


@pytest.mark.parametrize(
    ("count", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (14, 512), (15, 900), (16, 900), (10**9, 900)]
)
def test_five_guesses_are_free_and_each_further_one_doubles_the_wait(count: int, seconds: int) -> None:
    assert _wait(pair=_failed(count)) == seconds


def test_waiting_is_what_is_left_of_it() -> None:
    assert _wait(pair=_failed(7, ago_s=1)) == 3
    assert _wait(pair=_failed(7, ago_s=3.2)) == 1
    assert _wait(pair=_failed(7, ago_s=4)) == 0


def test_a_clock_that_was_put_back_makes_nobody_wait_longer() -> None:
    assert _wait(pair=_failed(7, ago_s=-600)) == 4


@pytest.mark.parametrize("ahead", [timedelta(hours=1), timedelta(days=365)])
def test_a_clock_that_was_wrong_keeps_nobody_out_until_that_time(ahead: timedelta) -> None:
    failed = Failures(count=40, last_at=NOW + ahead)
    assert _wait(pair=failed, account=failed, address=failed) == 0


def test_an_address_that_many_share_has_a_hundred_guesses() -> None:
    assert _wait(address=_failed(99)) == 0
    assert [_wait(address=_failed(count)) for count in (100, 101, 120)] == [1, 2, 900]


@given(st.integers(min_value=0, max_value=10**9))
def test_what_fails_elsewhere_keeps_nobody_out_who_has_not_failed_himself(elsewhere: int) -> None:
    assert _wait(account=_failed(elsewhere)) == 0


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=4))
def test_what_fails_elsewhere_costs_an_own_failure_half_a_minute_at_most(elsewhere: int, own: int) -> None:
    assert _wait(account=_failed(elsewhere), pair=_failed(own)) <= 30
    assert _wait(account=_failed(elsewhere), pair=_failed(own, ago_s=30)) == 0


def test_many_addresses_at_one_account_are_each_slower() -> None:
    assert _wait(account=_failed(49), pair=_failed(1)) == 0
    assert [_wait(account=_failed(count), pair=_failed(1)) for count in (50, 52, 60)] == [1, 4, 30]
    assert _wait(account=_failed(60), pair=_failed(12)) == 128, "the longer one holds"


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix", "unix"),
        ("a\nb", ""),
        ("x" * 1000, "x" * 100),
    ],
)
def test_who_has_a_network_of_ipv6_has_one_address(address: str, counted: str) -> None:
    assert network(address) == counted


def test_an_account_is_one_whatever_the_case_of_its_name_and_the_days_of_an_address_are_apart() -> None:
    first, second = keys("Ada", "192.0.2.1", NOW), keys("ADA", "192.0.2.1", NOW + timedelta(days=1))
    assert (first.pair, first.account) == (second.pair, second.account)
    assert first.address != second.address
    assert len({first.pair, first.account, first.address}) == 3

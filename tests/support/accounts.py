"""Accounts for tests: a store of its own, hashes that cost little, and a clock that is set by hand."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audiostream.backend.ports import AccountStore
from audiostream.backend.services.accounts import AccountService
from tests.support.catalogues import empty_accounts

PASSWORD = "a door, a jar, a car"  # noqa: S105 - of nobody
HOME = "192.0.2.1"


class Clock:
    """The time, which passes when it is told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def pass_by(self, **time: float) -> None:
        """Let time pass: ``seconds=1``, ``days=1``."""
        self.now += timedelta(**time)


def hash_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with the least memory and time that Argon2 takes."""
    from audiostream.backend.adapters.accounts.hashing import Argon2idHasher

    monkeypatch.setattr(Argon2idHasher, "memory_cost", 8)
    monkeypatch.setattr(Argon2idHasher, "time_cost", 1)


def account_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AccountStore:
    """Return a store without an account, in a folder, that hashes quickly."""
    store = empty_accounts(folder / "catalogue.sqlite3")
    hash_quickly(monkeypatch)
    return store


def account_service(store: AccountStore, clock: Clock) -> AccountService:
    """Return the rules on a store; ``password1`` is a common password, and the only one."""
    return AccountService(store, lambda password: password == "password1", clock=clock)  # noqa: S105 - of nobody

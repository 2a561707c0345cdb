"""Empty catalogues and accounts, made once: to make the tables anew takes fifty times as long as to open them."""

import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path

from audiostream.backend.adapters.accounts.opening import open_accounts
from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.ports import AccountStore, Catalogue


def empty_catalogue(path: Path) -> Catalogue:
    """Return a catalogue with nothing in it, in a new file; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content())
    return open_catalogue(path)


def empty_accounts(path: Path) -> AccountStore:
    """Return the accounts in a new file, where there are none; its folder is made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_content_with_accounts())
    return open_accounts(path)


@cache
def _content() -> bytes:
    def make(path: Path) -> None:
        with closing(open_catalogue(path)) as catalogue:
            assert not catalogue.artists(limit=1).items  # its first use makes it

    return _made(make)


@cache
def _content_with_accounts() -> bytes:
    def make(path: Path) -> None:
        with closing(open_accounts(path)) as accounts:
            assert not accounts.accounts(limit=1).items

    return _made(make)


def _made(make: Callable[[Path], None]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.sqlite3"
        make(path)
        # Closed, all of it is in the one file.
        assert list(Path(folder).iterdir()) == [path]
        return path.read_bytes()

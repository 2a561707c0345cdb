"""Accounts beside a catalogue, in one file and one process."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.accounts.opening import open_accounts
from audiostream.backend.adapters.catalog.catalogue import make_tables, open_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.settings import ACCOUNTS, WITH_TABLES
from audiostream.backend.domain.accounts import Account
from audiostream.backend.domain.ids import UserId
from audiostream.errors import Unavailable
from tests.support.accounts import PASSWORD
from tests.support.builders import make_artist
from tests.support.catalogues import empty_accounts, empty_catalogue

ADA = Account(user_id=UserId("ada"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalogue.sqlite3"


def _apps(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {app for (app,) in connection.execute("SELECT DISTINCT app FROM django_migrations")}


def test_a_catalogue_of_before_gets_the_tables_of_accounts_when_one_is_asked_for(path: Path) -> None:
    with closing(empty_catalogue(path)) as catalogue:
        catalogue.put_artist(make_artist("Nina Simone"))
        assert _apps(path) == {"catalog"}
        with closing(open_accounts(path)) as accounts:
            assert accounts.put_account(ADA, PASSWORD)
            assert accounts.check_password(ADA.user_id, PASSWORD) == ADA
        assert _apps(path) == {"catalog", "accounts"}
        assert catalogue.artist_named("nina simone")


def test_a_file_that_accounts_have_made_is_a_catalogue_too(path: Path) -> None:
    with closing(empty_accounts(path)) as accounts, closing(open_catalogue(path)) as catalogue:
        assert accounts.put_account(ADA, PASSWORD)
        assert catalogue.put_artist(make_artist())[1]


def test_all_tables_that_a_web_server_needs_are_made_and_kept(path: Path) -> None:
    with closing(empty_accounts(path)) as accounts:
        accounts.put_account(ADA, PASSWORD)
        for _ in range(2):
            make_tables(path)
        assert accounts.account(ADA.user_id) == ADA
    assert _apps(path) == {name.rpartition(".")[2] for name in WITH_TABLES}


def test_accounts_of_a_newer_version_are_left_alone(path: Path) -> None:
    with closing(empty_accounts(path)):
        pass
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('accounts', '9999_new', 0)")
    with closing(open_accounts(path)) as accounts, pytest.raises(Unavailable, match=r"newer.*accounts\.9999_new"):
        accounts.account(ADA.user_id)
    with closing(open_catalogue(path)) as catalogue:
        assert not catalogue.artists(limit=1).items, "of which the catalogue's tables know nothing"


def test_the_migrations_make_the_models_as_they_are() -> None:
    set_up_django([ACCOUNTS])
    from django.core.management import call_command

    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=3)


INSTALLED = """
import sys
from pathlib import Path
from audiostream.backend.adapters.accounts.opening import open_accounts
from audiostream.backend.adapters.catalog.catalogue import open_catalogue
path = Path(sys.argv[1])
catalogue = open_catalogue(path)
assert not catalogue.artists(limit=1).items
from django.apps import apps
assert [each.label for each in apps.get_app_configs()] == ["catalog"]
assert not any(name.startswith("django.contrib") for name in sys.modules)
accounts = open_accounts(path)
assert not accounts.accounts(limit=1).items
assert [each.label for each in apps.get_app_configs()] == ["catalog", "accounts"]
assert not catalogue.artists(limit=1).items
"""


def test_a_process_loads_the_accounts_when_it_asks_for_them(path: Path) -> None:
    subprocess.run([sys.executable, "-c", INSTALLED, str(path)], check=True)

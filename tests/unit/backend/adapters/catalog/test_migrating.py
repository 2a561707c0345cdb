"""Which migrations there are, and in what order."""

from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.migrating import Migration, known_migrations, steps
from audiostream.backend.adapters.catalog.settings import CATALOGUE, WITH_TABLES


def test_those_of_an_app_are_in_order() -> None:
    assert [str(each) for each in known_migrations([CATALOGUE])] == [
        "catalog.0001_initial",
        "catalog.0002_sqlite_search",
        "catalog.0003_plain_names",
        "catalog.0004_server_search",
    ]


def test_the_known_are_those_that_django_finds_each_behind_what_it_depends_on() -> None:
    set_up_django(WITH_TABLES)
    from django.db.migrations.loader import MigrationLoader

    found = MigrationLoader(None).disk_migrations
    known = list(known_migrations(WITH_TABLES))
    assert set(known) == {key for key in found if key[0] in {each.label for each in known}}
    for number, each in enumerate(known):
        needed = [Migration(*key) for key in found[each].dependencies if key[1] not in ("__first__", "__setting__")]
        assert set(needed) <= set(known[:number]), f"{each} stands before what it needs"


def test_ours_are_steps_and_those_of_djangos_own_apps_go_together() -> None:
    named = [str(each) for each in steps(WITH_TABLES)]
    assert named[:5] == [*map(str, known_migrations([CATALOGUE])), "accounts.0001_initial"]
    assert [name.partition(".")[0] for name in named[5:]] == ["contenttypes", "auth", "sessions", "admin"]
    assert [each for each in known_migrations(WITH_TABLES) if each in steps(WITH_TABLES)] == list(steps(WITH_TABLES))

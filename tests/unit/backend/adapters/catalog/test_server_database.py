"""A catalogue on a server that others use too, and that fails at times."""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.settings import CATALOGUE
from audiostream.backend.domain.catalogue import Artist
from audiostream.backend.domain.ids import ArtistId
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidConfig, Rejected, Unavailable
from tests.support import postgresql
from tests.support.builders import make_album, make_artist, make_audio, make_song
from tests.support.threads import at_once

pytestmark = pytest.mark.servers

# Of all sessions of this process's database but the one that asks.
_CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_COUNT = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def test_an_id_that_is_taken_is_a_conflict_however_often_it_runs(catalogue: Catalogue) -> None:
    artist, _ = catalogue.put_artist(make_artist("Nina Simone"))
    with pytest.raises(Conflict):
        catalogue.put_artist(make_artist("Odetta", id=artist.id))


def test_connections_that_the_server_cut_are_made_again(catalogue: Catalogue, options: ServerOptions) -> None:
    artist, _ = catalogue.put_artist(make_artist())
    calls: list[Callable[[], Artist]] = [lambda: catalogue.artist(artist.id), lambda: catalogue.put_artist(artist)[0]]
    for call in calls:
        cut = postgresql.run(_CUT, options.dsn)
        assert (True,) in cut  # one that is about to end may be there too
        assert call() == artist


def test_one_that_is_cut_again_and_again_is_unavailable(database: ServerDatabase) -> None:
    with pytest.raises(Unavailable, match="database 'audiostream_test_") as caught:
        database.read(lambda alias: postgresql.execute(alias, "SELECT pg_terminate_backend(pg_backend_pid())"))
    assert "Check that the server runs" in str(caught.value.hint)
    database.reach()


def test_a_break_while_storing_says_that_it_is_not_known(
    catalogue: Catalogue, database: ServerDatabase, options: ServerOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db.backends.base.base import BaseDatabaseWrapper

    commit = BaseDatabaseWrapper.commit

    def cut(wrapper: BaseDatabaseWrapper) -> None:
        postgresql.run(_CUT, options.dsn)
        commit(wrapper)

    database.reach()
    monkeypatch.setattr(BaseDatabaseWrapper, "commit", cut)
    with pytest.raises(Unavailable, match="broke while this was being stored") as caught:
        database.write(lambda alias: postgresql.execute(alias, "SELECT 1"))
    assert "nothing is stored twice" in str(caught.value.hint)
    monkeypatch.undo()
    assert catalogue.put_artist(make_artist())[1]


def test_each_thread_keeps_one_connection_and_gives_it_back(catalogue: Catalogue, options: ServerOptions) -> None:
    def many(_: int) -> None:
        for _ in range(5):
            catalogue.artists(limit=1)

    at_once(4, many)
    # A session of PostgreSQL ends a moment after its connection.
    assert _settles(lambda: postgresql.run(_COUNT, options.dsn) == [(4,)])
    many(0)
    assert _settles(lambda: postgresql.run(_COUNT, options.dsn) == [(1,)]), "those of threads that ended are closed"
    catalogue.close()
    assert _settles(lambda: postgresql.run(_COUNT, options.dsn) == [(0,)])
    assert catalogue.put_artist(make_artist())[1], "it opens again"


def _settles(condition: Callable[[], bool]) -> bool:
    ended = threading.Event()
    return any(condition() or ended.wait(0.02) for _ in range(500))


def test_a_statement_that_takes_too_long_is_ended(options: ServerOptions) -> None:
    with closing(ServerDatabase(replace(options, statement_timeout_s=1.0), [CATALOGUE])) as database:
        with pytest.raises(Unavailable, match="statement timeout") as caught:
            database.read(lambda alias: postgresql.execute(alias, "SELECT pg_sleep(60)"))
        assert "overloaded" in str(caught.value.hint)
        database.reach()


def test_a_lock_that_another_holds_for_too_long_is_unavailable(catalogue: Catalogue, options: ServerOptions) -> None:
    catalogue.put_artist(make_artist())
    with (
        closing(psycopg2.connect(options.dsn)) as other,
        other.cursor() as cursor,
        closing(open_server_catalogue(replace(options, statement_timeout_s=1.0))) as hurried,
    ):
        cursor.execute("LOCK TABLE catalog_artist")
        with pytest.raises(Unavailable):
            hurried.put_artist(make_artist("Odetta"))
        other.rollback()
        assert hurried.put_artist(make_artist("Odetta"))[1]


def test_nobody_listening_is_unavailable_at_once() -> None:
    with (
        closing(open_server_catalogue(ServerOptions(dsn="postgresql://root:s3cr3t@127.0.0.1:1/music"))) as catalogue,
        pytest.raises(Unavailable, match=r"the database 'music' on 127\.0\.0\.1:1: .*refused") as caught,
    ):
        catalogue.artists(limit=1)
    assert "s3cr3t" not in caught.value.message
    assert "catalogue_dsn" in str(caught.value.hint)


def test_another_server_than_the_address_says_is_told(options: ServerOptions) -> None:
    address = options.dsn.replace("postgresql://", "cockroachdb://")
    with (
        closing(open_server_catalogue(ServerOptions(dsn=address))) as catalogue,
        pytest.raises(InvalidConfig, match="is not CockroachDB") as caught,
    ):
        catalogue.artists(limit=1)
    assert "postgresql://" in str(caught.value.hint)


@pytest.mark.parametrize("which", ["a number", "a text", "a nul"])
def test_a_value_that_no_server_takes_is_rejected(catalogue: Catalogue, which: str) -> None:
    artist, _ = catalogue.put_artist(make_artist(id=ArtistId(1)))
    album, _ = catalogue.put_album(make_album(artist=artist))
    bad = {
        "a number": make_song(album=album, audio=make_audio(bitrate=2**64)),
        "a text": make_song("\ud800", album=album),
        "a nul": make_song("a\0b", album=album),
    }[which]
    good = make_song(album=album)
    with pytest.raises(Rejected):
        catalogue.put_songs([good, bad])
    assert not catalogue.songs(limit=1).items
    assert catalogue.put_songs([good])[0][1]


def test_transactions_and_queries_are_serializable(database: ServerDatabase) -> None:
    set_up_django([CATALOGUE])
    for call in (database.read, database.write):
        assert call(lambda alias: postgresql.execute(alias, "SHOW transaction_isolation")) == [("serializable",)]

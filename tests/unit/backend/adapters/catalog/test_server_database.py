"""A catalogue on a server that others use too, and that fails at times."""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise

import psycopg2
import pytest
from django.db import Error

from audiostream.backend.adapters.catalog import server_database
from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.connection import set_up_django
from audiostream.backend.adapters.catalog.server_database import MOST_ATTEMPTS, ServerDatabase
from audiostream.backend.adapters.catalog.server_failures import may_run_again
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.domain.catalogue import Artist, Song
from audiostream.backend.domain.ids import ArtistId
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidConfig, Rejected, Unavailable
from tests.support import postgresql
from tests.support.builders import make_album, make_artist, make_audio, make_media, make_song
from tests.support.threads import at_once

pytestmark = pytest.mark.servers

# Of all sessions of this process's database but the one that asks.
_CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_COUNT = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


@pytest.fixture
def options() -> ServerOptions:
    return postgresql.empty_options()


@pytest.fixture
def database(options: ServerOptions) -> Iterator[ServerDatabase]:
    with closing(ServerDatabase(options)) as opened:
        yield opened


@pytest.fixture
def catalogue(options: ServerOptions) -> Iterator[Catalogue]:
    with closing(open_server_catalogue(options)) as opened:
        yield opened


def _execute(alias: str, statement: str) -> list[tuple[object, ...]]:
    from django.db import connections

    with connections[alias].cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


class Sqlstates:
    """The codes of the errors that were met and run again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.met: list[str] = []

        def noted(error: Error) -> bool:
            self.met.append(str(getattr(error.__cause__, "pgcode", None)))
            return may_run_again(error)

        monkeypatch.setattr(server_database, "may_run_again", noted)


@pytest.fixture
def sqlstates(monkeypatch: pytest.MonkeyPatch) -> Sqlstates:
    return Sqlstates(monkeypatch)


def _after_all_have_read(count: int) -> Callable[[str], None]:
    """Return what work calls once it has read: the first time it waits until all have."""
    ready, done = threading.Barrier(count), threading.local()

    def wait(alias: str) -> None:
        if not hasattr(done, alias):
            setattr(done, alias, True)
            ready.wait(timeout=30)

    return wait


def test_of_two_that_read_what_the_other_writes_one_runs_again_and_none_is_lost(
    database: ServerDatabase, sqlstates: Sqlstates
) -> None:
    artist = make_artist("0")
    with closing(open_server_catalogue(ServerOptions(dsn=postgresql.process_database()))) as catalogue:
        catalogue.put_artist(artist)
    wait = _after_all_have_read(2)

    def one_more(alias: str) -> int:
        ((name,),) = _execute(alias, "SELECT name FROM catalog_artist")
        wait(alias)
        _execute(alias, f"UPDATE catalog_artist SET name = '{int(str(name)) + 1}'")  # noqa: S608 - a number
        return int(str(name)) + 1

    assert sorted(at_once(2, lambda _: database.write(one_more))) == [1, 2]
    assert sqlstates.met == ["40001"]


def test_uploads_of_one_album_at_once_meet_and_all_end_right(
    catalogue: Catalogue, sqlstates: Sqlstates, monkeypatch: pytest.MonkeyPatch
) -> None:
    from audiostream.backend.adapters.catalog import new_songs

    # Each has read what is there before any of them writes: only the server can tell that they met.
    wait, stored = _after_all_have_read(6), new_songs._stored  # noqa: SLF001 - in between

    def waiting(alias: str, rows: Sequence[object]) -> object:
        found = stored(alias, rows)  # type: ignore[arg-type]
        wait(alias)
        return found

    monkeypatch.setattr(new_songs, "_stored", waiting)
    media = [make_media(bytes([number])) for number in range(20)]

    def upload(number: int) -> list[tuple[Song, bool]]:
        artist, _ = catalogue.put_artist(make_artist("Nina Simone"))
        album, _ = catalogue.put_album(make_album("Pastel Blues", artist=artist))
        both = [make_song(f"Song {n}", album=album, media=each) for n, each in enumerate(media)]
        own = make_song(f"Only {number} has it", album=album)
        return list(catalogue.put_songs([*both, own]))

    results = at_once(6, upload)
    assert "40001" in sqlstates.met
    assert len(catalogue.artists(limit=10).items) == len(catalogue.albums(limit=10).items) == 1
    there = catalogue.songs(limit=100).items
    assert len(there) == len(media) + 6
    assert sum(new for result in results for _, new in result) == len(there)
    assert {song for result in results for song, _ in result} == set(there)
    assert len(catalogue.search("song", limit=100).songs) == len(media)


def test_transactions_that_wait_for_each_other_both_end(
    database: ServerDatabase, catalogue: Catalogue, sqlstates: Sqlstates
) -> None:
    first, second = (catalogue.put_artist(make_artist(name))[0] for name in "ab")
    wait = _after_all_have_read(2)

    def rename(number: int) -> None:
        def work(alias: str) -> None:
            for artist in (first, second) if number else (second, first):
                _execute(alias, f"UPDATE catalog_artist SET name = '{number}' WHERE id = {artist.id}")  # noqa: S608
                wait(alias)

        database.write(work)

    at_once(2, rename)
    assert len({artist.name for artist in catalogue.artists(limit=2).items}) == 1
    assert "40P01" in sqlstates.met


def test_what_others_keep_undoing_is_unavailable_in_the_end(
    database: ServerDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    raising = "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$"
    with pytest.raises(Unavailable, match="again"):
        database.write(lambda alias: _execute(alias, raising))
    assert len(slept) == MOST_ATTEMPTS - 1


def test_the_waits_grow_differ_and_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(server_database.waits()) != list(server_database.waits())
    monkeypatch.setattr(random, "uniform", lambda least, most: (least, most))
    spans = list(server_database.waits())
    assert len(spans) == MOST_ATTEMPTS - 1
    assert all(least == 0 for least, _ in spans)  # type: ignore[misc, has-type]
    longest = [most for _, most in spans]  # type: ignore[misc, has-type]
    assert all(one <= next_one <= 1.0 for one, next_one in pairwise(longest))


def test_an_id_that_is_taken_is_a_conflict_however_often_it_runs(catalogue: Catalogue) -> None:
    artist, _ = catalogue.put_artist(make_artist("Nina Simone"))
    with pytest.raises(Conflict):
        catalogue.put_artist(make_artist("Odetta", id=artist.id))


def test_connections_that_the_server_cut_are_made_again(catalogue: Catalogue, options: ServerOptions) -> None:
    artist, _ = catalogue.put_artist(make_artist())
    calls: list[Callable[[], Artist]] = [lambda: catalogue.artist(artist.id), lambda: catalogue.put_artist(artist)[0]]
    for call in calls:
        cut = postgresql.run(_CUT, options.dsn)
        assert cut == [(True,)]
        assert call() == artist


def test_one_that_is_cut_again_and_again_is_unavailable(database: ServerDatabase) -> None:
    with pytest.raises(Unavailable, match="database 'audiostream_test_") as caught:
        database.read(lambda alias: _execute(alias, "SELECT pg_terminate_backend(pg_backend_pid())"))
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
        database.write(lambda alias: _execute(alias, "SELECT 1"))
    assert "nothing is stored twice" in str(caught.value.hint)
    monkeypatch.undo()
    assert catalogue.put_artist(make_artist())[1]


def test_each_thread_keeps_one_connection_and_gives_it_back(catalogue: Catalogue, options: ServerOptions) -> None:
    def many(_: int) -> None:
        for _ in range(5):
            catalogue.artists(limit=1)

    at_once(4, many)
    assert postgresql.run(_COUNT, options.dsn) == [(4,)]
    many(0)
    assert postgresql.run(_COUNT, options.dsn) == [(1,)], "those of threads that ended are closed"
    catalogue.close()
    assert _settles(lambda: postgresql.run(_COUNT, options.dsn) == [(0,)])
    assert catalogue.put_artist(make_artist())[1], "it opens again"


def _settles(condition: Callable[[], bool]) -> bool:
    ended = threading.Event()
    return any(condition() or ended.wait(0.02) for _ in range(500))


def test_a_statement_that_takes_too_long_is_ended(options: ServerOptions) -> None:
    with closing(ServerDatabase(replace(options, statement_timeout_s=0.05))) as database:
        with pytest.raises(Unavailable, match="statement timeout") as caught:
            database.read(lambda alias: _execute(alias, "SELECT pg_sleep(60)"))
        assert "overloaded" in str(caught.value.hint)
        database.reach()


def test_a_lock_that_another_holds_for_too_long_is_unavailable(catalogue: Catalogue, options: ServerOptions) -> None:
    catalogue.put_artist(make_artist())
    with (
        closing(psycopg2.connect(options.dsn)) as other,
        other.cursor() as cursor,
        closing(open_server_catalogue(replace(options, statement_timeout_s=0.05))) as hurried,
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
    set_up_django()
    for call in (database.read, database.write):
        assert call(lambda alias: _execute(alias, "SHOW transaction_isolation")) == [("serializable",)]

"""Transactions that meet others on a server: which run again, and that all end right."""

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing

import pytest
from django.db import Error

from audiostream.backend.adapters.catalog import server_database
from audiostream.backend.adapters.catalog.catalogue import open_server_catalogue
from audiostream.backend.adapters.catalog.server_database import ServerDatabase
from audiostream.backend.adapters.catalog.server_failures import may_run_again
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.adapters.catalog.undisturbed import MOST_ATTEMPTS
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import Catalogue
from audiostream.errors import Unavailable
from tests.support import postgresql
from tests.support.builders import make_album, make_artist, make_media, make_song
from tests.support.threads import at_once

pytestmark = pytest.mark.servers


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
        ((name,),) = postgresql.execute(alias, "SELECT name FROM catalog_artist")
        wait(alias)
        postgresql.execute(alias, f"UPDATE catalog_artist SET name = '{int(str(name)) + 1}'")  # noqa: S608 - a number
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
                postgresql.execute(alias, f"UPDATE catalog_artist SET name = '{number}' WHERE id = {artist.id}")  # noqa: S608
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
        database.write(lambda alias: postgresql.execute(alias, raising))
    assert len(slept) == MOST_ATTEMPTS - 1

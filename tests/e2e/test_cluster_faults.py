"""What listeners and uploaders meet on a cluster: no Kafka, a killed player, others who upload the same."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.events import now_us
from audiostream.settings import Settings
from tests.support import postgresql, servers
from tests.support.audio import make_tone
from tests.support.clusters import ALBUM, consuming, listener_with, listens_of, own_settings, stored_ids, upload_tones
from tests.support.events import ADA, make_listened
from tests.support.listener import PATIENCE_S, Listener, wait_until

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

SPOOLED = 1_000
SOME_SENT = "SELECT count(*) < 1000 FROM listen"
UNDER_WAY = "SELECT count(*) FROM listen WHERE player IS NOT NULL"
# As if so much time had passed since its player was last seen.
AGE = "UPDATE listen SET seen_at = seen_at - 60000000 RETURNING 1"
UPLOADERS = 4


@contextmanager
def _cluster(folder: Path) -> Iterator[tuple[Listener, Settings]]:
    with own_settings() as settings:
        yield listener_with(settings, folder), Settings(**settings)  # type: ignore[arg-type]  # as their fields


@pytest.mark.alone
def test_without_kafka_players_play_on_and_what_they_and_killed_ones_have_heard_arrives_once(tmp_path: Path) -> None:
    with _cluster(tmp_path / "home") as (ada, settings), listens_of(settings) as store:
        upload_tones(ada, tmp_path / "music", {"Long": 25.0, "Short": 1.0, "Last": 1.0})
        short = ada.songs()["Short"]["id"]
        with consuming(ada):
            with ada.running("play", f"album:{ALBUM}") as player:
                wait_until(lambda: ada.spooled(UNDER_WAY))
                with servers.away("kafka"):
                    _, told = player.communicate(timeout=PATIENCE_S)
                    assert player.returncode == 0, told
                    assert ada.spooled() == 3
                    _spool(ada, SPOOLED)
                    _play_and_kill_once(ada, UNDER_WAY)
                    heard = _spooled_ids(ada)
                    assert len(heard) == 3 + SPOOLED + 1
                    assert stored_ids(store, ADA) == []
            # Killed once more, where the log has some of them and perhaps one that is still in the spool.
            _play_and_kill_once(ada, SOME_SENT)
            heard |= _spooled_ids(ada)
            ada.spooled(AGE)
            plays = ada.send_spooled(short)
            wait_until(lambda: len(stored_ids(store, ADA)) >= len(heard) + plays)
        found = stored_ids(store, ADA)
        assert len(found) == len(set(found)) == len(heard) + plays
        assert heard <= set(found)


def test_uploads_of_the_same_album_at_the_same_moment_leave_one(tmp_path: Path) -> None:
    music = tmp_path / "music"
    for track in range(1, 6):
        tags = {"title": f"Song {track}", "artist": "Nina Simone", "album": "Pastel Blues", "track": str(track)}
        make_tone(music / f"{track}.flac", seconds=0.5, frequency=200 + 50 * track, **tags)
    with _cluster(tmp_path / "home") as (ada, settings), ExitStack() as stack:
        ada.run("cluster", "init", "--only", "catalogue", "--only", "storage", "--wait", "60")
        with _nobody_writes_artists(settings.catalogue_dsn):
            # Each has looked for the artist, and found none, before any of them can write: the server must tell.
            uploads = [stack.enter_context(ada.running("upload", str(music), "--json")) for _ in range(UPLOADERS)]
            wait_until(lambda: _waiting(settings.catalogue_dsn) == UPLOADERS)
        told = [upload.communicate(timeout=PATIENCE_S) for upload in uploads]
        assert [upload.returncode for upload in uploads] == [0] * UPLOADERS, told
        assert _serialization_failures(settings.catalogue_dsn) >= UPLOADERS - 1
        assert [artist["name"] for artist in ada.data("artist", "list")] == ["Nina Simone"]
        assert [album["title"] for album in ada.data("album", "list")] == ["Pastel Blues"]
        assert sorted(song["title"] for song in ada.data("song", "list")) == [f"Song {n}" for n in range(1, 6)]
        assert ada.data("storage", "check")["files"] == 5


def _spool(ada: Listener, count: int) -> None:
    """Put listens into the spool, as players that were off the network for weeks have."""
    begun = now_us() - count * 200_000_000
    with closing(SqliteSpool(ada.data_dir / "spool.sqlite3")) as spool:
        for number in range(count):
            spool.finish(make_listened(started_at=begun + number * 200_000_000))


def _spooled_ids(ada: Listener) -> set[UUID]:
    with closing(sqlite3.connect(ada.data_dir / "spool.sqlite3")) as connection:
        return {UUID(bytes=event_id) for (event_id,) in connection.execute("SELECT event_id FROM listen")}


def _play_and_kill_once(ada: Listener, question: str) -> None:
    """Play a long song, and end the player as a power cut would once the spool says yes."""
    with ada.running("play", ada.songs()["Long"]["id"]) as player:
        wait_until(lambda: ada.spooled(question))
        player.kill()
        player.wait()


@contextmanager
def _nobody_writes_artists(dsn: str) -> Iterator[None]:
    import psycopg2

    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("LOCK TABLE catalog_artist IN SHARE MODE")
        yield


def _database(dsn: str) -> str:
    return urlsplit(dsn).path.removeprefix("/")


def _waiting(dsn: str) -> int:
    """Return how many transactions wait for a lock."""
    statement = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    ((count,),) = postgresql.run(statement, dsn)
    return int(str(count))


def _serialization_failures(dsn: str) -> int:
    """Return how many transactions the server has undone with SQLSTATE 40001, by what it has logged of them."""
    lines = servers.log_of("postgres").splitlines()
    return sum(f" {_database(dsn)} ERROR:  could not serialize access" in line for line in lines)

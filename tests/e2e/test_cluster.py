"""From nothing to music on the servers of a cluster, by the installed command."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.audio import make_tone
from tests.support.clusters import own_cluster
from tests.support.listener import PATIENCE_S, Listener, wait_until
from tests.support.servers import away

pytestmark = pytest.mark.servers

ARTIST, ALBUM = "1024921636833263617", "1024921637392220161"
UNDER_WAY = "SELECT count(*) FROM listen WHERE player IS NOT NULL"


@pytest.fixture
def ada(tmp_path: Path) -> Iterator[Listener]:
    with own_cluster(tmp_path / "home") as listener:
        yield listener


def _upload(ada: Listener, folder: Path, lengths: dict[str, float]) -> None:
    """Set the servers up, and give them an album of tones by the ids of the mission."""
    ada.run("cluster", "init", "--wait", "60")
    ada.run("artist", "add", "Tuning Fork", "--id", ARTIST)
    ada.run("album", "add", "Tones", "--artist", ARTIST, "--id", ALBUM)
    for track, (title, seconds) in enumerate(lengths.items(), start=1):
        suffix = (".flac", ".mp3", ".opus")[track % 3]
        make_tone(
            folder / f"{title}{suffix}", seconds=seconds, frequency=200 + 50 * track, title=title, track=str(track)
        )
    ada.run("upload", str(folder), "--artist-id", ARTIST, "--album-id", ALBUM)


@contextmanager
def _consumer(ada: Listener) -> Iterator["subprocess.Popen[str]"]:
    """Have a consumer at work, which ends well."""
    with ada.running("consumer", "run") as consumer:
        yield consumer
        consumer.terminate()
        _, told = consumer.communicate(timeout=PATIENCE_S)
        assert consumer.returncode == 0, told


def _states(ada: Listener) -> set[str]:
    return {item["status"] for item in ada.data("cluster", "init")["items"]}


@pytest.mark.slow
def test_from_nothing_to_music(ada: Listener, tmp_path: Path) -> None:
    assert not ada.run("cluster", "status", code=3).out.count("audiostream-secret")
    _upload(ada, tmp_path / "music", {"One": 1.0, "Two": 1.5, "Three": 1.0})
    assert _states(ada) == {"unchanged"}
    songs = ada.songs()
    assert {(song["artist"]["id"], song["album"]["id"]) for song in songs.values()} == {(ARTIST, ALBUM)}
    accepted = ada.run("playlist", "create", "Mornings", "--no-wait")
    assert "Accepted, not yet visible" in accepted.err
    with _consumer(ada):
        wait_until(lambda: ada.data("playlist", "list"))
        added = ada.data("playlist", "add", "Mornings", f"album:{ALBUM}")
        assert added["visible"]
        shown = [song["title"] for song in ada.data("playlist", "show", "Mornings")["songs"]]
        assert shown == ["One", "Two", "Three"]
        assert ada.data("playlist", "move", "Mornings", "3", "1")["visible"]
        ada.run("play", "playlist:Mornings")
        wait_until(lambda: len(ada.heard()) == 3)
        assert [title for title, _ in ada.heard()] == ["Three", "One", "Two"]
        assert [listen["song_id"] for listen in reversed(ada.data("history"))] == [
            songs[title]["id"] for title in ("Three", "One", "Two")
        ]
        assert ada.data("playlist", "delete", "Mornings", "--yes")["visible"]
        assert ada.data("playlist", "list") == []
        status = ada.data("cluster", "status")
        assert status["healthy"], status
        assert {each["system"] for each in status["findings"]} == {"cassandra", "kafka", "catalogue", "storage"}
        assert ada.run("cluster", "doctor").out == "Nothing is wrong.\n"
    assert ada.spooled() == 0


@pytest.mark.slow
def test_two_that_set_up_at_the_same_moment_end_as_one(ada: Listener) -> None:
    with ada.running("cluster", "init", "--wait", "60") as one, ada.running("cluster", "init", "--wait", "60") as two:
        told = [each.communicate(timeout=PATIENCE_S) for each in (one, two)]
    assert [one.returncode, two.returncode] == [0, 0], told
    assert _states(ada) == {"unchanged"}


@pytest.mark.slow
@pytest.mark.alone
def test_without_kafka_it_plays_on_and_the_listens_arrive_later_once_each(ada: Listener, tmp_path: Path) -> None:
    _upload(ada, tmp_path / "music", {"Long": 25.0, "Short": 1.0, "Last": 1.0})
    with _consumer(ada):
        with ada.running("play", f"album:{ALBUM}") as player:
            wait_until(lambda: ada.spooled(UNDER_WAY))
            with away("kafka"):
                _, told = player.communicate(timeout=PATIENCE_S)
                assert player.returncode == 0, told
                assert ada.spooled() == 3
                assert ada.heard() == []
        ada.run("play", ada.songs()["Short"]["id"])
        wait_until(lambda: len(ada.heard()) == 4)
        assert [title for title, _ in ada.heard()] == ["Long", "Short", "Last", "Short"]
        assert len({listen["event_id"] for listen in ada.data("history")}) == 4
        wait_until(lambda: ada.data("consumer", "status")["spool"]["waiting"] == 0)

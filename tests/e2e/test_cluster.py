"""From nothing to music on the servers of a cluster, by the installed command."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.cassandra.options import CassandraOptions
from audiostream.backend.adapters.cassandra.replication import replication_of
from audiostream.backend.adapters.cassandra.session import Session
from tests.support.cassandra import check_told_healthy
from tests.support.clusters import ALBUM, ARTIST, consuming, listener_with, own_settings, upload_tones
from tests.support.listener import PATIENCE_S, Listener, wait_until
from tests.support.servers import CASSANDRA_HOSTS

pytestmark = [pytest.mark.servers, pytest.mark.timeout(900)]


@pytest.fixture
def settings() -> Iterator[Mapping[str, str | int]]:
    with own_settings() as own:
        yield own


@pytest.fixture
def keyspace(settings: Mapping[str, str | int]) -> str:
    return str(settings["cassandra_keyspace"])


@pytest.fixture
def ada(settings: Mapping[str, str | int], tmp_path: Path) -> Listener:
    return listener_with(settings, tmp_path / "home")


def _states(ada: Listener) -> set[str]:
    return {item["status"] for item in ada.data("cluster", "init", "--wait", "60")["items"]}


@pytest.mark.slow
def test_from_nothing_to_music(ada: Listener, keyspace: str, tmp_path: Path) -> None:
    assert not ada.run("cluster", "status", code=3).out.count("audiostream-secret")
    upload_tones(ada, tmp_path / "music", {"One": 1.0, "Two": 1.5, "Three": 1.0})
    assert _states(ada) == {"unchanged"}
    songs = ada.songs()
    assert {(song["artist"]["id"], song["album"]["id"]) for song in songs.values()} == {(ARTIST, ALBUM)}
    accepted = ada.run("playlist", "create", "Mornings", "--no-wait")
    assert "Accepted, not yet visible" in accepted.err
    with consuming(ada):
        wait_until(lambda: ada.data("playlist", "list"))
        added = ada.data("playlist", "add", "Mornings", f"album:{ALBUM}")
        assert added["visible"]
        shown = [song["title"] for song in ada.data("playlist", "show", "Mornings")["songs"]]
        assert shown == ["One", "Two", "Three"]
        assert ada.data("playlist", "move", "Mornings", "3", "1")["visible"]
        ada.run("play", "playlist:Mornings")
        ada.send_spooled(songs["One"]["id"])
        wait_until(lambda: len(ada.heard()) >= 3)
        assert [title for title, _ in ada.heard()][:3] == ["Three", "One", "Two"]
        assert [listen["song_id"] for listen in reversed(ada.data("history"))][:3] == [
            songs[title]["id"] for title in ("Three", "One", "Two")
        ]
        assert ada.data("playlist", "delete", "Mornings", "--yes")["visible"]
        assert ada.data("playlist", "list") == []
        ada.wait_well()
        status = ada.data("cluster", "status")
        assert status["healthy"], status
        assert {each["system"] for each in status["findings"]} == {"cassandra", "kafka", "catalogue", "storage"}
        told = {each["subject"]: each["detail"] for each in status["findings"] if each["system"] == "cassandra"}
        check_told_healthy(told, keyspace, migrations=2)
    assert ada.spooled() == 0


@pytest.mark.slow
def test_the_strategy_that_is_asked_for_is_the_keyspaces(ada: Listener, keyspace: str) -> None:
    asked = ["cluster", "init", "--only", "cassandra", "--strategy", "simple"]
    refused = ada.run(*asked, "--replication-factor", "4", code=3)
    assert "4 replicas are asked for, but 2 of 2 nodes in datacenter1 are up" in refused.out
    assert "Start more nodes, or wait until they have joined (--wait), or ask for fewer replicas." in refused.err
    assert _replication(keyspace) is None
    ada.run(*asked, "--wait", "60")
    assert _replication(keyspace) == {"class": "SimpleStrategy", "replication_factor": "2"}
    drifted = ada.run("cluster", "init", "--wait", "60", "--only", "cassandra", code=5)
    assert "SimpleStrategy, replication_factor: 2; wanted: NetworkTopologyStrategy, datacenter1: 2" in drifted.out


@pytest.mark.slow
def test_two_that_set_up_at_the_same_moment_end_as_one(ada: Listener) -> None:
    with ada.running("cluster", "init", "--wait", "60") as one, ada.running("cluster", "init", "--wait", "60") as two:
        # Each may wait for the other, and for the schema.
        told = [each.communicate(timeout=5 * PATIENCE_S) for each in (one, two)]
    assert [one.returncode, two.returncode] == [0, 0], told
    assert _states(ada) == {"unchanged"}


def _replication(keyspace: str) -> Mapping[str, str] | None:
    with closing(Session(CassandraOptions(hosts=CASSANDRA_HOSTS, keyspace=keyspace))) as session:
        return replication_of(session)

"""A server whose own servers go away: it says so, loses nothing, and goes on by itself when they are back."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from audiostream.backend.domain.ids import UserId
from audiostream.settings import Settings
from tests.support.cluster_site import ADA, BOB, TITLES, ClusterSite, Visitor, cluster_site, listens, visitor
from tests.support.clusters import consuming, listens_of, stored_ids
from tests.support.events import make_listened
from tests.support.listener import wait_until
from tests.support.relay import relay
from tests.support.server_process import ServerProcess
from tests.support.traffic import send_through_kills
from tools.servers.addresses import CASSANDRA_PORT, KAFKA_PORT, POSTGRES_PORT

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

AWAY = httpx.codes.SERVICE_UNAVAILABLE
LISTENS = 3_000
SENDERS = 4
KILLS = 2


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSite]:
    with cluster_site(tmp_path_factory.mktemp("cluster"), (BOB,)) as made, consuming(made.operator):
        yield made


def _missing(visitor: Visitor) -> set[str]:
    answer = visitor.get("/readyz")
    missing = {name for name, state in answer.json()["parts"].items() if state != "ok"}
    assert (answer.status_code == AWAY) == bool(missing)
    return missing


def _assert_told_plainly(visitor: Visitor, server: ServerProcess, path: str, *, names: str) -> None:
    """See that a listener is told to try again, and the operator what it is."""
    answer = visitor.get(path)
    assert answer.status_code == AWAY
    assert "try again in a moment" in answer.text
    assert "127.0.0.1" not in answer.text
    if path.startswith("/api/"):
        assert answer.json()["code"] == "unavailable"
    wait_until(lambda: any(f"GET {path}: unavailable" in line and names in line for line in server.lines))


def test_listens_are_kept_from_a_server_without_kafka_and_taken_once_each_later(site: ClusterSite) -> None:
    with (
        relay(KAFKA_PORT, there=False) as kafka,
        site.serving(kafka_servers=f"127.0.0.1:{kafka.port}") as server,
        visitor(server) as ada,
    ):
        ada.log_in(ADA, site.passwords[ADA])
        batch = listens(ada.song("hum"), 30)
        ids = {event["event_id"] for event in batch["events"]}
        for _ in range(2):
            refused = ada.post("/api/v1/listens", batch)
            assert (refused.status_code, refused.json()["code"]) == (AWAY, "unavailable")
        wait_until(lambda: _missing(ada) == {"log"})
        # What needs no event goes on.
        assert TITLES[0] in ada.get("/search", params={"q": "hum"}).text
        assert ids.isdisjoint(ada.heard())
        kafka.come()
        wait_until(lambda: ada.post("/api/v1/listens", batch).is_success)
        wait_until(lambda: ids <= set(ada.heard()))
        counts = Counter(ada.heard())
        assert {counts[each] for each in ids} == {1}
        wait_until(lambda: not _missing(ada))


def test_pages_say_that_cassandra_is_away_and_come_back_with_it(site: ClusterSite) -> None:
    with (
        relay(CASSANDRA_PORT, there=False) as cassandra,
        site.serving(cassandra_hosts=f"127.0.0.1:{cassandra.port}") as server,
        visitor(server) as ada,
    ):
        ada.log_in(ADA, site.passwords[ADA])
        for path in ("/playlists", "/history", "/", "/api/v1/playlists", "/api/v1/history"):
            _assert_told_plainly(ada, server, path, names="Cassandra")
        wait_until(lambda: _missing(ada) == {"playlists", "listens"})
        # The log is there: it is safe, and is seen later.
        batch = listens(ada.song("hum"), 3)
        assert ada.post("/api/v1/listens", batch).is_success
        cassandra.come()
        wait_until(lambda: ada.get("/history").is_success)
        wait_until(lambda: {event["event_id"] for event in batch["events"]} <= set(ada.heard()))
        assert ada.get("/playlists").is_success
        wait_until(lambda: not _missing(ada))


def test_a_session_outlives_the_database(site: ClusterSite) -> None:
    with relay(POSTGRES_PORT) as postgres:
        address = site.settings["catalogue_dsn"].replace(f":{POSTGRES_PORT}/", f":{postgres.port}/")
        with site.serving(catalogue_dsn=address) as server, visitor(server) as ada:
            ada.log_in(ADA, site.passwords[ADA])
            assert ada.get("/").is_success
            for _ in range(2):
                postgres.go()
                for path in ("/", "/playlists", "/api/v1/playlists"):
                    _assert_told_plainly(ada, server, path, names="database")
                wait_until(lambda: _missing(ada) == {"catalogue", "accounts"})
                assert ada.get("/healthz").is_success
                postgres.come()
                # At once, and by every thread: each makes its connection anew.
                assert {ada.get("/playlists").status_code for _ in range(20)} == {200}
                assert ada.song("hum")["title"] == TITLES[0]
                wait_until(lambda: not _missing(ada))


def test_listens_survive_a_server_that_is_killed_and_are_in_cassandra_once_each(site: ClusterSite) -> None:
    token = site.operator.data("user", "token", "add", BOB, "terminal")["token"]["secret"]
    mine = [make_listened(user_id=UserId(BOB)) for _ in range(LISTENS)]
    size = LISTENS // SENDERS
    parts = [(token, mine[start : start + size]) for start in range(0, LISTENS, size)]
    traffic = send_through_kills(site.start, parts, kills=KILLS)
    # Each kill met requests that were under way, not an idle server.
    assert traffic.cut >= KILLS
    with listens_of(Settings(**site.settings)) as store:
        wait_until(lambda: len(stored_ids(store, UserId(BOB))) >= LISTENS)
        assert sorted(stored_ids(store, UserId(BOB))) == sorted(listen.event_id for listen in mine)

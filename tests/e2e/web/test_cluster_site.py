"""Servers on a cluster: what a browser and a terminal do is safe in Kafka, and the sound comes from the storage."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser

from audiostream.backend.adapters.s3.bucket import Bucket
from tests.support import browser, s3
from tests.support.browser import Visitor as Watcher
from tests.support.cluster_site import ADA, ALBUM, BOB, TITLES, ClusterSite, cluster_site, listens, visitor
from tests.support.clusters import consuming
from tests.support.edge import running_edge
from tests.support.installed import Installed
from tests.support.listener import PATIENCE_S, wait_until
from tests.support.server_process import ServerProcess
from tests.support.signing import make_key
from tests.support.threads import at_once
from tools.servers.addresses import S3_ENDPOINT

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

CROWD = [f"guest{number}" for number in range(10)]
MOST_GUESSES = 12


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSite]:
    with cluster_site(tmp_path_factory.mktemp("cluster"), (BOB, *CROWD)) as made, consuming(made.operator):
        yield made


@pytest.fixture(scope="module")
def servers(site: ClusterSite) -> Iterator[tuple[ServerProcess, ServerProcess]]:
    """Return two servers side by side; the second has two processes."""
    with site.serving() as one, site.serving("--workers", "2") as two:
        yield one, two


def test_a_browser_needs_one_server_now_and_another_then(
    site: ClusterSite, servers: tuple[ServerProcess, ServerProcess]
) -> None:
    with visitor(servers[0]) as bob:
        assert bob.log_in(BOB, site.passwords[BOB]).headers["Location"] == "/"
        with bob.at(servers[1]) as bob_there:
            # Each of its processes knows the session.
            assert {bob_there.get("/api/v1/me").json()["user_id"] for _ in range(8)} == {BOB}
            page = bob.get("/")
            assert f"media-src 'self' blob: {S3_ENDPOINT};" in page.headers["Content-Security-Policy"]
            assert ALBUM in page.text

            song = bob.song("hum")
            address = bob_there.get(f"/api/v1/songs/{song['id']}/stream").json()["url"]
            assert address.startswith(f"{S3_ENDPOINT}/")
            assert len(httpx.get(address, timeout=PATIENCE_S).content) == song["size"]
            assert bob.get(f"/media/{song['key']}").status_code == httpx.codes.NOT_FOUND

            made = bob.post("/api/v1/playlists", {"name": "Mornings"}).json()
            assert made["visible"]
            path = f"/api/v1/playlists/{made['playlist']['id']}"
            assert bob_there.post(f"{path}/songs", {"song_ids": [song["id"]]}).json()["visible"]
            assert [each["title"] for each in bob.get(path).json()["songs"]] == [TITLES[0]]
            assert TITLES[0] in bob_there.get(f"/playlists/{made['playlist']['id']}").text

            batch = listens(song, 20)
            ids = {event["event_id"] for event in batch["events"]}
            for each in (bob, bob_there, bob):
                told = each.post("/api/v1/listens", batch).json()
                assert [result["status"] for result in told["results"]] == ["accepted"] * 20
            wait_until(lambda: ids <= set(bob.heard()))
            counts = Counter(bob_there.heard())
            assert {counts[each] for each in ids} == {1}
            assert TITLES[0] in bob.get("/history").text


def test_a_terminal_needs_no_database(
    site: ClusterSite, servers: tuple[ServerProcess, ServerProcess], tmp_path_factory: pytest.TempPathFactory
) -> None:
    terminal = Installed(tmp_path_factory.mktemp("terminal"))
    token = site.operator.data("user", "token", "add", ADA, "terminal")["token"]["secret"]
    with terminal.start("login", servers[0].url, "--token-stdin", stdin=token + "\n") as process:
        _, told = process.communicate(timeout=60)
        assert process.returncode == 0, told

    def run(*arguments: str, code: int = 0) -> str:
        done = terminal.run(*arguments)
        assert done.code == code, done.err
        return done.out + done.err

    assert TITLES[1] in run("search", "middle")
    run("playlist", "create", "Evening")
    run("playlist", "add", "Evening", f"album:{ALBUM}")
    assert TITLES[1] in run("playlist", "show", "Evening")
    run("play", "playlist:Evening", "--stop-after", "1", "--audio-output", "dummy")
    wait_until(lambda: len(terminal.run("history", "--json").data) == len(TITLES))
    with httpx.Client(
        base_url=servers[1].url, timeout=PATIENCE_S, headers={"Authorization": f"Bearer {token}"}
    ) as there:
        assert [each["title"] for each in there.get("/api/v1/history").json()["items"]] == list(reversed(TITLES))
        # Taken back through one server, it is nothing to the other.
        me = there.get("/api/v1/me").json()
        assert me["user_id"] == ADA
        (device,) = there.get("/api/v1/tokens").json()["items"]
        assert there.delete(f"/api/v1/tokens/{device['id']}").is_success
    assert "audiostream login" in run("search", "middle", code=1)


def test_many_who_log_in_at_the_same_moment_all_do(
    site: ClusterSite, servers: tuple[ServerProcess, ServerProcess]
) -> None:
    def come(number: int) -> tuple[int, int]:
        with visitor(servers[number % 2]) as guest:
            name = CROWD[number % len(CROWD)]
            return guest.log_in(name, site.passwords[name]).status_code, guest.get("/api/v1/me").status_code

    assert Counter(at_once(3 * len(CROWD), come)) == {(302, 200): 3 * len(CROWD)}


def test_who_guesses_at_one_server_is_slowed_down_at_the_other(servers: tuple[ServerProcess, ServerProcess]) -> None:
    with visitor(servers[0]) as guesser:
        told = {guesser.log_in("nobody", "no password of anybody").status_code for _ in range(MOST_GUESSES)}
        assert httpx.codes.TOO_MANY_REQUESTS in told
        with guesser.at(servers[1]) as there:
            # By itself it would take more than these; one may come when the wait is just over.
            told = {there.log_in("nobody", "another").status_code for _ in range(4)}
            assert httpx.codes.TOO_MANY_REQUESTS in told


def test_with_a_cdn_the_sound_comes_from_its_edge(site: ClusterSite, tmp_path: Path) -> None:
    bucket = Bucket(s3.options(site.settings["s3_bucket"]))
    key_file = tmp_path / "cdn.pem"
    keys = {"K1": make_key(key_file)}
    with running_edge(bucket, keys) as edge:
        cdn = {"cdn_domain": edge.url, "cdn_key_pair_id": "K1", "cdn_private_key_file": key_file.as_posix()}
        with site.serving(**cdn) as server, visitor(server) as bob:
            page = bob.log_in(BOB, site.passwords[BOB])
            assert f"media-src 'self' blob: {edge.url};" in page.headers["Content-Security-Policy"]
            song = bob.song("hum")
            address = bob.get(f"/api/v1/songs/{song['id']}/stream").json()["url"]
            assert address.startswith(f"{edge.url}/songs/")
            assert len(httpx.get(address, timeout=PATIENCE_S).content) == song["size"]
            assert httpx.get(address.partition("?")[0], timeout=PATIENCE_S).status_code == httpx.codes.FORBIDDEN
            assert edge.asked == [(200, None), (403, None)]


def test_a_browser_plays_from_the_storage(
    site: ClusterSite, servers: tuple[ServerProcess, ServerProcess], chromium: Browser
) -> None:
    context = browser.new_context(chromium)
    try:
        watcher = Watcher(context.new_page(), servers[0].url).log_in(BOB, site.passwords[BOB])
        asked: list[str] = []
        watcher.page.on("request", lambda request: asked.append(request.url))
        watcher.page.get_by_role("button", name=f"Play {ALBUM}").click()
        watcher.until_heard(1)
        origin = urlsplit(watcher.page.evaluate("[...document.querySelectorAll('audio')].find((a) => a.src).src"))
        assert f"{origin.scheme}://{origin.netloc}" == S3_ENDPOINT
        assert not [url for url in asked if "/media/" in url]
        watcher.page.get_by_role("button", name="Next track").click()
        watcher.until(
            "Object.keys(localStorage).filter((key) => key.startsWith('audiostream.listen') "
            "&& localStorage[key].includes('\"done\":true')).length === 0"
        )
        assert watcher.complaints == []
    finally:
        context.close()

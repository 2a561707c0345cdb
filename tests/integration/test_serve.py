"""``audiostream serve`` as an operator has it: started, asked, stopped, in processes of its own."""

import io
import json
import os
import re
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import psutil
import pytest

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.bootstrap import build
from audiostream.backend.web.secret import NAME
from audiostream.settings import Settings
from tests.support import server_process, web
from tests.support.builders import make_song
from tests.support.certificates import make_certificate
from tests.support.server_process import ServerProcess
from tests.support.shelves import BLUES

pytestmark = pytest.mark.slow

_FIRST = re.compile(r"The first account: (\S+), with the password (\S+)")
LARGE = os.urandom(1 << 16) * 160  # 10 MB: more than all buffers on the way hold


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with songs and accounts in it, and a song of a large file."""
    web.make_site(tmp_path / "site")
    return tmp_path / "site"


@pytest.fixture
def large(site: Path) -> str:
    """Return the path of a large file's address."""
    media, _ = LocalMediaStore(site / "media").put(io.BytesIO(LARGE), extension="flac", mime_type="audio/flac")
    song = make_song("Long", album=BLUES, media=media)
    with closing(open_catalogue(site / "catalogue.sqlite3")) as catalogue:
        catalogue.put_songs([song])
    return f"/api/v1/songs/{song.id}/stream"


def ask(server: ServerProcess, **options: object) -> httpx.Client:
    headers = {"authorization": f"Bearer {web.token_of(web.ADA)}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=30, **options)  # type: ignore[arg-type] # httpx's own


def test_a_first_start_makes_all_there_is_to_make(tmp_path: Path) -> None:
    with server_process.running(tmp_path / "data") as server:
        name, password = server.wait_for(_FIRST).groups()
        with httpx.Client(base_url=server.url, timeout=server_process.PATIENCE_S) as client:
            token = client.post("/api/v1/tokens", json={"name": name, "password": password, "device": "test"})
            assert (name, token.status_code) == ("ada", 201)
            assert client.get("/readyz").status_code == 200
        assert server.stop() == 0
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "data" / NAME).stat().st_mode) == 0o600
    with server_process.running(tmp_path / "data") as again:
        assert _FIRST.search(again.err) is None


def test_two_that_start_at_once_share_a_key_and_make_one_account(tmp_path: Path) -> None:
    servers = [server_process.start(tmp_path / "data") for _ in range(2)]
    try:
        for server in servers:
            server.wait_ready()
        found = [account for server in servers for account in _FIRST.findall(server.err)]
        ((name, password),) = found
        form = {"name": name, "password": password, "device": "test"}
        token = httpx.post(f"{servers[0].url}/api/v1/tokens", json=form).json()["token"]
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{servers[1].url}/api/v1/me", headers=headers).json()["user_id"] == name
    finally:
        server_process.end(servers)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_requests_under_way_are_answered_before_it_stops(site: Path, number: int) -> None:
    with server_process.running(site) as server:
        # The body is still coming when the server is told to stop.
        host, port = server.url.removeprefix("http://").split(":")
        body = json.dumps({"name": "Last"}).encode()
        with socket.create_connection((host, int(port))) as connection:
            head = (
                f"POST /api/v1/playlists HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                f"Authorization: Bearer {web.token_of(web.ADA)}\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            connection.sendall(head.encode() + body[:5])
            with httpx.Client(base_url=server.url, timeout=server_process.PATIENCE_S) as other:
                assert other.get("/healthz").status_code == 200
            server.process.send_signal(number)
            wait_refused(host, int(port))
            connection.sendall(body[5:])
            assert connection.recv(100).startswith(b"HTTP/1.1 201")
        assert server.wait() == 0
    # What it said is made is there, without the server that said so.
    with closing(build(Settings(data_dir=site, user=web.ADA))) as services:
        assert [playlist.name for playlist in services.playlists.all()] == ["Last"]


def wait_refused(host: str, port: int) -> None:
    """Wait until nobody takes connections any more."""
    pause = threading.Event()
    for _ in range(1200):
        try:
            socket.create_connection((host, port)).close()
        except ConnectionRefusedError:
            return
        pause.wait(0.05)
    pytest.fail("it takes connections although it was told to stop")


def test_listeners_who_pause_hold_nobody_up(site: Path, large: str) -> None:
    with server_process.running(site) as server, ask(server) as client, ExitStack() as paused:
        url = client.get(large).json()["url"]
        host, port = server.url.removeprefix("http://").split(":")
        for _ in range(200):
            connection = paused.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect((host, int(port)))
            connection.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/api/v1/me").status_code == 200


def test_who_connects_and_says_nothing_is_let_go(site: Path) -> None:
    with server_process.running(site) as server:
        url = httpx.URL(server.url)
        with socket.create_connection((url.host, url.port or 80), timeout=90) as silent:
            assert silent.recv(1) == b""


def test_a_name_that_was_cut_on_its_way_names_nothing(site: Path) -> None:
    with server_process.running(site) as server, ask(server) as client:
        url = httpx.URL(server.url)
        token = web.token_of(web.ADA)
        head = f"POST /api/v1/tokens HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
        body = json.dumps({"name": web.ADA, "password": web.PASSWORD, "device": "kitchen"})
        with socket.create_connection((url.host, url.port or 80), timeout=30) as cut:
            cut.sendall(
                f"{head}Content-Type: application/json\r\nContent-Length: {len(body) + 9}\r\n\r\n{body}".encode()
            )
            cut.shutdown(socket.SHUT_WR)
            assert cut.recv(100).startswith(b"HTTP/1.1 400 ")
        assert "kitchen" not in client.get("/api/v1/tokens").text


def test_files_come_whole_and_in_parts(site: Path, large: str) -> None:
    with server_process.running(site) as server, ask(server) as client:
        url = client.get(large).json()["url"]
        assert client.get(url).content == LARGE
        part = client.get(url, headers={"range": "bytes=100-65635"})
        assert (part.status_code, part.content) == (206, LARGE[100:65636])
        assert part.headers["content-range"] == f"bytes 100-65635/{len(LARGE)}"
        head = client.head(url)
        assert (head.status_code, head.headers["content-length"], head.content) == (200, str(len(LARGE)), b"")
        assert client.get(url, headers={"range": "bytes=-1"}).content == LARGE[-1:]
        assert client.get(url, headers={"if-none-match": head.headers["etag"]}).status_code == 304


def test_tls_and_http_2(site: Path, tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    given = {"web_certificate_file": str(certificate), "web_key_file": str(key)}
    with server_process.running(site, **given) as server:
        context = ssl.create_default_context(cafile=str(certificate))
        with ask(server, http2=True, verify=context) as client:
            answer = client.get("/login")
            assert (answer.http_version, answer.status_code) == ("HTTP/2", 200)
            assert "max-age=31536000" in answer.headers["strict-transport-security"]
            assert "Secure" in answer.headers["set-cookie"]
            # A body without a length, as HTTP/2 allows.
            made = client.post(
                "/api/v1/playlists",
                content=iter([b'{"name":', b' "Two"}']),
                headers={"content-type": "application/json"},
            )
            assert made.status_code == 201
        assert server.stop() == 0


def test_workers_share_figures_and_a_dead_one_is_replaced(site: Path) -> None:
    with server_process.running(site, "--workers", "2") as server, ask(server) as client:
        workers = {
            each for each in psutil.Process(server.process.pid).children() if "spawn_main" in str(each.cmdline())
        }
        assert len(workers) == 2
        dead = next(iter(workers))
        dead.kill()
        psutil.wait_procs([dead], server_process.PATIENCE_S)  # until then it has its socket
        server.wait_ready()
        for _ in range(5):
            with httpx.Client(base_url=server.url, timeout=server_process.PATIENCE_S) as other:
                assert other.get("/healthz").status_code == 200
        counted = re.search(
            r'requests_total\{method="GET",route="healthz",status="200"\} (\d+)', client.get("/metrics").text
        )
        assert counted is not None
        assert int(counted[1]) >= 5
        assert server.stop() == 0


def test_a_taken_port_is_told(site: Path) -> None:
    with server_process.running(site) as server:
        port = server.url.rpartition(":")[2]
        other = server_process.start(site, "--port", port)
        assert other.wait() == 1
        assert f"127.0.0.1:{port} cannot be listened on" in other.err
        server_process.end([other])


def test_a_mistake_in_the_settings_is_told_and_nothing_runs(site: Path) -> None:
    for key, value, told in (
        ("web_trusted_proxies", "10.0.0.0/33", "web_trusted_proxies: "),
        ("web_key_file", "/none", "web_certificate_file is not set"),
        ("web_secret_key", "hunter2", "web_secret_key is no key"),
    ):
        server = server_process.start(site, **{key: value})
        assert server.wait() == 2
        assert told in server.err
        assert "hunter2" not in server.err
        server_process.end([server])


def test_a_listener_of_the_whole_network_is_warned(site: Path) -> None:
    with server_process.running(site, "--host", "0.0.0.0") as server:  # noqa: S104 - the point of it
        assert "passwords come to it unencrypted" in server.err


_HIDES_A_BAD_KEY = """
import sys
from audiostream.backend.web import serving
serving.secret_key = lambda settings: ""
from audiostream.__main__ import main
sys.argv[1:] = ["serve", "--port", "0"]
sys.exit(main())
"""


def test_what_no_worker_can_serve_is_told_and_not_tried_again(site: Path) -> None:
    environment = {**os.environ, "AUDIOSTREAM_DATA_DIR": str(site), "AUDIOSTREAM_WEB_SECRET_KEY": "too short"}
    done = subprocess.run(
        [sys.executable, "-c", _HIDES_A_BAD_KEY],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.count("This cannot be served: web_secret_key is no key") == 1
    assert "the server's workers cannot run" in done.stderr


def test_a_listener_who_paused_does_not_keep_it_from_stopping(site: Path, large: str) -> None:
    with server_process.running(site) as server, ask(server) as client, socket.socket() as paused:
        url = client.get(large).json()["url"]
        host, port = server.url.removeprefix("http://").split(":")
        paused.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        paused.connect((host, int(port)))
        paused.sendall(f"GET {url} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert paused.recv(15) == b"HTTP/1.1 200 OK"
        assert server.stop() == 0


def test_a_worker_does_not_outlive_a_server_that_is_killed(site: Path) -> None:
    with server_process.running(site) as server:
        workers = psutil.Process(server.process.pid).children(recursive=True)
        assert workers
        server.process.kill()
        _, left = psutil.wait_procs(workers, server_process.PATIENCE_S)
        assert not left
        with server_process.running(site, "--port", server.url.rpartition(":")[2]) as again:
            assert again.url == server.url

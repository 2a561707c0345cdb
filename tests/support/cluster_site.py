"""A cluster with songs and accounts, servers before it, and who asks them as a browser does."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from audiostream.backend.adapters.accounts.opening import open_server_accounts
from audiostream.backend.adapters.catalog.server_options import ServerOptions
from audiostream.backend.domain.accounts import Account
from audiostream.backend.domain.events import now_us
from audiostream.backend.domain.ids import UserId
from tests.support import server_process
from tests.support.audio import make_tone
from tests.support.clusters import own_cluster
from tests.support.listener import PATIENCE_S, Listener
from tests.support.server_process import ServerProcess

ADA, BOB = "ada", "bob"
SECRET_KEY = "one key for all servers of a cluster, 0123456789 abcdefghij"  # noqa: S105 - of tests alone
ALBUM = "Tones"
PASSWORD = "nine paper kites"  # noqa: S105 - of all but Ada
TITLES = ("Low Hum", "Middle Way")
SECONDS = 4.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass(frozen=True)
class ClusterSite:
    """An operator's machine, its profile's settings, and the passwords of the accounts."""

    operator: Listener
    folder: Path
    settings: Mapping[str, Any]
    passwords: Mapping[str, str]

    @contextmanager
    def serving(self, *arguments: str, **settings: str) -> Iterator[ServerProcess]:
        """Run a server, whose ``settings`` differ from the profile's."""
        with server_process.running(self.operator.data_dir, *arguments, **self._given(settings)) as server:
            yield server

    def start(self, *arguments: str, **settings: str) -> ServerProcess:
        """Start one, and leave its end to the test."""
        return server_process.start(self.operator.data_dir, *arguments, **self._given(settings))

    def _given(self, settings: Mapping[str, str]) -> dict[str, str]:
        return {"config": str(self.folder / "config.toml"), "web_secret_key": SECRET_KEY, **settings}


@contextmanager
def cluster_site(folder: Path, accounts: Sequence[str] = ()) -> Iterator[ClusterSite]:
    """Set a cluster up by the installed command, and give it an album, Ada and further accounts."""
    with own_cluster(folder / "home") as operator:
        operator.run("cluster", "init", "--wait", "60")
        for track, title in enumerate(TITLES, start=1):
            tags = {"title": title, "artist": "Tuning Fork", "album": ALBUM, "track": str(track)}
            make_tone(folder / "music" / f"{track}.flac", seconds=SECONDS, frequency=110 * track, **tags)
        operator.run("upload", str(folder / "music"))
        passwords = {ADA: operator.data("user", "add", ADA, "--generate")["password"]}
        settings = tomllib.loads((folder / "home" / "config.toml").read_text(encoding="utf-8"))["profiles"]["default"]
        with closing(open_server_accounts(ServerOptions(dsn=settings["catalogue_dsn"]))) as store:
            for name in accounts:
                store.put_account(Account(user_id=UserId(name)), PASSWORD)
        yield ClusterSite(operator, folder / "home", settings, passwords | dict.fromkeys(accounts, PASSWORD))


@dataclass(frozen=True)
class Visitor:
    """Somebody with a browser; ``client`` keeps the cookies."""

    client: httpx.Client

    def log_in(self, name: str, password: str) -> httpx.Response:
        """Send the form of the page."""
        found = _TOKEN.search(self.client.get("/login").text)
        assert found is not None
        fields = {"username": name, "password": password, "csrfmiddlewaretoken": found[1]}
        return self.client.post("/login", data=fields)

    @contextmanager
    def at(self, server: ServerProcess) -> "Iterator[Visitor]":
        """Give the same browser at another server: its cookies are of the host, whatever the port."""
        with httpx.Client(base_url=server.url, timeout=PATIENCE_S, cookies=self.client.cookies) as other:
            yield Visitor(other)

    def get(self, path: str, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's own
        """Ask for something."""
        return self.client.get(path, **options)

    def post(self, path: str, data: object) -> httpx.Response:
        """Send JSON, as the page's scripts do."""
        return self.client.post(path, json=data, headers={"X-CSRFToken": self.client.cookies["audiostream_csrf"]})

    def song(self, called: str) -> dict[str, Any]:
        """Return the one song that is found by a word."""
        (song,) = self.get("/api/v1/search", params={"q": called}).json()["songs"]
        found: dict[str, Any] = song
        return found

    def heard(self) -> list[str]:
        """Return the event ids of the history, the newest first."""
        return [each["event_id"] for each in self.get("/api/v1/history", params={"limit": 1000}).json()["items"]]


@contextmanager
def visitor(server: ServerProcess) -> Iterator[Visitor]:
    """Give somebody who has come to a server."""
    with httpx.Client(base_url=server.url, timeout=PATIENCE_S) as client:
        yield Visitor(client)


def listens(song: Mapping[str, Any], count: int) -> dict[str, list[dict[str, Any]]]:
    """Return a batch of listens of a song, as the player's script sends them."""
    now = now_us()
    return {
        "events": [
            {
                "event_id": str(uuid4()),
                "song_id": song["id"],
                "title": song["title"],
                "artist": song["artist"],
                "album": song["album"],
                "duration_ms": song["duration_ms"],
                "started_at": now - (number + 1) * 10_000_000,
                "played_ms": 3_000,
                "client": "browser",
            }
            for number in range(count)
        ]
    }

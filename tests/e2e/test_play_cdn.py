"""Music through CloudFront by the installed command: a small edge lets through what CloudFront would."""

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import pytest

from audiostream.backend.adapters.s3.bucket import Bucket
from tests.support import s3
from tests.support.clusters import listener_with, own_settings
from tests.support.edge import Edge, running_edge
from tests.support.installed import COMMAND
from tests.support.listener import Listener, wait_until
from tests.support.recordings import decoded, make_music, read_wav
from tests.support.signing import KINDS, make_key
from tests.support.terminal import Terminal, terminal

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

# Of 42 MB: libvlc reads 16 ahead, so a seek to its end is a new request.
LONG = 240.0


@dataclass
class Shelf:
    """Music in a bucket, short and long, and the edge in front of it, which knows a key of each kind."""

    settings: Mapping[str, str | int]
    edge: Edge
    keys: Mapping[str, Path]
    short: Path

    def listener(self, folder: Path, *, kind: str = "ecdsa", **changes: str) -> Listener:
        """Return a listener whose music comes through the edge, at addresses signed by that kind of key."""
        cdn: dict[str, str | int] = {
            # A distribution is reached by HTTPS; the test's edge says that it is not.
            "cdn_domain": self.edge.url,
            "cdn_key_pair_id": kind,
            "cdn_private_key_file": self.keys[kind].as_posix(),
        }
        return listener_with({**self.settings, **cdn, **changes}, folder / "home")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shelf]:
    folder = tmp_path_factory.mktemp("shelf")
    keys = {kind: folder / f"{kind}.pem" for kind in KINDS}
    known = {kind: make_key(path, kind) for kind, path in keys.items()}
    with (
        own_settings() as settings,
        running_edge(Bucket(s3.options(str(settings["s3_bucket"]))), known) as edge,
    ):
        uploader = listener_with(settings, folder / "home")
        uploader.run("cluster", "init", "--wait", "60", "--only", "catalogue", "--only", "storage")
        short = make_music(folder / "Short.flac", seconds=2.0)
        make_music(folder / "Long.wav", seconds=LONG)
        uploader.run("upload", str(short), str(folder / "Long.wav"), "--artist", "Rising", "--album", "Tones")
        yield Shelf(settings, edge, keys, short)


@pytest.fixture
def shelf(filled: Shelf) -> Shelf:
    """Return the music, of which nobody has heard anything yet."""
    filled.edge.asked.clear()
    filled.edge.paths.clear()
    filled.edge.now = time.time
    return filled


@pytest.mark.parametrize("policy", ["canned", "custom"])
@pytest.mark.parametrize(("kind", "hashed"), [("ecdsa", "SHA256"), ("rsa", "SHA256"), ("rsa", "SHA1")])
def test_what_is_heard_through_the_edge_is_what_was_uploaded(
    shelf: Shelf, tmp_path: Path, kind: str, hashed: str, policy: str
) -> None:
    ip_range = "127.0.0.0/8" if policy == "custom" else ""
    listener = shelf.listener(tmp_path, kind=kind, cdn_hash=hashed, cdn_ip_range=ip_range)
    listener.run("play", "Short", "--audio-output", f"file:{tmp_path / 'heard.wav'}")
    assert read_wav(tmp_path / "heard.wav") == decoded(shelf.short)
    assert set(shelf.edge.statuses) == {206}
    for path in shelf.edge.paths:
        assert ("Policy=" in path) is (policy == "custom")
        assert ("Hash-Algorithm=SHA256" in path) is (hashed == "SHA256")


def test_a_player_outside_of_the_range_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    listener = shelf.listener(tmp_path, cdn_ip_range="192.0.2.0/24")
    assert "cannot be opened" in listener.run("play", "Short", code=1).err
    assert set(shelf.edge.statuses) == {403}


def _expire(edge: Edge) -> int:
    """Let the address that plays expire now, and one that is signed a second later not; return when it did."""
    at = edge.expires
    edge.now = lambda: at
    return at


def _playing(listener: Listener, *arguments: str) -> AbstractContextManager[Terminal]:
    environment = {
        "AUDIOSTREAM_DATA_DIR": str(listener.data_dir),
        "AUDIOSTREAM_CONFIG": str(listener.data_dir.with_name("config.toml")),
        "AUDIOSTREAM_USER": "ada",
        "HOME": str(listener.data_dir.parent),
    }
    return terminal([str(COMMAND), "play", *arguments], env=environment)


def test_an_address_that_expires_in_mid_play_is_signed_anew_at_the_next_seek(shelf: Shelf, tmp_path: Path) -> None:
    with _playing(shelf.listener(tmp_path), "Long") as screen:
        screen.wait_for_position(2)
        expired = _expire(shelf.edge)
        screen.press(*"." * 7)
        screen.wait_for_position(210)
        # The screen is there before the sound is.
        wait_until(lambda: shelf.edge.statuses[-1] == 206 and 403 in shelf.edge.statuses)
        assert shelf.edge.expires > expired
        screen.press(".")
        assert screen.wait_for_exit() == 0
    assert "kipped" not in screen.after_screen


def test_a_player_that_resumes_later_signs_anew(shelf: Shelf, tmp_path: Path) -> None:
    listener = shelf.listener(tmp_path)
    with _playing(listener, "Long", "--start", "3:50") as screen:
        screen.wait_for_position(232)
        screen.press("q")
        assert screen.wait_for_exit() == 0
    expired, before = _expire(shelf.edge), len(shelf.edge.asked)
    listener.run("play", "--resume")
    assert shelf.edge.expires > expired
    assert set(shelf.edge.statuses[before:]) == {206}

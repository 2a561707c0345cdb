"""The real player behind a signed address: sound comes through an edge that lets nobody else in."""

import io
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from audiostream.backend.adapters.cloudfront.delivery import CloudFrontDelivery
from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.adapters.s3.delivery import S3Delivery
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.adapters.sqlite.spool import SqliteSpool
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import Delivery, StreamUrl
from audiostream.player.controller import Controller
from audiostream.player.effects import Announce, Effect, Skipped
from audiostream.player.engine import Ended, EngineEvent, Failed, Source, Started
from audiostream.player.model import Ending, SeekBy
from audiostream.player.queue import Queue
from audiostream.player.resume import Memory
from audiostream.player.spool import Recorder
from audiostream.player.state import State
from audiostream.player.vlc.engine import VlcEngine
from tests.support.builders import make_audio, make_song
from tests.support.edge import Edge, running_edge
from tests.support.events import ADA
from tests.support.listener import wait_until
from tests.support.recordings import PATIENCE_S, Session, decoded, make_music, read_wav
from tests.support.s3 import new_bucket
from tests.support.signing import make_key

pytestmark = [pytest.mark.servers("seaweed"), pytest.mark.slow]

SECONDS = 3.0
# Of 42 MB: libvlc reads 16 ahead.
LONG = 240.0


class Stage:
    """A song of real music in a bucket, and both ways to it."""

    def __init__(self, edge: Edge, folder: Path, *, seconds: float = SECONDS, suffix: str = ".flac") -> None:
        self.edge = edge
        self.file = make_music(folder / f"{seconds}{suffix}", seconds=seconds)
        store = S3MediaStore(edge.bucket)
        media, _ = store.put(io.BytesIO(self.file.read_bytes()), extension=suffix[1:], mime_type=f"audio/{suffix[1:]}")
        self.song: Song = make_song(media=media, audio=make_audio(duration_ms=int(seconds * 1000)))
        signer = Signer.load(folder / "cdn.pem", "K1")
        self.ways: dict[str, Delivery] = {
            "cloudfront": CloudFrontDelivery(edge.url, signer, store.exists),
            "two days": CloudFrontDelivery(edge.url, signer, store.exists, margin=timedelta(days=2)),
            "s3": S3Delivery(edge.bucket),
        }

    def url(self, way: str = "cloudfront") -> str:
        """Return an address that plays now."""
        return self.ways[way].stream_url(self.song).url


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    keys = {"K1": make_key(tmp_path / "cdn.pem")}
    with new_bucket() as bucket, running_edge(bucket, keys) as edge:
        yield Stage(edge, tmp_path)


def _play(url: str, output: str) -> list[EngineEvent]:
    with closing(Session(output)) as session:
        session.play([Source(1, url)])
        return session.events


@pytest.mark.parametrize("way", ["cloudfront", "s3"])
def test_what_is_heard_is_what_is_stored(stage: Stage, tmp_path: Path, way: str) -> None:
    events = _play(stage.url(way), f"file:{tmp_path / 'heard.wav'}")
    assert [type(event) for event in events] == [Started, Ended]
    heard, meant = read_wav(tmp_path / "heard.wav"), decoded(stage.file)
    assert heard == meant


def test_a_seek_asks_the_edge_for_a_part(stage: Stage, tmp_path: Path) -> None:
    long = Stage(stage.edge, tmp_path, seconds=LONG, suffix=".wav")
    with closing(Session("dummy")) as session:
        session.play([Source(1, long.url())], lambda engine: engine.seek(int(LONG * 1000) - 1000))
    assert [type(event) for event in session.events] == [Started, Ended]
    assert set(stage.edge.statuses) == {206}
    assert max(_begin(asked) for _, asked in stage.edge.asked) > long.song.media.size // 2


def test_the_player_goes_on_under_a_new_address_where_the_old_one_is_refused(stage: Stage, tmp_path: Path) -> None:
    long = Stage(stage.edge, tmp_path, seconds=LONG, suffix=".wav")
    asked: list[Song] = []
    told: list[Effect] = []
    renewed = threading.Event()

    def url(song: Song) -> StreamUrl:
        asked.append(song)
        if len(asked) == 2:
            renewed.set()
        return long.ways["cloudfront" if len(asked) == 1 else "two days"].stream_url(song)

    def sounds(effect: Effect) -> None:
        told.append(effect)
        if isinstance(effect, Announce):
            # What was signed for less than a day is not let through any more; the player cannot know.
            stage.edge.now = lambda: time.time() + 24 * 3600
            player.send(SeekBy(200_000))

    with closing(SqliteSpool(tmp_path / "spool.sqlite3")) as spool:
        player = Controller(
            State(queue=Queue.of([long.song], seed=1)),
            url=url,
            recorder=Recorder(spool, ADA, lambda: None),
            memory=Memory(tmp_path / "player.json", ADA),
            tell=sounds,
        )
        player.start(lambda tell: VlcEngine(tell, output="dummy"))
        assert renewed.wait(PATIENCE_S)
        wait_until(lambda: player.snapshot().position_ms >= 200_000)
        player.send(SeekBy(int(LONG * 1000)))
        assert player.finished.wait(PATIENCE_S)
    assert (player.ending, player.failure, player.played_out) == (Ending.WELL, None, True)
    assert asked == [long.song] * 2
    assert 403 in stage.edge.statuses
    assert not [effect for effect in told if isinstance(effect, Skipped)]


@pytest.mark.parametrize("change", ["expired", "tampered", "unsigned", "other file"])
def test_an_address_that_is_not_good_is_told_as_a_failure(stage: Stage, change: str) -> None:
    url = stage.url()
    if change == "expired":
        stage.edge.now = lambda: time.time() + 24 * 3600
    changed = {
        "expired": url,
        "tampered": url.replace("Expires=1", "Expires=2"),
        "unsigned": url.partition("?")[0],
        "other file": url.replace(stage.song.media.sha256[:8], "00000000"),
    }[change]
    assert _play(changed, "dummy") == [Failed(1, "it cannot be opened")]
    assert set(stage.edge.statuses) == {403}


def test_an_edge_answers_as_cloudfront_does(stage: Stage) -> None:
    request = Request(stage.url(), headers={"Range": "bytes=10-19"})  # noqa: S310 - the test's own server
    with urlopen(request) as response:  # noqa: S310 - as above
        assert (response.status, response.read()) == (206, stage.file.read_bytes()[10:20])
        assert response.headers["Content-Type"] == "audio/flac"
        assert "immutable" in response.headers["Cache-Control"]
    with pytest.raises(HTTPError) as caught:
        urlopen(stage.url().partition("?")[0])  # noqa: S310 - as above
    with caught.value as answer:
        assert answer.code == 403
        assert b"<Code>MissingKey</Code>" in answer.read()


def _begin(asked: str | None) -> int:
    """Return where a range begins: ``bytes=10-`` does at 10."""
    return int((asked or "bytes=0-").removeprefix("bytes=").partition("-")[0])

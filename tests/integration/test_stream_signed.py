"""The real player behind a signed address: sound comes through an edge that lets nobody else in."""

import io
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from audiostream.backend.adapters.cloudfront.delivery import CloudFrontDelivery
from audiostream.backend.adapters.cloudfront.signer import Signer
from audiostream.backend.adapters.s3.delivery import S3Delivery
from audiostream.backend.adapters.s3.media import S3MediaStore
from audiostream.backend.domain.catalogue import Song
from audiostream.backend.ports import Delivery
from audiostream.player.engine import Ended, EngineEvent, Failed, Source, Started
from audiostream.player.vlc.engine import VlcEngine
from tests.support.builders import make_audio, make_song
from tests.support.edge import Edge, running_edge
from tests.support.recordings import Session, decoded, make_music, read_wav
from tests.support.s3 import new_bucket
from tests.support.signing import make_key

pytestmark = [pytest.mark.servers, pytest.mark.slow]

SECONDS = 3.0


class Stage:
    """A song of real music in a bucket, and both ways to it."""

    def __init__(self, edge: Edge, folder: Path) -> None:
        self.edge = edge
        self.file = make_music(folder / "a.flac", seconds=SECONDS)
        store = S3MediaStore(edge.bucket)
        media = store.put(io.BytesIO(self.file.read_bytes()), extension="flac", mime_type="audio/flac")
        self.song: Song = make_song(media=media, audio=make_audio(duration_ms=int(SECONDS * 1000)))
        signer = Signer.load(folder / "cdn.pem", "K1")
        self.ways: dict[str, Delivery] = {
            "cloudfront": CloudFrontDelivery(edge.url, signer, store.exists),
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


def test_a_seek_asks_the_edge_for_a_part(stage: Stage) -> None:
    def seek(engine: VlcEngine) -> None:
        engine.seek(int(SECONDS * 900))

    with closing(Session("dummy")) as session:
        session.play([Source(1, stage.url())], seek)
    assert [type(event) for event in session.events] == [Started, Ended]
    assert {status for status, _ in stage.edge.asked} <= {200, 206}


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
    assert {status for status, _ in stage.edge.asked} == {403}


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

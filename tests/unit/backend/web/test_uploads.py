"""Files that become songs by the web: from programs, and from browsers without a script."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.audio import encoded, make_tone
from tests.support.broken import SONG
from tests.support.reading import have_it_run
from tests.support.web import ADA, SAM, Website

# The first of each starts a process that reads it.
pytestmark = pytest.mark.slow


def _file(path: Path, name: str | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes(), content_type="audio/flac")


@pytest.fixture
def tone(tmp_path: Path) -> Path:
    return make_tone(tmp_path / "tone.flac", **SONG)


def test_a_file_becomes_a_song_once(website: Website, tone: Path) -> None:
    first = website.api(SAM).post("/api/v1/uploads", {"file": _file(tone)})
    assert (first.status_code, first.json()["status"]) == (201, "created")
    assert first.json()["size"] == tone.stat().st_size
    again = website.api(SAM).post("/api/v1/uploads", {"file": _file(tone)})
    assert (again.status_code, again.json()) == (200, {**first.json(), "status": "unchanged"})
    song = website.api(ADA).get(f"/api/v1/songs/{first.json()['song_id']}").json()
    assert (song["title"], song["artist"]["name"]) == (SONG["title"], SONG["artist"])


def test_a_rehearsal_keeps_nothing(website: Website, tone: Path) -> None:
    answer = website.api(SAM).post("/api/v1/uploads", {"file": _file(tone), "dry_run": "true"}).json()
    assert (answer["status"], answer["song_id"]) == ("would-create", None)
    assert website.api(SAM).post("/api/v1/uploads", {"file": _file(tone)}).json()["status"] == "created"


def test_fields_of_the_form_decide_before_the_tags(website: Website, tone: Path) -> None:
    fields = {"file": _file(tone), "artist": "ABBA", "album": "Arrival"}
    answer = website.api(SAM).post("/api/v1/uploads", fields).json()
    album = website.api(SAM).get(f"/api/v1/albums/{answer['album_id']}").json()
    assert (album["title"], album["artist"]["name"]) == ("Arrival", "ABBA")


@pytest.mark.parametrize(
    ("name", "title"),
    [("My_Song.flac", "My Song"), ("../../etc/passwd.flac", "passwd"), ("C:\\Music\\Låt.flac", "Låt")],
)
def test_a_name_of_a_client_is_a_title_at_most(website: Website, tmp_path: Path, name: str, title: str) -> None:
    path = make_tone(tmp_path / "t.flac", artist="A", album="B")
    answer = website.api(SAM).post("/api/v1/uploads", {"file": _file(path, name)}).json()
    assert website.api(SAM).get(f"/api/v1/songs/{answer['song_id']}").json()["title"] == title


@pytest.mark.parametrize("content", [b"", b"no sound at all", encoded(".flac")[:200]])
def test_what_is_no_song_is_refused_with_the_reason(website: Website, content: bytes) -> None:
    answer = website.api(SAM).post("/api/v1/uploads", {"file": SimpleUploadedFile("x.flac", content)})
    assert answer.status_code == 422
    assert answer.json()["code"] in {"unusable", "invalid_input"}
    assert answer.json()["detail"]


# Reads the file as always, and within the limits as always, but that its headers ask for more than these allow.
_TAKES_MORE = """
real = child.MutagenProbe.probe

def probe(self, source):
    {greed}
    return real(self, source)

child.MutagenProbe.probe, child.CPU_S = probe, 1
child.main()
"""


@pytest.mark.parametrize("greed", ["bytearray(2**30)", "while True: pass"], ids=["memory", "processor"])
def test_a_file_that_takes_too_much_to_read_is_refused_and_the_site_lives_on(
    website: Website, tone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greed: str
) -> None:
    files = set(website.settings.data_dir.rglob("*.flac"))
    with monkeypatch.context() as patch:
        have_it_run(patch, tmp_path, _TAKES_MORE.format(greed=greed))
        refused = website.api(SAM).post("/api/v1/uploads", {"file": _file(tone)})
    assert (refused.status_code, refused.json()["code"]) == (422, "unusable")
    assert refused["Content-Type"] == "application/problem+json"
    assert "too much memory or time" in refused.json()["detail"]
    assert set(website.settings.data_dir.rglob("*.flac")) == files
    # The same process serves on, and takes the same file where its reading is as it is.
    assert website.api(ADA).get("/api/v1/me").status_code == 200
    assert website.api(SAM).post("/api/v1/uploads", {"file": _file(tone)}).status_code == 201


def test_a_place_that_does_not_exist_is_told(website: Website, tone: Path) -> None:
    answer = website.api(SAM).post("/api/v1/uploads", {"file": _file(tone), "album_id": "77"})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_listeners_may_not(website: Website, tone: Path) -> None:
    assert website.api(ADA).post("/api/v1/uploads", {"file": _file(tone)}).status_code == 403
    assert website.browser(ADA).post("/upload", {"file": _file(tone)}).status_code == 403
    assert website.browser(ADA).get("/upload").status_code == 403


def test_the_page_takes_several_files_and_tells_of_each(website: Website, tone: Path) -> None:
    staff = website.browser(SAM)
    assert b"Audio files" in staff.get("/upload").content
    broken = SimpleUploadedFile("broken.flac", io.BytesIO(b"no sound").getvalue())
    page = staff.post("/upload", {"file": [_file(tone), broken]}).content.decode()
    assert "tone.flac" in page
    assert ">added<" in page
    assert "not audio" in page
    assert "broken.flac" in page


def test_the_page_asks_for_a_file(website: Website) -> None:
    page = website.browser(SAM).post("/upload", {"artist": "ABBA"})
    assert page.status_code == 422
    assert "o file was chosen" in page.content.decode()

"""Forms with a file, broken on their way or on purpose: nothing fails by them, and no part of a song is kept as one."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test.utils import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.web.gateway import Gateway
from audiostream.backend.web.receiving import receiving_folder
from tests.support import web
from tests.support.audio import make_tone
from tests.support.broken import SONG
from tests.support.gateway import Headers, Protocol, Scope
from tests.support.web import SAM, Website

pytestmark = pytest.mark.slow

API, PAGE = "/api/v1/uploads", "/upload"
BOUNDARY = "form-7f3a"
TYPE = f"multipart/form-data; boundary={BOUNDARY}"
ODD_TYPES = [
    f"multipart/form-data; boundary={BOUNDARY[:-1]}",
    f"multipart/form-data; boundary={BOUNDARY}-",
    f'multipart/form-data; boundary="{BOUNDARY}',
    f"multipart/form-data; boundary={BOUNDARY}; boundary=other",
    f"multipart/form-data; boundary*=utf-8''{BOUNDARY}",
    f"multipart/form-data; boundary*=none''{BOUNDARY}",
    f"multipart/form-data; boundary={BOUNDARY}; charset=zlib",
    f"multipart/form-data; boundary={BOUNDARY}; charset=utf-16",
    f"multipart/form-data; boundary={'x' * 300}",
    "multipart/form-data; boundary=\xff",
    "multipart/form-data; boundary=",
    "multipart/form-data",
    f"multipart/mixed; boundary={BOUNDARY}",
    "application/x-www-form-urlencoded",
    "application/json",
    ";",
    "",
]
ODD_LINES = [
    b"Content-Disposition: form-data; name=file",
    b'Content-Disposition: form-data; name="file"; filename=""',
    b'Content-Disposition: form-data; name="file"; filename="../../\xff\x00.aac"',
    b"Content-Disposition: form-data; name*=none''file; filename*=utf-8''%ff",
    b'Content-Disposition: form-data; name="dry_run"',
    b"Content-Transfer-Encoding: base64",
    b"Content-Type: text/plain; charset=zlib",
    b"Content-Length: -1",
    b"no header",
    b"X: " + b"y" * 2000,
]


@dataclass(frozen=True)
class Form:
    """A form as it comes; ``told`` is how long it is said to be, None where the sender does not say."""

    content_type: str
    body: bytes
    told: int | None


@dataclass
class Part:
    """A part of a form: the lines of its head, and its content."""

    lines: list[bytes]
    content: bytes


class Door:
    """The website behind the gateway that its server has before it, and what is kept there."""

    def __init__(self, site: Website, receiving: Path) -> None:
        from audiostream.backend.web.access import may_send_much
        from audiostream.backend.web.middleware.limits import limit_of

        self._gateway = Gateway(WSGIHandler(), limit_of, may_send_much, lambda: None, receiving, threads=1)
        self._receiving = receiving
        self._media = site.settings.data_dir / "media"
        self._known = self._keys()
        browser = site.browser(SAM)
        browser.get(PAGE)
        cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
        token = next(morsel.value for name, morsel in browser.cookies.items() if "csrf" in name)
        self._shown = {
            API: [("authorization", f"Bearer {site.tokens[SAM]}")],
            PAGE: [("cookie", cookies), ("x-csrftoken", token)],
        }

    def post(self, path: str, form: Form) -> tuple[int, dict[str, str], Any]:
        """Send a form; return the answer: its status, headers and content."""
        length = ("transfer-encoding", "chunked") if form.told is None else ("content-length", str(form.told))
        headers = [("host", "localhost"), ("content-type", form.content_type), length, *self._shown[path]]
        protocol = Protocol([form.body[start : start + 999] for start in range(0, len(form.body), 999)])
        scope: Any = Scope(method="POST", path=path, headers=Headers(headers))
        asyncio.run(self._gateway.__rsgi__(scope, protocol))  # type: ignore[arg-type] # all of Granian's that it calls
        _, status, answered, content = protocol.answer
        return status, {name.lower(): value for name, value in answered}, content

    def new(self) -> list[bytes]:
        """Return the files that are kept since it was asked last."""
        found = self._keys()
        new, self._known = found - self._known, found
        return [(self._media / key).read_bytes() for key in new]

    def check_nothing_is_left(self) -> None:
        """See that no body, or file of one, is still there."""
        assert list(self._receiving.iterdir()) == []

    def close(self) -> None:
        """End its threads."""

        async def stop() -> None:
            self._gateway.__rsgi_del__(asyncio.get_running_loop())

        asyncio.run(stop())

    def _keys(self) -> set[str]:
        return {stored.key for stored in LocalMediaStore(self._media).objects()}


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with web.running(tmp_path_factory.mktemp("forms") / "site") as site:
        receiving = receiving_folder(site.settings.data_dir)
        assert receiving is not None
        with override_settings(FILE_UPLOAD_TEMP_DIR=receiving):
            door = Door(site, receiving)
            yield door
            door.close()


@pytest.fixture(scope="module")
def song(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return a song of a kind that does not say how long it is: half of one is a song as well."""
    return make_tone(tmp_path_factory.mktemp("song") / "tone.aac", seconds=0.2, **SONG).read_bytes()


def parts_of(song: bytes) -> list[Part]:
    named = [(b"artist", b"ABBA"), (b"album", b"Arrival")]
    fields = [Part([b'Content-Disposition: form-data; name="%s"' % name], value) for name, value in named]
    disposition = b'Content-Disposition: form-data; name="file"; filename="tone.aac"'
    return [fields[0], Part([disposition, b"Content-Type: audio/aac"], song), fields[1]]


def body_of(parts: Sequence[Part]) -> bytes:
    begin = b"--" + BOUNDARY.encode()
    heads = [begin + b"\r\n" + b"".join(line + b"\r\n" for line in part.lines) + b"\r\n" for part in parts]
    return b"".join(head + part.content + b"\r\n" for head, part in zip(heads, parts, strict=True)) + begin + b"--\r\n"


@st.composite
def broken(draw: st.DrawFn, song: bytes) -> Form:
    """Draw a form whose parts, heads, bytes, boundary, end or length are not what they were."""
    parts = parts_of(song)
    for _ in range(draw(st.integers(0, 3))):
        break_parts(draw, parts)
    body = bytearray(body_of(parts))
    first = body.find(song) if song in body else len(body)
    around = [*range(first), *range(first + len(song), len(body))]
    for at in draw(st.lists(st.sampled_from(around), max_size=3)):
        body[at] ^= draw(st.sampled_from([1, 4, 32, 128, 255]))
    # Most keep their type and their end: others are refused before any part is read.
    end = draw(st.integers(0, len(body))) if draw(st.integers(0, 3)) == 3 else len(body)
    told = draw(st.sampled_from([None, end, len(body)]))
    content_type = draw(st.sampled_from(ODD_TYPES)) if draw(st.integers(0, 3)) == 3 else TYPE
    return Form(content_type, bytes(body[:end]), told)


def break_parts(draw: st.DrawFn, parts: list[Part]) -> None:
    at = draw(st.integers(0, len(parts) - 1))
    lines = list(parts[at].lines)
    what = draw(st.sampled_from(["part twice", "line twice", "other line", "no line", "odd content"]))
    if what == "part twice":
        parts.insert(at, parts[at])
        return
    if what == "line twice":
        lines *= 2
    elif what == "other line":
        lines.insert(draw(st.integers(0, len(lines))), draw(st.sampled_from(ODD_LINES)))
    elif what == "no line":
        lines = lines[1:]
    content = draw(st.binary(max_size=40)) if what == "odd content" else parts[at].content
    parts[at] = Part(lines, content)


def check(door: Door, path: str, form: Form) -> None:
    status, headers, content = door.post(path, form)
    assert status < 500, content
    if path == API and status not in (200, 201):
        assert headers["content-type"] == "application/problem+json"
        told = json.loads(content)
        assert told["status"] == status
        assert told["code"]
        assert told["detail"]
    for kept in door.new():
        # Whole, and to its end: what follows is the next boundary.
        assert b"\r\n\r\n" + kept + b"\r\n--" in form.body
    door.check_nothing_is_left()


@pytest.mark.parametrize(("path", "examples"), [(API, 40), (PAGE, 20)], ids=["api", "page"])
def test_a_broken_form_is_told_and_nothing_is_left_of_it(door: Door, song: bytes, path: str, examples: int) -> None:
    @settings(max_examples=examples, derandomize=True, deadline=None, database=None)
    @given(form=broken(song))
    def run(form: Form) -> None:
        check(door, path, form)

    run()


@pytest.mark.parametrize("path", [API, PAGE], ids=["api", "page"])
def test_every_odd_type_and_line_is_told(door: Door, song: bytes, path: str) -> None:
    for content_type in ODD_TYPES:
        check(door, path, Form(content_type, body_of(parts_of(song)), None))
    for line in ODD_LINES:
        parts = parts_of(song)
        parts[1].lines.append(line)
        check(door, path, Form(TYPE, body_of(parts), None))


@pytest.mark.parametrize("path", [API, PAGE], ids=["api", "page"])
def test_a_form_that_was_cut_is_not_taken_for_a_shorter_one(door: Door, song: bytes, path: str) -> None:
    other = song + path.encode()  # not there yet
    whole = body_of(parts_of(other))
    frame = song[song.index(b"\xff\xf1") :][:4]
    half_a_song = whole.index(other) + song.index(frame, len(song) // 2)  # of whole frames, as its reader asks for
    half_a_name = whole.index(b"Arrival") + 4
    for end in (half_a_song, half_a_name, len(whole) - 4):
        for told in (None, end, len(whole)):
            status, _, _ = door.post(path, Form(TYPE, whole[:end], told))
            assert (status, door.new()) == (400, [])
    for told in (None, len(whole)):
        status, _, content = door.post(path, Form(TYPE, whole, told))
        assert status in (200, 201), content
    assert door.new() == [other]
    door.check_nothing_is_left()

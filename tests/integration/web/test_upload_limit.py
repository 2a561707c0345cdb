"""The largest file that a server takes, by its setting, as programs meet it: however its length is told."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import server_process, web
from tests.support.web import SAM

pytestmark = pytest.mark.slow

MB = 1_000_000
_HEAD = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.flac"\r\n\r\n'
_TAIL = b"\r\n--b--\r\n"


def _form(size: int) -> bytes:
    return _HEAD + bytes(size) + _TAIL


def _in_parts(form: bytes) -> Iterator[bytes]:
    for start in range(0, len(form), 2**16):
        yield form[start : start + 2**16]


def test_a_file_that_is_too_large_is_refused_and_the_next_is_read(tmp_path: Path) -> None:
    web.make_site(tmp_path / "site")
    headers = {
        "authorization": f"Bearer {web.token_of(SAM)}",
        "content-type": "multipart/form-data; boundary=b",
    }
    with (
        server_process.running(tmp_path / "site", web_max_upload_mb="1") as server,
        httpx.Client(base_url=server.url, headers=headers, timeout=30) as client,
    ):
        much = _form(3 * MB)
        for content, is_left in ((much, True), (_in_parts(much), True), (_form(MB + 1), False)):
            refused = client.post("/api/v1/uploads", content=content)
            assert (refused.status_code, refused.json()["code"]) == (413, "body_too_large")
            assert refused.headers["content-type"] == "application/problem+json"
            assert refused.headers.get("connection") == ("close" if is_left else None)
        taken = client.post("/api/v1/uploads", content=_form(MB))
        assert (taken.status_code, taken.json()["code"]) == (422, "unusable")
        assert server.stop() == 0
    assert not list((tmp_path / "site" / "receiving").iterdir())

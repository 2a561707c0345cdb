"""What ``audiostream serve`` writes while it runs, as programs read it: a line of JSON a request."""

import json
from pathlib import Path

import httpx
import pytest

from tests.support import server_process, web
from tests.support.shelves import SINNERMAN

pytestmark = pytest.mark.slow


def test_a_request_is_found_in_the_log_by_the_id_in_its_answer(tmp_path: Path) -> None:
    token = web.token_of(web.ADA)
    web.make_site(tmp_path / "site")
    with (
        server_process.running(tmp_path / "site") as server,
        httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {token}"}, timeout=30) as client,
    ):
        url = client.get(f"/api/v1/songs/{SINNERMAN.id}/stream").json()["url"]
        answers = [client.get("/api/v1/search", params={"q": "secret wish"}), client.get("/nowhere"), client.head(url)]
        named = client.get("/api/v1/me", headers={"X-Request-ID": "from-a-proxy.7"})
        assert named.headers["X-Request-ID"] == "from-a-proxy.7"
        assert server.stop() == 0
    lines = [json.loads(line) for line in server.lines if line.startswith("{")]
    for answer in (*answers, named):
        (line,) = [each for each in lines if each.get("request_id") == answer.headers["X-Request-ID"]]
        asked = answer.request
        assert (line["method"], line["path"], line["status"]) == (asked.method, asked.url.path, answer.status_code)
        assert (line["level"], line["logger"]) == ("info", "audiostream.requests")
        assert line["ms"] > 0
    assert len({answer.headers["X-Request-ID"] for answer in answers}) == len(answers)
    for secret in (token, httpx.URL(url).query.decode(), "secret"):
        assert secret not in server.err

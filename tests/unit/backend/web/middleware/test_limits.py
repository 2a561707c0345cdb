"""How large a file may be that is sent, by the setting, and how large all else."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from audiostream.backend.web.gateway import Gateway
from audiostream.backend.web.middleware.limits import limit_of
from tests.support import web
from tests.support.gateway import Headers, Protocol, Scope
from tests.support.web import SAM, Website

API, PAGE = "/api/v1/uploads", "/upload"
MB = 1_000_000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Website]:
    with web.running(tmp_path / "site", web_max_upload_mb=1) as site:
        yield site


def _sent(site: Website, path: str, size: int) -> HttpResponse:
    client: Client = site.api(SAM) if path == API else site.browser(SAM)
    return client.post(path, {"file": SimpleUploadedFile("long.flac", bytes(size))})  # type: ignore[return-value] # the client's own


# The first is refused by the length of the request, the second by that of the file in it.
@pytest.mark.parametrize("size", [3 * MB, MB + 1])
@pytest.mark.parametrize("path", [API, PAGE])
def test_a_larger_file_is_refused_with_what_is_allowed(site: Website, path: str, size: int) -> None:
    before = set(site.settings.data_dir.rglob("*.flac"))
    refused = _sent(site, path, size)
    assert refused.status_code == 413
    assert b"his is more than the 1 MB that a file may have" in refused.content
    assert set(site.settings.data_dir.rglob("*.flac")) == before


def test_programs_are_told_in_the_form_of_all_errors(site: Website) -> None:
    refused = _sent(site, API, 3 * MB)
    assert refused["Content-Type"] == "application/problem+json"
    told = refused.json()  # type: ignore[attr-defined] # the client's own
    assert (told["status"], told["code"]) == (413, "body_too_large")
    assert "web_max_upload_mb" in told["hint"]


@pytest.mark.slow  # a process reads it
@pytest.mark.parametrize("path", [API, PAGE])
def test_one_of_just_that_size_is_read(site: Website, path: str) -> None:
    answer = _sent(site, path, MB)
    assert answer.status_code == {API: 422, PAGE: 200}[path]
    assert b"not audio" in answer.content


@pytest.mark.slow  # a process reads it
def test_the_setting_is_of_files_alone_and_lets_larger_ones_in(tmp_path: Path) -> None:
    with web.running(tmp_path / "site", web_max_upload_mb=4) as site:
        assert _sent(site, API, 3 * MB).status_code == 422
        listens = site.api(SAM).post("/api/v1/listens", bytes(3 * MB), content_type="application/json")
        assert (listens.status_code, listens.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("path", [API, PAGE])
def test_a_small_file_too_is_read_of_nobody_who_may_not_send_it(site: Website, path: str) -> None:  # noqa: ARG001 - it has the setting
    assert limit_of(path) < 3 * MB
    asked: list[bool] = []

    def refuse(_environ: dict[str, Any], is_file: bool) -> bool:  # noqa: FBT001 - the gateway's form
        asked.append(is_file)
        return False

    def django(_environ: object, start: Callable[..., object]) -> HttpResponse:
        start("403 Forbidden", [])
        return HttpResponse(status=403)

    gateway = Gateway(django, limit_of, refuse, lambda: None, threads=1)  # type: ignore[arg-type] # all of it that it calls
    headers = Headers([("content-length", "1000"), ("host", "localhost")])
    protocol = Protocol([bytes(1000)])

    async def run() -> None:
        scope: Any = Scope(method="POST", path=path, headers=headers)
        await gateway.__rsgi__(scope, protocol)  # type: ignore[arg-type] # as above
        gateway.__rsgi_del__(asyncio.get_running_loop())

    asyncio.run(run())
    assert (asked, protocol.read, protocol.answer[1]) == ([True], 0, 403)

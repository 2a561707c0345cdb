"""Whose files, and large forms, are read before anything else is known."""

from typing import NoReturn

import pytest

from audiostream.backend.web.access import may_send_much
from audiostream.errors import Unavailable
from tests.support.web import ADA, SAM, Website


@pytest.mark.parametrize(("user", "may"), [(SAM, True), (ADA, False)])
def test_staff_by_token_and_by_session(website: Website, user: str, may: bool) -> None:  # noqa: FBT001 - of a table
    session = website.browser(user).cookies["audiostream_session"].value
    for proof in (
        {"HTTP_AUTHORIZATION": f"Bearer {website.tokens[user]}"},
        {"HTTP_AUTHORIZATION": f"bearer {website.tokens[user]}"},
        {"HTTP_COOKIE": f"audiostream_session={session}"},
    ):
        environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/upload", **proof}
        assert may_send_much(environ, True) is may
        assert may_send_much(environ, False)


@pytest.mark.parametrize(
    "proof",
    [{}, {"HTTP_AUTHORIZATION": "Basic x"}, {"HTTP_COOKIE": "audiostream_session=x"}, {"HTTP_COOKIE": "\xff;="}],
)
def test_nobody(website: Website, proof: dict[str, str]) -> None:
    assert website.settings.mode == "embedded"
    for is_file in (True, False):
        assert not may_send_much({"REQUEST_METHOD": "POST", "PATH_INFO": "/upload", **proof}, is_file)


def test_a_database_that_is_away_admits_no_file_and_cuts_no_listens(
    website: Website, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> NoReturn:
        raise Unavailable("away")

    monkeypatch.setattr(type(website.services.accounts), "owner_of", fail)
    proof = {"HTTP_AUTHORIZATION": f"Bearer {website.tokens[SAM]}"}
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/upload", **proof}
    assert not may_send_much(environ, True)
    assert may_send_much(environ, False)

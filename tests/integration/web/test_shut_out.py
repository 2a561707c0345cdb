"""What shuts an account out, or a device or a guesser, holds on the website at once."""

from contextlib import closing

import pytest
from django.test import Client

from audiostream.backend.adapters.accounts.opening import open_accounts
from audiostream.backend.domain.catalogue import utc_now
from audiostream.backend.domain.throttling import keys
from tests.support.web import ADA, BOB, PASSWORD, Website


def _answers(client: Client) -> int:
    return client.get("/api/v1/me").status_code


def test_a_disabled_account_is_refused_in_browsers_and_on_devices_until_it_is_enabled(website: Website) -> None:
    clients = [website.browser(ADA), website.api(ADA)]
    assert [_answers(client) for client in clients] == [200, 200]
    website.services.accounts.set_active(ADA, is_active=False)
    assert [_answers(client) for client in clients] == [401, 401]
    assert [_answers(client) for client in (website.browser(BOB), website.api(BOB))] == [200, 200]
    website.services.accounts.set_active(ADA, is_active=True)
    assert _answers(clients[1]) == 200


def test_another_password_ends_sessions_and_leaves_devices(website: Website) -> None:
    browser, device = website.browser(ADA), website.api(ADA)
    website.services.accounts.set_password(ADA, "another password")
    assert [_answers(client) for client in (browser, device)] == [401, 200]


def test_a_revoked_token_is_refused_and_no_other(website: Website) -> None:
    accounts = website.services.accounts
    token, secret = accounts.issue_token(ADA, "radio")
    radio = website.nobody(headers={"authorization": f"Bearer {secret}"})
    assert _answers(radio) == 200
    accounts.revoke_token(ADA, str(token.id))
    assert [_answers(client) for client in (radio, website.api(ADA))] == [401, 200]


@pytest.mark.parametrize("name", [ADA, "nobody"])
def test_who_guesses_is_told_how_long_to_wait_whether_there_is_an_account_or_not(website: Website, name: str) -> None:
    guesser = website.nobody()

    def guess(password: str) -> tuple[int, str]:
        body = {"name": name, "password": password, "device": "guesser"}
        answer = guesser.post("/api/v1/tokens", body, content_type="application/json")
        return answer.status_code, answer.headers.get("Retry-After", "")

    assert [guess("a wrong guess") for _ in range(5)] == [(401, "")] * 5
    _fail_further(website, name, 5)
    for password in ("a wrong guess", PASSWORD):
        status, wait = guess(password)
        assert status == 429
        assert 1 <= int(wait) <= 32
    assert _answers(website.api(ADA)) == 200


def _fail_further(website: Website, name: str, times: int) -> None:
    at = utc_now()
    with closing(open_accounts(website.settings.data_dir / "catalogue.sqlite3")) as store:
        for _ in range(times):
            store.add_failure(keys(name, "127.0.0.1", at).pair, at)

"""Tokens: a device logs in once, is listed, and can be shut out."""

from tests.support.web import ADA, BOB, PASSWORD, Website

JSON = "application/json"
TOKENS = "/api/v1/tokens"


def test_a_device_logs_in_and_is_shown_its_token_once(website: Website) -> None:
    body = {"name": "ADA", "password": PASSWORD, "device": "a phone"}
    made = website.nobody(enforce_csrf_checks=True).post(TOKENS, body, JSON)
    assert made.status_code == 201
    assert made["Cache-Control"] == "no-store"
    told = made.json()
    assert (told["user_id"], told["device"]) == (ADA, "a phone")
    device = website.nobody(headers={"authorization": f"Bearer {told['token']}"})
    assert device.get("/api/v1/me").json() == {"user_id": ADA, "is_staff": False, "token_id": told["id"]}
    listed = device.get(TOKENS)
    assert told["token"] not in listed.content.decode()
    (shown,) = [each for each in listed.json()["items"] if each["id"] == told["id"]]
    assert shown["last_used_at"] is not None


def test_wrong_passwords_are_refused_and_at_last_throttled(website: Website) -> None:
    body = {"name": ADA, "password": "wrong", "device": "d"}
    while (refused := website.nobody().post(TOKENS, body, JSON)).status_code == 401:
        assert refused.json()["code"] == "unauthenticated"
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused["Retry-After"]) > 0


def test_a_revoked_token_is_refused_from_then_on(website: Website) -> None:
    client = website.api()
    (token,) = client.get(TOKENS).json()["items"]
    assert website.api(BOB).delete(f"{TOKENS}/{token['id']}").status_code == 404
    assert client.delete(f"{TOKENS}/{token['id']}").status_code == 204
    assert client.get(TOKENS).status_code == 401


def test_an_account_that_is_disabled_is_shut_out_at_once(website: Website) -> None:
    client = website.api(BOB)
    assert client.get("/api/v1/me").status_code == 200
    website.services.accounts.set_active(BOB, is_active=False)
    assert client.get("/api/v1/me").status_code == 401

"""A listener's own account."""

from uuid import uuid4

from tests.support.web import ADA, BOB, PASSWORD, Website

NEW = "nine copper kettles"


def form(present: str = PASSWORD, new: str = NEW, again: str = NEW) -> dict[str, str]:
    return {"present": present, "new": new, "again": again}


def test_the_password_is_changed_by_who_knows_it(website: Website) -> None:
    here, elsewhere = website.browser(), website.browser()
    assert here.post("/account/password", form()).status_code == 302
    assert "Your password is changed." in here.get("/account").content.decode()
    assert elsewhere.get("/account").status_code == 302
    assert website.nobody().post("/login", {"username": ADA, "password": PASSWORD}).status_code == 401
    assert website.nobody().post("/login", {"username": ADA, "password": NEW}).status_code == 302


def test_a_wrong_form_says_what_is_wrong(website: Website) -> None:
    client = website.browser()
    for wrong, said in [
        (form(present="no"), "The present password is not right."),
        (form(again="another"), "not written the same twice"),
        (form(new="x", again="x"), "password"),
    ]:
        response = client.post("/account/password", wrong)
        assert response.status_code == 422
        assert said in response.content.decode()
    assert website.nobody().post("/login", {"username": ADA, "password": PASSWORD}).status_code == 302


def test_a_device_is_logged_out_by_its_owner_alone(website: Website) -> None:
    (token,) = website.services.accounts.tokens(ADA)
    path = f"/account/devices/{token.id}/revoke"
    assert "a terminal" in website.browser().get("/account").content.decode()
    website.browser(BOB).post(path)
    assert website.services.accounts.tokens(ADA)
    client = website.browser()
    assert client.post(path)["Location"] == "/account"
    assert "a terminal is logged out." in client.get("/account").content.decode()
    assert website.api().get("/api/v1/me").status_code == 401
    client.post(f"/account/devices/{uuid4()}/revoke")
    assert "logged out already" in client.get("/account").content.decode()


def test_logging_out_ends_the_session(website: Website) -> None:
    client = website.browser()
    assert client.get("/logout").status_code == 405
    assert client.post("/logout")["Location"] == "/login"
    assert client.get("/").status_code == 302

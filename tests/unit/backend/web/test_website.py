"""The site that the tests of pages and API share is as they take it to be."""

import pytest

from tests.support.web import ADA, BOB, PASSWORD, SAM, Website, running


def test_nobody_is_sent_to_log_in(website: Website) -> None:
    response = website.nobody().get("/")
    assert (response.status_code, response["Location"]) == (302, "/login?next=/")


def test_an_account_logs_in_by_its_password(website: Website) -> None:
    client = website.nobody()
    assert client.post("/login", {"username": ADA, "password": PASSWORD}).status_code == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("user", "is_staff"), [(ADA, False), (BOB, False), (SAM, True)])
def test_a_browser_and_a_program_are_who_they_say(website: Website, user: str, is_staff: bool) -> None:  # noqa: FBT001 - of a table
    for client in (website.browser(user), website.api(user)):
        told = client.get("/api/v1/me").json()
        assert (told["user_id"], told["is_staff"]) == (user, is_staff)


def test_two_sites_know_nothing_of_each_other(website: Website, tmp_path_factory: pytest.TempPathFactory) -> None:
    website.services.playlists.create("Evening")
    with running(tmp_path_factory.mktemp("other") / "site") as other:
        assert other.services.playlists.all() == []

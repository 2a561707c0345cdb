"""A server made ready, and what stands in the way of one; ``tests/integration/test_serve.py`` runs it."""

import importlib.util
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.bootstrap import build
from audiostream.backend.web import supervisor
from audiostream.backend.web.serving import Place, Server
from audiostream.errors import InvalidConfig, Rejected
from audiostream.settings import Settings

HERE = Place(host="127.0.0.1", port=0, workers=1)


def make(folder: Path, place: Place = HERE, **settings: Any) -> Server:  # noqa: ANN401 - any setting
    profile = Settings(**{"data_dir": folder, "user": "ada", **settings})
    with closing(build(profile)) as services:
        return Server(profile, services, place)


def test_the_first_start_makes_an_account_of_the_staff_and_the_next_none(tmp_path: Path) -> None:
    first = make(tmp_path).first_account
    assert first is not None
    assert first.name == "ada"
    with closing(build(Settings(data_dir=tmp_path, user="ada"))) as services:
        assert services.accounts.log_in("ada", first.password, "127.0.0.1").is_staff
    assert make(tmp_path).first_account is None


def test_a_user_who_can_have_no_account_keeps_nobody_from_serving(tmp_path: Path) -> None:
    assert make(tmp_path, user="a\u202eb").first_account is None


@pytest.mark.parametrize("missing", ["granian", "ninja", "argon2"])
def test_what_is_not_installed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == missing else find(name))
    with pytest.raises(InvalidConfig, match=f"needs the package '{missing}'") as caught:
        make(tmp_path)
    assert caught.value.hint == "pip install 'audiostream[server]'"
    assert list(tmp_path.iterdir()) == []


def test_another_server_cannot_be_served(tmp_path: Path) -> None:
    with pytest.raises(Rejected, match="which are not here"):
        make(tmp_path, mode="remote", server_url="https://music.example", server_token="t")  # noqa: S106 - no secret
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "url"),
    [("127.0.0.1", "http://localhost:"), ("0.0.0.0", "http://localhost:"), ("::1", "http://localhost:")],  # noqa: S104 - asked
)
def test_the_address_is_one_to_open(tmp_path: Path, host: str, url: str) -> None:
    assert make(tmp_path, Place(host=host, port=0, workers=1)).url.startswith(url)


def test_who_lets_others_in_unencrypted_is_warned(tmp_path: Path) -> None:
    everywhere = Place(host="0.0.0.0", port=0, workers=1)  # noqa: S104 - the point of it
    assert "unencrypted" in make(tmp_path, everywhere).remarks[0]
    assert make(tmp_path, everywhere, web_trusted_proxies="10.0.0.1").remarks == []
    assert make(tmp_path).remarks == []


def test_it_stops_before_containers_are_killed() -> None:
    assert supervisor.STOP_WITHIN_S < 10

"""What libvlc is told to trust."""

import sys
from pathlib import Path

import pytest

from audiostream.errors import InvalidConfig
from audiostream.player.vlc.trust import Trust


@pytest.fixture(autouse=True)
def _elsewhere_than_on_macos(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


def test_without_a_file_it_is_told_nothing() -> None:
    trust = Trust(None)
    assert trust.options == []
    trust.close()


def test_it_trusts_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    (tmp_path / "ours.pem").write_text("ours", encoding="utf-8")
    (tmp_path / "another.pem").write_text("another", encoding="utf-8")
    trust = Trust(tmp_path / "ours.pem")
    (option,) = trust.options
    folder = Path(option.removeprefix("--gnutls-dir-trust="))
    assert [each.read_text(encoding="utf-8") for each in folder.iterdir()] == ["ours"]
    trust.close()
    assert not folder.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfig, match=r"server_ca_file: .*none\.pem"):
        Trust(tmp_path / "none.pem")


def test_macos_is_told_nothing_it_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert Trust(tmp_path / "ours.pem").options == []

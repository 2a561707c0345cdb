"""The key of a server: made once, kept for its owner, and never a bad one."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from audiostream.backend.web.secret import NAME, secret_key
from audiostream.errors import InvalidConfig, Unavailable
from audiostream.settings import Settings


def test_it_is_made_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data")
    key = secret_key(settings)
    assert len(key) >= 50
    assert secret_key(settings) == key
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "data" / NAME).stat().st_mode) == 0o600


def test_servers_that_start_together_have_one(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(lambda _: secret_key(settings), range(32)))) == 1


def test_a_setting_comes_before_the_file(tmp_path: Path) -> None:
    given = "0123456789" * 5
    assert secret_key(Settings(data_dir=tmp_path, web_secret_key=given)) == given
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"short", b"a" * 60, b"\xff" * 60, b"   \n" * 30])
def test_a_damaged_file_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(InvalidConfig, match="is no key") as caught:
        secret_key(Settings(data_dir=tmp_path))
    assert "Remove it" in str(caught.value.hint)
    assert (tmp_path / NAME).read_bytes() == content


def test_a_setting_that_is_too_short_is_told_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfig, match="web_secret_key is no key") as caught:
        secret_key(Settings(data_dir=tmp_path, web_secret_key="hunter2"))  # noqa: S106 - no secret
    assert "hunter2" not in str(caught.value)


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(Unavailable):
        secret_key(Settings(data_dir=tmp_path))

"""Changing the configuration file."""

import stat
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from audiostream.config_file import ACTIVE, Change, set_active, set_value, set_values, unset_value
from audiostream.errors import AudiostreamError, InvalidConfig, InvalidInput
from tests.support.threads import at_once

COMMENTED = """\
# Mine. Do not touch.
profile = "home"  # for the evening

[profiles.home]
# Loud enough.
volume = 80 # percent
user = 'ada'

[profiles.work]
user = "ada@work"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_the_first_setting_makes_folder_file_and_profile(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "config.toml"
    change = set_value(path, "home", "volume", "80")
    assert change == Change(profile="home", key="volume", before=None, now=80)
    assert path.read_text(encoding="utf-8") == "[profiles.home]\nvolume = 80\n"


def test_comments_and_order_stay(path: Path) -> None:
    path.write_text(COMMENTED, encoding="utf-8")
    set_value(path, "home", "volume", "30")
    set_value(path, "work", "replay_gain", "off")
    unset_value(path, "home", "user")
    set_active(path, "work")
    assert path.read_text(encoding="utf-8") == (
        COMMENTED.replace("80 #", "30 #").replace("user = 'ada'\n", "").replace('profile = "home"', 'profile = "work"')
        + 'replay_gain = "off"\n'
    )


def test_several_are_set_all_or_none(path: Path) -> None:
    path.write_text(COMMENTED, encoding="utf-8")
    with pytest.raises(InvalidConfig):
        set_values(path, "home", {"volume": "30", "user": "bob", "mode": "elsewhere"})
    assert path.read_text(encoding="utf-8") == COMMENTED
    changes = set_values(path, "home", {"volume": "80", "user": "bob"})
    assert [(each.key, each.before, each.now) for each in changes] == [("volume", 80, 80), ("user", "ada", "bob")]
    assert _read(path)["profiles"]["home"] == {"volume": 80, "user": "bob"}


def test_of_changes_at_once_none_is_lost(path: Path) -> None:
    at_once(8, lambda number: set_value(path, f"p{number}", "volume", str(number)))
    assert _read(path) == {"profiles": {f"p{number}": {"volume": number} for number in range(8)}}
    at_once(8, lambda _: unset_value(path, "p1", "volume"))
    assert _read(path)["profiles"]["p1"] == {}


@pytest.mark.parametrize(
    "text",
    [
        "profiles = {home = {volume = 1}, work = {volume = 2}}\n",
        "[profiles]\nhome = {volume = 1}\nwork.volume = 2\n",
        "[profiles.home]\nvolume = 1\n[profiles]\n[profiles.work]\nvolume = 2\n",
        '[profiles."home"]\nvolume = 1\n[ profiles . work ]\nvolume = 2',
        "[profiles.home]\r\nvolume = 1\r\n[profiles.work]\r\nvolume = 2\r\n",
    ],
)
def test_every_form_that_toml_has_is_changed(path: Path, text: str) -> None:
    path.write_bytes(text.encode())
    set_value(path, "home", "volume", "7")
    set_value(path, "home", "user", "ada")
    set_value(path, "new", "volume", "3")
    set_value(path, "work", "user", "bob")
    unset_value(path, "work", "volume")
    set_active(path, "new")
    assert _read(path) == {
        "profile": "new",
        "profiles": {"home": {"volume": 7, "user": "ada"}, "work": {"user": "bob"}, "new": {"volume": 3}},
    }


def test_a_form_that_cannot_be_changed_safely_is_left_alone(path: Path) -> None:
    path.write_text("profiles.home.volume = 1\nprofiles.work.volume = 2\n", encoding="utf-8")
    set_value(path, "home", "user", "ada")
    before = path.read_bytes()
    with pytest.raises(AudiostreamError, match="in a form that cannot be changed safely") as caught:
        set_value(path, "new", "volume", "3")
    assert "Write its profiles as [profiles.NAME] tables" in str(caught.value.hint)
    assert path.read_bytes() == before


def test_the_same_again_leaves_the_file_alone(path: Path) -> None:
    set_value(path, "default", "user", "ada")
    before = path.stat()
    assert set_value(path, "default", "user", "ada") == Change(profile="default", key="user", before="ada", now="ada")
    assert unset_value(path, "default", "volume") == Change(profile="default", key="volume", before=None, now=None)
    assert set_active(path, "default") == Change(profile=None, key=ACTIVE, before="default", now="default")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_a_dry_run_changes_nothing(path: Path) -> None:
    path.write_text(COMMENTED, encoding="utf-8")
    assert set_value(path, "home", "volume", "3", dry_run=True).now == 3
    assert unset_value(path, "home", "volume", dry_run=True).before == 80
    assert set_active(path, "work", dry_run=True).now == "work"
    assert path.read_text(encoding="utf-8") == COMMENTED


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_it(path: Path) -> None:
    path.write_text("", encoding="utf-8")
    path.chmod(0o644)
    set_value(path, "default", "user", "ada")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="a link takes a right there that few have")
def test_a_link_stays_a_link(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "dotfiles" / "audiostream.toml"
    path.symlink_to(target)
    set_value(path, "default", "user", "ada")
    assert path.is_symlink()
    assert _read(target) == {"profiles": {"default": {"user": "ada"}}}


def test_a_path_is_kept_absolute(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert set_value(path, "default", "data_dir", "tunes").now == str(tmp_path / "tunes")


def test_what_only_looks_the_same_is_mended(path: Path) -> None:
    path.write_text("[profiles.default]\nvolume = true\n", encoding="utf-8")
    set_value(path, "default", "volume", "1")
    assert _read(path)["profiles"]["default"]["volume"] is not True


@pytest.mark.parametrize(("key", "text"), [("volum", "3"), ("volume", "300"), ("volume", ""), ("data_dir", "")])
def test_what_is_not_allowed_is_not_written(path: Path, key: str, text: str) -> None:
    with pytest.raises(InvalidConfig) as caught:
        set_value(path, "home", key, text)
    assert caught.value.message.startswith(f"{path}: [profiles.home] {key}: ")
    assert not path.exists()


def test_a_key_of_no_meaning_can_be_taken_out_but_is_told_when_there_is_none(path: Path) -> None:
    path.write_text("[profiles.default]\nvolum = 3\n", encoding="utf-8")
    assert unset_value(path, "default", "volum").before == 3
    with pytest.raises(InvalidConfig, match="no such setting; allowed are: mode, "):
        unset_value(path, "default", "volum")


@pytest.mark.parametrize("name", ["", "a b", "-a", "a/b", "é", "x" * 65, "a\n"])
def test_a_profile_has_a_plain_name(path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match="cannot name a profile"):
        set_value(path, name, "volume", "3")
    assert not path.exists()


def test_an_unknown_profile_is_not_made_the_active_one(path: Path) -> None:
    path.write_text(COMMENTED, encoding="utf-8")
    with pytest.raises(InvalidConfig, match="there is no profile 'hom'; there are: default, home, work"):
        set_active(path, "hom")


def test_when_it_cannot_be_written_it_stays_as_it_was(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path.write_text(COMMENTED, encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(AudiostreamError, match=r"cannot be changed: .*No space left on device") as caught:
        set_value(path, "home", "volume", "3")
    assert caught.value.hint == "Nothing was changed."
    assert path.read_text(encoding="utf-8") == COMMENTED
    assert list(tmp_path.iterdir()) == [path]

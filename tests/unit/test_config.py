"""Settings: where values come from, and what is said of those that are not allowed."""

import os
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import pytest

from audiostream import config
from audiostream.errors import InvalidConfig
from audiostream.settings import setting


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config.toml"
    monkeypatch.setenv("AUDIOSTREAM_CONFIG", str(path))
    monkeypatch.delenv("AUDIOSTREAM_DATA_DIR")
    return path


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("text", ["#" * 1_000_001, f"a = {'[' * 5000}"])
def test_a_file_beyond_all_measure_is_refused(file: Path, text: str) -> None:
    _write(file, text)
    with pytest.raises(InvalidConfig) as caught:
        config.load()
    assert caught.value.message.startswith(f"{file}: ")
    assert caught.value.hint == "Mend the file, or move it away to start anew."


def test_without_a_file_all_are_defaults(file: Path) -> None:
    loaded = config.load()
    assert (loaded.profile, loaded.path) == ("default", file)
    assert set(loaded.sources.values()) == {"default"}
    assert loaded.settings.mode == "embedded"
    assert loaded.settings.user
    assert loaded.settings.data_dir.is_absolute()
    assert loaded.settings.data_dir.name == "audiostream"


def test_defaults_are_allowed_values(file: Path) -> None:
    assert not file.exists()
    settings = config.load().settings
    for key in config.rules():
        value = getattr(settings, key)
        given = str(value) if isinstance(value, Path) else value
        assert config.check(key, given, where="the default") == value


def test_environment_comes_before_the_file_and_both_before_the_default(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(file, 'profile = "home"\n[profiles.home]\nuser = "ada"\nvolume = 80\n')
    monkeypatch.setenv("AUDIOSTREAM_VOLUME", "30")
    loaded = config.load(overrides={"upload_jobs": "2"})
    assert (loaded.settings.user, loaded.settings.volume, loaded.settings.upload_jobs) == ("ada", 30, 2)
    assert loaded.profile == "home"
    assert {key: loaded.sources[key] for key in ("user", "volume", "upload_jobs", "mode")} == {
        "user": "file",
        "volume": "environment",
        "upload_jobs": "command",
        "mode": "default",
    }


def test_an_empty_variable_is_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIOSTREAM_VOLUME", "")
    assert not file.exists()
    assert config.load().sources["volume"] == "default"


def test_the_profile_asked_for_comes_before_the_environments_and_the_files(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(file, 'profile = "a"\n[profiles.a]\n[profiles.b]\n[profiles.c]\n')
    assert config.load().profile == "a"
    monkeypatch.setenv("AUDIOSTREAM_PROFILE", "b")
    assert config.load().profile == "b"
    assert config.load("c").profile == "c"


def test_a_file_from_an_editor_of_windows_is_read(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf[profiles.default]\r\nuser = "ada"\r\n')
    assert config.load().settings.user == "ada"


def test_a_folder_may_be_told_by_the_home(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    _write(file, '[profiles.default]\ndata_dir = "~/Tunes"\n')
    assert config.load().settings.data_dir == tmp_path / "Tunes"


def test_there_is_a_user_where_the_system_knows_none(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> str:
        raise KeyError("getpwuid(): uid not found: 4711")

    monkeypatch.setattr("getpass.getuser", fail)
    assert not file.exists()
    assert config.load().settings.user == "listener"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            "[profiles.default]\nvolum = 3\n",
            "[profiles.default] volum: no such setting; allowed are: mode, user, data_dir",
        ),
        (
            "[profiles.default]\nvolume = 101\n",
            "[profiles.default] volume: 101 is not allowed; it must be a whole number from 0 to 100",
        ),
        ("[profiles.default]\nvolume = true\n", "it must be a whole number from 0 to 100"),
        ("[profiles.default]\nvolume = 1.5\n", "it must be a whole number from 0 to 100"),
        ('[profiles.default]\nvolume = "loud"\n', "'loud' is not allowed"),
        ('[profiles.default]\nreplay_gain = "on"\n', "'on' is not allowed; it must be off or track or album"),
        ('[profiles.default]\nuser = ""\n', "it must be text of 1 to 255 characters"),
        ("[profiles.default]\nuser = 7\n", "it must be text of 1 to 255 characters"),
        ("[profiles.default]\ndata_dir = 7\n", "data_dir: 7 is not allowed; it must be a path"),
        ('[profiles.default]\ndata_dir = "a\\u0000b"\n', "it must be a path"),
        ("volume = 3\n", "'volume' is not known at the top level; allowed are 'profile' and [profiles.NAME] tables"),
        ("profiles = 3\n", "'profiles' must hold tables, written as [profiles.NAME]"),
        ("[profiles]\nvolume = 3\n", "'profiles' must hold tables"),
        ("profile = 3\n", "'profile' must be the name of a profile, as text"),
        ('profile = "work"\n[profiles.home]\n', "there is no profile 'work'; there are: default, home"),
        ("[profiles.default\n", "line 1"),
    ],
)
def test_what_is_not_allowed_is_said_with_the_files_name(file: Path, text: str, reason: str) -> None:
    _write(file, text)
    with pytest.raises(InvalidConfig) as caught:
        config.load()
    assert caught.value.message.startswith(f"{file}: ")
    assert reason in caught.value.message


def test_what_is_not_text_is_said_with_the_files_name(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidConfig, match="utf-8") as caught:
        config.load()
    assert caught.value.hint == "Mend the file, or move it away to start anew."


def test_a_folder_in_the_files_place_is_told(file: Path) -> None:
    file.mkdir()
    with pytest.raises(InvalidConfig) as caught:
        config.load()
    assert str(file) in caught.value.message


def test_what_the_environment_says_wrong_is_told_with_its_variable(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not file.exists()
    monkeypatch.setenv("AUDIOSTREAM_UPLOAD_JOBS", "many")
    with pytest.raises(InvalidConfig) as caught:
        config.load()
    assert caught.value.message == (
        "environment variable AUDIOSTREAM_UPLOAD_JOBS: 'many' is not allowed; it must be a whole number from 1 to 64"
    )


def test_a_missing_profile_comes_with_how_to_make_it(file: Path) -> None:
    assert not file.exists()
    with pytest.raises(InvalidConfig) as caught:
        config.load("work")
    assert caught.value.hint == "Make it with: audiostream --profile work config set user NAME"


def test_every_setting_is_documented_and_has_a_rule(file: Path) -> None:
    assert not file.exists()
    for key, rule in config.rules().items():
        assert rule.metadata["help"], key
        assert config.allowed(key), key


@dataclass(frozen=True, kw_only=True)
class _Secretive:
    token: str = setting(lambda: "", "a password", secret=True, minimum=1, maximum=9)


@pytest.mark.parametrize(("value", "seen"), [("hunter2", "********"), ("", ""), (None, None)])
def test_secrets_are_masked(monkeypatch: pytest.MonkeyPatch, value: Any, seen: Any) -> None:  # noqa: ANN401 - any value
    monkeypatch.setattr(config, "rules", lambda: {each.name: each for each in fields(_Secretive)})
    assert config.shown("token", value) == seen


def test_a_secret_that_is_not_allowed_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "rules", lambda: {each.name: each for each in fields(_Secretive)})
    with pytest.raises(InvalidConfig) as caught:
        config.check("token", "hunter2hunter2", where="here")
    assert caught.value.message == "here: '********' is not allowed; it must be text of 1 to 9 characters"


def test_a_password_is_in_no_representation(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not file.exists()
    secrets = [key for key, rule in config.rules().items() if rule.metadata.get("secret")]
    assert secrets
    for key in secrets:
        monkeypatch.setenv(f"AUDIOSTREAM_{key.upper()}", "hunter2")
    assert "hunter2" not in repr(config.load())


@pytest.mark.parametrize(
    ("mode", "key", "told"),
    [
        (0o600, "s3_secret_key", False),
        (0o640, "s3_secret_key", True),
        (0o604, "catalogue_dsn", True),
        (0o644, "user", False),
    ],
)
def test_a_file_with_secrets_that_others_can_read_is_remarked_on(file: Path, mode: int, key: str, told: bool) -> None:  # noqa: FBT001 - a case
    _write(file, f'[profiles.default]\n{key} = "hunter2"\n')
    file.chmod(mode)
    remarks = [f"{file} holds secrets, and others than you can read it: chmod 600 {file}"]
    modes = os.name != "nt"
    assert config.load().remarks == (remarks if told and modes else [])


def test_the_path_of_a_file_is_whole_and_may_be_left_out(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    _write(file, '[profiles.default]\ncdn_private_key_file = "~/cdn.pem"\nkafka_ca_file = ""\n')
    settings = config.load().settings
    assert settings.cdn_private_key_file == str(tmp_path / "cdn.pem")
    assert settings.kafka_ca_file == ""
    assert config.allowed("kafka_ca_file") == "a path"


def test_some_settings_matter_in_one_mode_only() -> None:
    assert config.matters("user", "embedded")
    assert config.matters("user", "cluster")
    assert not config.matters("kafka_servers", "embedded")
    assert config.matters("kafka_servers", "cluster")


def test_paths_are_shown_as_text() -> None:
    assert config.shown("data_dir", Path("here")) == "here"
    assert config.shown("volume", 7) == 7

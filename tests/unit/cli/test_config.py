"""``audiostream config``, as its user meets it."""

import os
from pathlib import Path

import pytest

from audiostream import config
from audiostream.cli.app import run
from audiostream.cli.environment import Environment
from tests.support.command_line import Outcome, Stream


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIOSTREAM_CONFIG", str(tmp_path / "config.toml"))
    monkeypatch.delenv("AUDIOSTREAM_DATA_DIR")
    monkeypatch.setenv("AUDIOSTREAM_USER", "ada")
    return tmp_path / "config.toml"


def _run(*arguments: str) -> Outcome:
    stdout, stderr = Stream(), Stream()
    code = run(arguments, Environment(stdin=Stream(), stdout=stdout, stderr=stderr))
    return Outcome(code, stdout.getvalue(), stderr.getvalue())


def test_show_tells_values_and_where_they_come_from(file: Path) -> None:
    file.write_text("[profiles.default]\nvolume = 80\n", encoding="utf-8")
    outcome = _run("config", "show")
    assert outcome.code == 0
    rows = [line.split("\t") for line in outcome.out.splitlines()]
    assert [row[0] for row in rows] == [key for key in config.rules() if config.matters(key, "embedded")]
    assert ["user", "ada", "environment"] in rows
    assert ["volume", "80", "file"] in rows
    assert ["mode", "embedded", "default"] in rows
    assert outcome.err == f"Profile default, from {file}\n"


def test_show_tells_what_matters_in_the_mode_what_was_set_and_everything_if_asked(file: Path) -> None:
    file.write_text('[profiles.default]\nkafka_servers = "a:1"\n[profiles.big]\nmode = "cluster"\n', encoding="utf-8")

    def shown(*arguments: str) -> list[str]:
        return [row["setting"] for row in _run("config", "show", "--json", *arguments).data["settings"]]

    assert "kafka_servers" in shown()
    assert "s3_bucket" not in shown()
    assert shown("--all") == list(config.rules())
    of_a_cluster = [key for key in config.rules() if not key.startswith("server_")]
    assert shown("--profile", "big") == of_a_cluster


def test_show_says_which_mode_a_setting_is_of(file: Path) -> None:
    assert not file.exists()
    rows = [line.split("\t") for line in _run("config", "show", "--all", "--verbose").out.splitlines()]
    assert [row[3] for row in rows if row[0] == "s3_bucket"] == ["(mode cluster) the bucket of the files"]


def test_a_file_with_secrets_that_others_can_read_is_told_of_once(file: Path) -> None:
    file.write_text('[profiles.default]\ns3_secret_key = "hunter2"\n', encoding="utf-8")
    file.chmod(0o644)
    assert _run("config", "show").err.count("others than you can read it") == (0 if os.name == "nt" else 1)
    assert "hunter2" not in _run("config", "show").out


def test_show_says_when_there_is_no_file(file: Path) -> None:
    assert _run("config", "show").err == f"Profile default, from {file} (no file yet)\n"


def test_show_with_verbose_says_what_is_allowed(file: Path) -> None:
    assert not file.exists()
    assert "a whole number from 0 to 100" in _run("config", "show", "--verbose").out


def test_show_for_programs(file: Path) -> None:
    data = _run("config", "show", "--json").data
    assert (data["profile"], data["path"]) == ("default", str(file))
    by_key = {row["setting"]: row for row in data["settings"]}
    assert by_key["volume"] == {
        "setting": "volume",
        "value": 100,
        "from": "default",
        "for": "the volume the player starts with, in percent",
        "allowed": "a whole number from 0 to 100",
    }


def test_secrets_are_shown_by_no_command(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = config.shown
    monkeypatch.setattr(
        config, "shown", lambda key, value: config.MASK if key == "user" and value else real(key, value)
    )
    file.write_text('[profiles.default]\nuser = "hunter2"\n', encoding="utf-8")
    monkeypatch.delenv("AUDIOSTREAM_USER")
    for command in (["show"], ["profiles"], ["set", "user", "hunter2"], ["unset", "user"], ["set", "user", "hunter2"]):
        for form in ([], ["--json"]):
            outcome = _run("config", *command, *form)
            assert outcome.code == 0
            assert "hunter2" not in outcome.out + outcome.err, command


def test_path_is_the_path_alone(file: Path) -> None:
    assert _run("config", "path").out == f"{file}\n"
    assert _run("config", "path", "--json").data == {"path": str(file), "exists": False}


def test_set_and_unset_say_what_became_of_it(file: Path) -> None:
    assert _run("config", "set", "volume", "80").out == "changed: volume = 80 in profile default\n"
    assert _run("config", "set", "volume", "80").out == "unchanged: volume = 80 in profile default\n"
    assert _run("config", "show", "--json").data["settings"][5]["value"] == 80
    assert _run("config", "unset", "volume").out == "changed: volume = (default) in profile default\n"
    assert _run("config", "unset", "volume").out == "unchanged: volume = (default) in profile default\n"
    assert "volume" not in file.read_text(encoding="utf-8")


def test_set_for_programs(file: Path) -> None:
    _run("config", "set", "volume", "80")
    assert _run("config", "set", "volume", "30", "--json").data == {
        "status": "changed",
        "dry_run": False,
        "profile": "default",
        "key": "volume",
        "before": 80,
        "value": 30,
    }
    assert file.exists()


def test_a_dry_run_says_what_would_be(file: Path) -> None:
    assert (
        _run("config", "set", "volume", "80", "--dry-run").out == "would be changed: volume = 80 in profile default\n"
    )
    assert not file.exists()


def test_set_says_when_the_environment_comes_first(file: Path) -> None:
    outcome = _run("config", "set", "user", "bob")
    assert file.exists()
    assert outcome.err == "AUDIOSTREAM_USER is set in the environment and comes first.\n"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["set", "volum", "3"], "volum: no such setting; allowed are: mode, user, data_dir, "),
        (["set", "volume", "300"], "volume: '300' is not allowed; it must be a whole number from 0 to 100"),
        (["set", "replay_gain", "loud"], "replay_gain: 'loud' is not allowed; it must be off or track or album"),
        (["unset", "volum"], "volum: no such setting; allowed are: "),
    ],
)
def test_what_is_wrong_is_told_with_file_key_and_what_is_allowed(file: Path, arguments: list[str], reason: str) -> None:
    outcome = _run("config", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(f"audiostream: {file}: [profiles.default] {reason}")


@pytest.mark.parametrize("action", [["set", "volme", "80"], ["unset", "Volum"]], ids=["set", "unset"])
def test_a_mistyped_setting_is_guessed(file: Path, action: list[str]) -> None:
    assert _run("config", *action).err.endswith("\n  hint: Did you mean 'volume'?\n")
    assert "hint" not in _run("config", "set", "xyz", "80").err
    assert not file.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    outcome = _run("config", "show")
    assert outcome.code == 2
    assert outcome.err.startswith(f"audiostream: {file}: it is not a regular file\n")


def test_a_profile_is_made_chosen_and_listed(file: Path) -> None:
    assert _run("--profile", "work", "config", "show").code == 2
    assert _run("--profile", "work", "config", "set", "volume", "30").code == 0
    assert _run("config", "profiles").out == "*\tdefault\t\n\twork\tvolume=30\n"
    assert _run("config", "set", "profile", "work").out == "changed: profile = work\n"
    assert _run("config", "profiles").out == "\tdefault\t\n*\twork\tvolume=30\n"
    assert _run("config", "profiles", "--profile", "default", "--json").data == [
        {"name": "default", "active": True, "settings": {}},
        {"name": "work", "active": False, "settings": {"volume": 30}},
    ]
    assert _run("config", "unset", "profile").out == "changed: profile = default\n"
    assert file.exists()


def test_a_profile_that_does_not_exist_is_not_chosen(file: Path) -> None:
    outcome = _run("config", "set", "profile", "work")
    assert (outcome.code, file.exists()) == (2, False)
    assert "there is no profile 'work'; there are: default" in outcome.err
    assert "hint: Make it with: audiostream --profile work config set user NAME" in outcome.err


def test_what_a_wrong_file_says_can_be_mended_by_a_command(file: Path) -> None:
    file.write_text("[profiles.default]\nvolume = 300\nvolum = 3\n", encoding="utf-8")
    assert _run("config", "show").code == 2
    assert _run("config", "set", "volume", "30").code == 0
    assert _run("config", "unset", "volum").code == 0
    assert _run("config", "show").code == 0

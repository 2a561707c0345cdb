"""The tab key, as shells ask at it: names come out as the shell reads them."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite import names
from audiostream.cli import shells
from audiostream.cli.app import run
from audiostream.cli.environment import Environment
from tests.support.command_line import CommandLine
from tests.support.shelves import fill

Ask = Callable[..., list[str]]
ODD = 'A:B "c" $x*'


@pytest.fixture
def ask(cli: CommandLine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return what asks as bash does, which has split the words at colons, or as another shell does."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("AUDIOSTREAM_DATA_DIR", str(cli.data_dir))
    monkeypatch.setenv("AUDIOSTREAM_USER", "ada")
    monkeypatch.setenv("_TYPER_COMPLETE_FISH_ACTION", "get-args")

    def ask(*words: str, of: str = "bash") -> list[str]:
        typed: Sequence[str] = ("audiostream", *words)
        monkeypatch.setenv(shells.ASKED, f"complete_{of}")
        monkeypatch.setenv("COMP_WORDS", "\n".join(typed))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        monkeypatch.setenv("_TYPER_COMPLETE_ARGS", " ".join(typed))
        capsys.readouterr()
        shells.answer(lambda: run([], Environment()))
        out, err = capsys.readouterr()
        assert err == ""
        return out.splitlines()

    return ask


@pytest.fixture
def filled(cli: CommandLine, ask: Ask) -> Ask:
    fill(cli)
    for name in ("Slow mornings", "It's", ODD, "--all"):
        assert cli("playlist", "create", "--", name).code == 0
    return ask


# What is typed, as bash splits it, and what it is given for the last word.
IN_BASH: list[tuple[list[str], list[str]]] = [
    (["playlist", "show", "S"], [r"Slow\ mornings"]),
    (["playlist", "show", r"Slow\ m"], [r"Slow\ mornings"]),
    (["playlist", "show", "'Slow m"], ["Slow mornings"]),
    (["playlist", "show", "I"], [r"It\'s"]),
    (["playlist", "show", "'I"], [r"It'\''s"]),
    (["playlist", "show", '"I'], ["It's"]),
    (["playlist", "show", "A"], [r"A:B\ \"c\"\ \$x\*"]),
    (["playlist", "show", "A", ":", "B"], [r"B\ \"c\"\ \$x\*"]),
    (["playlist", "show", '"A'], [r"A:B \"c\" \$x*"]),
    (["playlist", "show", ""], [r"A:B\ \"c\"\ \$x\*", r"It\'s", r"Slow\ mornings"]),  # not --all, an option
    (["play", "playlist", ":", "S"], [r"Slow\ mornings"]),
    (["play", "'playlist:S"], ["playlist:Slow mornings"]),
    (["play", "playlist", ":", "'S"], ["Slow mornings"]),
    (["play", "album", ":"], [r"Greatest\ Hits", r"Pastel\ Blues"]),
    (["play", "ar"], ["artist:ABBA", r"artist:Nina\ Simone", "artist:Queen"]),
    (["play", "artist:Queen", "album", ":", "P"], [r"Pastel\ Blues"]),
    (["playlist", "add", "Mornings", "artist", ":", "N"], [r"Nina\ Simone"]),
    (["album", "list", "--artist", "Q"], ["Queen"]),
    (["song", "list", "--album", "P"], [r"Pastel\ Blues"]),
    (["artist", "show", "Q"], ["Queen"]),
    (["album", "show", "P"], [r"Pastel\ Blues"]),
    (["config", "set", "vol"], ["volume"]),
    (["play", "nothing:of"], []),
]


def test_bash_is_given_words_in_the_manner_of_the_one_begun(filled: Ask) -> None:
    assert [(words, filled(*words)) for words, _ in IN_BASH] == IN_BASH


def test_other_shells_quote_by_themselves(filled: Ask) -> None:
    assert filled("play", "playlist:", of="fish") == [f"playlist:{ODD}", "playlist:It's", "playlist:Slow mornings"]
    assert filled("playlist", "show", "I", of="zsh") == [r"""_arguments '*: :(("It'\''s"))'"""]
    assert filled("playlist", "show", "A", of="zsh") == [r"""_arguments '*: :(("A\\:B \"c\" \$x*"))'"""]


def test_names_are_of_the_profile_that_is_typed(filled: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AUDIOSTREAM_DATA_DIR")
    elsewhere = (tmp_path / "elsewhere").as_posix()
    text = (
        f"[profiles.work]\ndata_dir = '{elsewhere}'\n[profiles.home]\ndata_dir = '{(tmp_path / 'data').as_posix()}'\n"
    )
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert filled("--profile", "") == ["default", "home", "work"]
    for before, after in ((["--profile", "home"], []), ([], ["--profile", "home"])):
        assert filled(*before, "artist", "show", *after, "Q") == ["Queen"]
    assert filled("--profile", "work", "artist", "show", "Q") == []
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        ("config.toml", []),
        ("data/catalogue.sqlite3", [r"Slow\ mornings", "default"]),
        ("data/playlists.sqlite3", ["Queen", "default"]),
    ],
)
def test_at_a_prompt_nothing_is_an_error(filled: Ask, tmp_path: Path, damage: str, left: list[str]) -> None:
    (tmp_path / damage).write_bytes(b"not what it should be" * 100)
    asked = filled("playlist", "show", "S") + filled("artist", "show", "Q") + filled("--profile", "d")
    assert asked == left


def test_of_many_names_the_last_is_told_too(filled: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(names, "_MOST", 3)  # one of which begins with a dash
    assert filled("playlist", "show", "") == [r"A:B\ \"c\"\ \$x\*", r"Slow\ mornings"]

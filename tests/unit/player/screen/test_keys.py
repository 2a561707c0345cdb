"""The table of keys: no key twice, and a key for every command."""

from typing import get_args

from audiostream.player.model import Command
from audiostream.player.screen.keys import KEYS
from audiostream.text import one_line


def test_no_key_stands_for_two_things() -> None:
    names = [name for key in KEYS for name in key.names]
    assert len(names) == len(set(names))


def test_every_command_has_a_key() -> None:
    assert {type(key.command) for key in KEYS if key.command is not None} == set(get_args(Command))


def test_what_is_shown_can_be_shown() -> None:
    for key in KEYS:
        assert one_line(key.help) == key.help
        assert key.shown

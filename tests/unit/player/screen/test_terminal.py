"""What the screen puts back when it is gone."""

import signal

import pytest

from audiostream.player.screen.terminal import kept_handlers


@pytest.mark.parametrize("name", ["SIGTSTP", "SIGCONT", "SIGWINCH"])
def test_handlers_that_textual_leaves_behind_are_put_back(name: str) -> None:
    number = getattr(signal, name, None)
    before = number and signal.getsignal(number)
    with kept_handlers():
        if number:  # not on Windows
            signal.signal(number, lambda *_: None)
    assert (number and signal.getsignal(number)) == before

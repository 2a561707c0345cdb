"""The signals that ask a player to stop."""

import signal

import pytest

from audiostream.player import signals
from audiostream.player.signals import STOPPING, StopSignals


def test_a_signal_is_remembered_and_does_not_end_the_process() -> None:
    with StopSignals() as stop:
        assert stop.asked is None
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked is signal.SIGTERM


def test_the_first_signal_is_the_one_remembered() -> None:
    with StopSignals() as stop:
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked is signal.SIGINT


def test_handlers_are_put_back() -> None:
    before = [signal.getsignal(number) for number in STOPPING]
    with StopSignals():
        assert all(signal.getsignal(number) != handler for number, handler in zip(STOPPING, before, strict=True))
    assert [signal.getsignal(number) for number in STOPPING] == before


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with StopSignals() as stop:
            signal.raise_signal(signal.SIGTERM)
            assert stop.asked is None
    finally:
        signal.signal(signal.SIGTERM, before)


def test_one_request_may_come_as_several_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "monotonic", iter([100.0, 100.1, 101.9]).__next__)
    stop = StopSignals()
    for _ in range(3):
        stop.ask(signal.SIGHUP)
    assert stop.asked is signal.SIGHUP


def test_asking_again_after_a_while_interrupts_what_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "monotonic", iter([100.0, 102.5, 102.6, 105.0]).__next__)
    stop = StopSignals()
    stop.ask(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        stop.ask(signal.SIGTERM)
    stop.ask(signal.SIGTERM)  # while it comes to an end
    with pytest.raises(KeyboardInterrupt):
        stop.ask(signal.SIGTERM)
    assert stop.asked is signal.SIGINT

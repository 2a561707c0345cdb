"""Ctrl-C as a request."""

import signal
import threading

import pytest

from audiostream.cli.interrupt import stop_on_interrupt
from tests.support.threads import at_once


def test_the_first_is_a_request_and_the_second_interrupts() -> None:
    before = signal.getsignal(signal.SIGINT)
    stop = threading.Event()
    with pytest.raises(KeyboardInterrupt), stop_on_interrupt(stop):  # noqa: PT012 - the first raises nothing
        assert not stop.is_set()
        signal.raise_signal(signal.SIGINT)
        assert stop.is_set()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_polite_kill_is_a_request_too() -> None:
    before = signal.getsignal(signal.SIGTERM)
    stop = threading.Event()
    with stop_on_interrupt(stop):
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()
        assert signal.getsignal(signal.SIGTERM) is before


def test_without_one_nothing_is_asked_and_all_is_as_before() -> None:
    before = signal.getsignal(signal.SIGINT)
    stop = threading.Event()
    with stop_on_interrupt(stop):
        assert signal.getsignal(signal.SIGINT) is not before
    assert not stop.is_set()
    assert signal.getsignal(signal.SIGINT) is before


def test_where_it_is_ignored_it_stays_so() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with stop_on_interrupt(threading.Event()):
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_in_another_thread_it_does_nothing() -> None:
    before = signal.getsignal(signal.SIGINT)

    def work(_: int) -> bool:
        with stop_on_interrupt(threading.Event()):
            return signal.getsignal(signal.SIGINT) is before

    assert at_once(1, work) == [True]

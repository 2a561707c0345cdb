"""The consumer as a service: it works until it is told to stop, and waits while something is away."""

import logging
import random
import threading
import time
from dataclasses import dataclass

from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.records import Work
from audiostream.errors import Unavailable

# How soon a stop is seen, and the longest that Kafka's group waits for a sign of this consumer while it rests.
POLL_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Backoff:
    """How long to wait before trying again, in seconds: at first, and at most; twice as long each time.

    Each wait is shortened by chance, so that many consumers do not come back at one moment.
    """

    first_s: float = 0.5
    most_s: float = 10.0

    def delay_s(self, failures: int) -> float:
        """Return the wait after so many failures in a row, counted from 1."""
        longest = min(self.most_s, self.first_s * 2.0 ** min(failures - 1, 30))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311 - spread, not secrecy


class Worker:
    """Runs a consumer. Nothing is lost by ending it, in whatever way: what was not committed comes again."""

    def __init__(self, consumer: Consumer, backoff: Backoff | None = None) -> None:
        self._consumer = consumer
        self._backoff = backoff or Backoff()

    def run(self, stop: threading.Event) -> None:
        """Apply what comes until ``stop`` is set; the batch at work is applied and committed before this returns."""
        failures, since_s = 0, 0.0
        while not stop.is_set():
            try:
                self._consumer.step(timeout_s=POLL_S)
            except Unavailable as error:
                failures += 1
                since_s = since_s if failures > 1 else time.monotonic()
                self._rest(self._told(error, failures), stop)
            else:
                if failures:
                    _log.warning("Going on, after %.0f s", time.monotonic() - since_s)
                failures = 0

    def work(self) -> Work:
        """Return what was done so far."""
        return self._consumer.work()

    def _told(self, error: Unavailable, failures: int) -> float:
        delay_s = self._backoff.delay_s(failures)
        what = f"{error.message} ({error.hint})" if error.hint else error.message
        _log.warning("Events wait, and none is put aside: %s; trying again in %.1f s", what, delay_s)
        return delay_s

    def _rest(self, delay_s: float, stop: threading.Event) -> None:
        until = time.monotonic() + delay_s
        while not stop.is_set() and (left_s := until - time.monotonic()) > 0:
            try:
                self._consumer.wait(min(left_s, POLL_S))
            except Unavailable:  # the log is away too: nobody is there who would miss us
                stop.wait(min(left_s, POLL_S))

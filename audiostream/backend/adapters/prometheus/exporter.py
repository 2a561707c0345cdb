"""A consumer's figures in the text format of Prometheus, over HTTP."""

from collections.abc import Callable, Iterator, Sequence

from prometheus_client import CollectorRegistry, ProcessCollector, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from audiostream.backend.domain.events import KINDS, now_us
from audiostream.backend.domain.records import Backlog, Work
from audiostream.errors import Conflict, Unavailable

_US = 1_000_000


class Exporter:
    """Serves the figures from its making until it is closed.

    ``work`` and ``backlog`` are asked at each scrape, from another thread. Raises ``Conflict`` where the port is taken,
    or the host is none of this machine's.
    """

    def __init__(
        self, host: str, port: int, work: Callable[[], Work], backlog: Callable[[], Sequence[Backlog]]
    ) -> None:
        self._host = host
        registry = CollectorRegistry()
        registry.register(_Figures(work, backlog))
        ProcessCollector(registry=registry)
        try:
            self._server, self._thread = start_http_server(port, addr=host, registry=registry)
        except OSError as error:
            raise Conflict(
                f"{_place(host, port)} cannot be listened on: {error.strerror}",
                hint="choose another --metrics-port or --metrics-host",
            ) from error

    @property
    def url(self) -> str:
        """Where the figures are."""
        return f"http://{_place(self._host, self._server.server_port)}/metrics"

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _place(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class _Figures(Collector):
    def __init__(self, work: Callable[[], Work], backlog: Callable[[], Sequence[Backlog]]) -> None:
        self._work = work
        self._backlog = backlog

    def describe(self) -> Iterator[Metric]:
        """Name none beforehand: the log need not be asked for that."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        yield from _done(self._work())
        log_up = GaugeMetricFamily("audiostream_log_up", "Whether the event log answers.")
        try:
            backlog = self._backlog()
        except Unavailable:
            log_up.add_metric([], 0)
        else:
            log_up.add_metric([], 1)
            yield from _left(backlog)
        yield log_up


def _done(work: Work) -> Iterator[Metric]:
    applied = CounterMetricFamily("audiostream_events_applied", "Events applied by this consumer.", labels=["topic"])
    dead = CounterMetricFamily(
        "audiostream_events_dead_lettered", "Events put aside by this consumer.", labels=["topic"]
    )
    for topic in KINDS:
        applied.add_metric([topic], work.applied.get(topic, 0))
        dead.add_metric([topic], work.dead_lettered.get(topic, 0))
    yield applied
    yield dead
    yield CounterMetricFamily("audiostream_batches", "Batches applied and committed.", value=work.batches)
    yield CounterMetricFamily("audiostream_busy_seconds", "Time spent on them.", value=work.busy_s)
    away_s = 0.0 if work.away_since is None else max(0, now_us() - work.away_since) / _US
    yield GaugeMetricFamily("audiostream_away_seconds", "How long a store or the log has been away.", value=away_s)


def _left(backlog: Sequence[Backlog]) -> Iterator[Metric]:
    lag = GaugeMetricFamily("audiostream_lag_events", "Events that no consumer has committed.", labels=["topic"])
    age = GaugeMetricFamily("audiostream_oldest_seconds", "Age of the oldest of them.", labels=["topic"])
    dead = GaugeMetricFamily("audiostream_dead_letters", "Events put aside and not dropped.", labels=["topic"])
    for each in backlog:
        lag.add_metric([each.topic], each.waiting)
        age.add_metric([each.topic], 0 if each.oldest_at is None else max(0, now_us() - each.oldest_at) / _US)
        dead.add_metric([each.topic], each.dead_letters)
    yield from (lag, age, dead)

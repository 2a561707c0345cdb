"""The figures of a consumer, read as Prometheus reads them."""

import re
from collections.abc import Sequence
from contextlib import closing
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from audiostream.backend.adapters.prometheus.exporter import Exporter
from audiostream.backend.domain.events import now_us
from audiostream.backend.domain.records import Backlog, Work
from audiostream.errors import Conflict, Unavailable

pytestmark = pytest.mark.slow

WORK = Work(
    applied={"listening_history": 7}, dead_lettered={"playlist_create": 2}, batches=3, busy_s=1.5, away_since=None
)
TOPIC = "listening_history"
LOOPBACK = "127.0.0.1"


def _read(exporter: Exporter) -> dict[tuple[str, str], float]:
    with urlopen(exporter.url) as answer:  # noqa: S310 - on loopback
        text = answer.read().decode()
    return {
        (sample.name, sample.labels.get("topic", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_work_and_backlog_are_served() -> None:
    backlog = [Backlog(topic=TOPIC, waiting=5, oldest_at=now_us() - 60_000_000, dead_letters=4)]
    with closing(Exporter(LOOPBACK, 0, lambda: WORK, lambda: backlog)) as exporter:
        assert exporter.url.startswith("http://127.0.0.1:")
        read = _read(exporter)
    assert read["audiostream_events_applied_total", TOPIC] == 7
    assert read["audiostream_events_applied_total", "playlist_create"] == 0
    assert read["audiostream_events_dead_lettered_total", "playlist_create"] == 2
    assert (read["audiostream_batches_total", ""], read["audiostream_busy_seconds_total", ""]) == (3, 1.5)
    assert (read["audiostream_log_up", ""], read["audiostream_away_seconds", ""]) == (1, 0)
    assert (read["audiostream_lag_events", TOPIC], read["audiostream_dead_letters", TOPIC]) == (5, 4)
    assert read["audiostream_oldest_seconds", TOPIC] >= 60


def test_a_log_that_is_away_is_a_figure_too() -> None:
    def away() -> Sequence[Backlog]:
        raise Unavailable("gone fishing")

    with closing(Exporter(LOOPBACK, 0, lambda: WORK, away)) as exporter:
        read = _read(exporter)
    assert read["audiostream_log_up", ""] == 0
    assert ("audiostream_lag_events", TOPIC) not in read


def test_a_port_that_is_taken_is_told() -> None:
    with closing(Exporter(LOOPBACK, 0, lambda: WORK, list)) as exporter:
        port = int(exporter.url.rpartition(":")[2].partition("/")[0])
        with pytest.raises(Conflict, match=rf"127\.0\.0\.1:{port} cannot be listened on"):
            Exporter(LOOPBACK, port, lambda: WORK, list)


@pytest.mark.parametrize("host", ["::1", "localhost"])
def test_the_address_is_of_the_host_that_was_asked_for(host: str) -> None:
    with closing(Exporter(host, 0, lambda: WORK, list)) as exporter:
        assert _read(exporter)["audiostream_batches_total", ""] == 3


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_a_host_that_is_another_s_is_told(host: str) -> None:
    with pytest.raises(Conflict, match=rf"{re.escape(host)}:0 cannot be listened on: ."):
        Exporter(host, 0, lambda: WORK, list)

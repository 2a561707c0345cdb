"""``audiostream consumer run`` as an operator runs it: it says what it does, serves figures, and ends in order."""

import json
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.request import urlopen

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from tests.support.events import ADA, make_created, make_listened
from tests.support.listener import wait_until

pytestmark = pytest.mark.slow


def _read(figures: str) -> str:
    with urlopen(figures) as answer:  # noqa: S310 - on loopback
        text: str = answer.read().decode()
    return text


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends Ctrl-C to whole consoles alone")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_events_are_applied_until_a_signal_ends_it_with_0(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    monkeypatch.setenv("AUDIOSTREAM_DATA_DIR", str(tmp_path))
    command = [sys.executable, "-m", "audiostream", "consumer", "run", "--topics", "listening_history", "--json"]
    with subprocess.Popen(
        [*command, "--metrics-port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as consumer:
        assert consumer.stdout
        assert consumer.stderr
        told = consumer.stderr.readline()
        figures = re.search(
            r"Applying events of listening_history\. .* Figures: (http://127\.0\.0\.1:\d+/metrics)", told
        )
        assert figures, told
        with (
            closing(SqliteEventLog(tmp_path / "events.sqlite3")) as log,
            closing(SqliteListenStore(tmp_path / "listens.sqlite3")) as listens,
        ):
            log.publish([make_listened(), make_created(), make_listened()])
            wait_until(lambda: len(listens.listens(ADA, limit=9).items) == 2)
            wait_until(lambda: [lag.waiting for lag in log.lags()] == [0, 1, 0, 0, 0])
        # They are counted once they are committed.
        wait_until(lambda: 'audiostream_events_applied_total{topic="listening_history"} 2.0' in _read(figures[1]))
        consumer.send_signal(number)
        output, _ = consumer.communicate(timeout=60)
    assert consumer.returncode == 0
    data = json.loads(output)["data"]
    assert (data["applied"]["listening_history"], data["applied"]["playlist_create"]) == (2, 0)

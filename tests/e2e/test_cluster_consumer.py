"""A consumer as its operator meets it: what it needs is deleted under it, and records come that are no events."""

import itertools
import json
import signal
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias
from urllib.request import urlopen

import pytest
from prometheus_client.parser import text_string_to_metric_families

from audiostream.backend.wiring import options
from audiostream.settings import Settings
from tests.support import cassandra, kafka
from tests.support.clusters import consuming, listener_with, own_settings, upload_tones
from tests.support.events import ADA, make_created, make_listened
from tests.support.listener import Listener, wait_until
from tests.support.malformed import MALFORMED, changed
from tests.support.streams import AT_ONCE, Stream, end, stream, wait_told

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(900)]

# Those of a megabyte would take the machine's time for nothing new.
Bad: TypeAlias = tuple[str, bytes, str]
BAD: list[Bad] = [(topic, value, reason) for topic, value, reason in MALFORMED.values() if len(value) < 10_000]
COUNT, MOST_LISTED = 2_000, 1_000
WAITS = "Events wait, and none is put aside: "
LISTENS = "listening_history"
# Longer than a test waits: a consumer that is gone within it has left the group, and has not been missed.
LONG_SESSION_MS = 600_000


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Stream]:
    with stream(tmp_path / "operator", kafka_session_ms=LONG_SESSION_MS) as made:
        yield made


def test_without_its_keyspace_a_consumer_waits_says_what_to_do_and_goes_on_once_it_is_made_again(
    world: Stream,
) -> None:
    consumer = world.consume("--metrics-port", "0")
    figures = wait_told(consumer, "Figures: ").split()[-1]
    world.publish(AT_ONCE)
    world.check()
    assert _lag(world) == (AT_ONCE, 0, None)
    cassandra.drop(options.cassandra_options(world.settings))
    world.published.clear()  # these are gone with the keyspace
    world.publish(5 * AT_ONCE)
    world.log.publish([make_created(name="Mornings")])
    assert WAITS in wait_told(consumer, "'audiostream cluster init'")
    committed, waiting, oldest_s = _lag(world)
    assert (committed, waiting) == (AT_ONCE, 5 * AT_ONCE)
    read = _read(figures)
    assert read["audiostream_lag_events", LISTENS] == waiting
    assert read["audiostream_oldest_seconds", LISTENS] >= (oldest_s or 0) > 0
    assert read["audiostream_away_seconds", ""] > 0
    assert consumer.poll() is None
    world.operator.run("cluster", "init", "--wait", "60", "--only", "cassandra")
    wait_told(consumer, "Going on, after")
    world.publish(AT_ONCE)
    world.check()
    assert [playlist["name"] for playlist in world.operator.data("playlist", "list")] == ["Mornings"]
    read = _read(figures)
    assert (read["audiostream_log_up", ""], read["audiostream_away_seconds", ""]) == (1, 0)
    assert (read["audiostream_lag_events", LISTENS], read["audiostream_oldest_seconds", LISTENS]) == (0, 0)
    assert read["audiostream_events_applied_total", LISTENS] == 7 * AT_ONCE
    assert read["audiostream_events_applied_total", "playlist_create"] == 1
    assert _left(world, consumer, signal.SIGTERM) == 7 * AT_ONCE


def test_without_its_topics_a_consumer_says_what_to_do_and_goes_on_once_they_are_made_again(world: Stream) -> None:
    consumer = world.consume()
    world.publish(AT_ONCE)
    world.check()
    kafka.delete_topics(options.kafka_options(world.settings))
    told = wait_told(consumer, "audiostream cluster init")
    assert WAITS in told
    assert f"{world.settings.kafka_prefix}listening_history" in told
    world.operator.run("cluster", "init", "--wait", "60", "--only", "kafka")
    wait_told(consumer, "Going on, after")
    world.publish(2 * AT_ONCE)
    world.check()
    assert _left(world, consumer, signal.SIGINT) == 3 * AT_ONCE


def test_two_thousand_records_that_are_no_events_are_put_aside_seen_mended_and_dropped(tmp_path: Path) -> None:
    with own_settings() as settings, ExitStack() as stack:
        ada = listener_with(settings, tmp_path / "home")
        upload_tones(ada, tmp_path / "music", {"One": 1.0})
        stack.enter_context(consuming(ada))
        published = list(itertools.islice(itertools.cycle(BAD), COUNT))
        _publish(settings, published)
        wait_until(lambda: _put_aside(ada) == Counter(topic for topic, *_ in published))
        first = _listed(ada)
        assert len(first) == MOST_LISTED
        ada.run("consumer", "dead-letters", "drop", "--yes", *(each["place"] for each in first))
        rest = _listed(ada)
        _check([*first, *rest], published)

        ada.run("consumer", "dead-letters", "drop", "playlist_create", "--yes")
        left = [each for each in rest if each["topic"] != "playlist_create"]
        assert _listed(ada) == left
        assert ada.data("history") == []
        listen = make_listened(song_id=ada.songs()["One"]["id"], played_ms=61_000)
        _publish(settings, [(LISTENS, changed(listen, played_ms="a minute"), "played_ms")])
        wait_until(lambda: len(_listed(ada)) == len(left) + 1)
        _mend(ada, _listed(ada), tmp_path / "mended.json")
        wait_until(lambda: ada.heard() == [("One", 61_000)])
        _drop(ada)


def _left(world: Stream, consumer: "subprocess.Popen[str]", by: signal.Signals) -> int:
    """End a consumer by a signal, and see that it leaves the group; return how many listens it has applied."""
    assert world.members() == 1
    applied = end(consumer, by=by)
    assert world.members() == 0
    return applied


def _lag(world: Stream) -> tuple[int, int, float | None]:
    """Return of all listens how many are applied, how many wait, and for how many seconds the oldest of them does."""
    told = [each for each in world.operator.data("consumer", "lag") if each["topic"] == LISTENS]
    assert [each["partition"] for each in told] == list(range(world.settings.kafka_partitions))
    ages = [each["oldest_s"] for each in told if each["oldest_s"] is not None]
    return sum(each["committed"] or 0 for each in told), sum(each["waiting"] for each in told), max(ages, default=None)


def _read(figures: str) -> dict[tuple[str, str], float]:
    """Return what is served to Prometheus, by name and topic."""
    with urlopen(figures) as answer:  # noqa: S310 - on loopback
        text = answer.read().decode()
    return {
        (sample.name, sample.labels.get("topic", "")): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def _publish(settings: Mapping[str, str | int], bad: Iterable[Bad]) -> None:
    names = options.kafka_options(Settings(**settings))  # type: ignore[arg-type]  # as their fields
    with kafka.raw_producer(names) as producer:
        for topic, value, _ in bad:
            producer.send(names.topic(topic), key=ADA.encode(), value=value)
        producer.flush()


def _put_aside(ada: Listener) -> Counter[str]:
    """Return how many events of each topic are put aside; none of them waits any more."""
    topics = ada.data("consumer", "status")["topics"]
    return Counter({each["topic"]: each["dead_letters"] for each in topics})


def _check(listed: Sequence[Mapping[str, str]], published: Sequence[Bad]) -> None:
    """See that all that was published is listed, each as often as it was and with its reason."""
    reasons = {(topic, value.decode("utf-8", "backslashreplace")): reason for topic, value, reason in BAD}
    assert Counter((each["topic"], each["event"]) for each in listed) == Counter(
        (topic, value.decode("utf-8", "backslashreplace")) for topic, value, _ in published
    )
    assert len({each["place"] for each in listed}) == len(listed)
    wrong = [each for each in listed if reasons[each["topic"], each["event"]] not in each["reason"]]
    assert not wrong


def _listed(ada: Listener) -> list[dict[str, str]]:
    found: list[dict[str, str]] = ada.data("consumer", "dead-letters", "list", "--limit", str(MOST_LISTED))
    return found


def _mend(ada: Listener, listed: list[dict[str, str]], file: Path) -> None:
    """Publish the listen again: as it is, badly mended, tried, and mended; only the last does."""
    (broken,) = [each for each in listed if '"a minute"' in each["event"]]
    replay = ("consumer", "dead-letters", "replay", broken["place"])
    assert "played_ms" in ada.run(*replay, code=5).out
    file.write_text(broken["event"].replace('"a minute"', "-1"), encoding="utf-8")
    assert "played_ms" in ada.run(*replay, "--with", str(file), code=5).out
    file.write_text(json.dumps({**json.loads(broken["event"]), "played_ms": 61_000}), encoding="utf-8")
    assert ada.data(*replay, "--with", str(file), "--dry-run")[0]["status"] == "would-replay"
    assert _listed(ada) == listed
    assert ada.data(*replay, "--with", str(file))[0]["status"] == "replayed"
    assert _listed(ada) == [each for each in listed if each is not broken]
    ada.run(*replay, code=4)


def _drop(ada: Listener) -> None:
    """Forget one, and all."""
    listed = _listed(ada)
    ada.run("consumer", "dead-letters", "drop", listed[0]["place"], "--yes")
    assert _listed(ada) == listed[1:]
    dropped = ada.data("consumer", "dead-letters", "drop", "--all", "--yes")
    assert {each["place"] for each in dropped} == {each["place"] for each in listed[1:]}
    assert not _put_aside(ada).total()

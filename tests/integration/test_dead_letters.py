"""Two thousand malformed records: each is put aside once, with its reason, and stops nothing; one is mended."""

import itertools
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from kafka import KafkaProducer

from audiostream.backend.adapters.kafka.log import KafkaEventLog
from audiostream.backend.adapters.kafka.reader import KafkaEventReader
from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.events import AnyEvent, encode
from audiostream.backend.domain.records import DeadLetter
from audiostream.backend.services.dead_letters import DeadLetterService, Fate, place_of
from tests.support import kafka
from tests.support.events import ADA, make_listened
from tests.support.malformed import MALFORMED

COUNT = 2_000
HUGE = 5_000_000
# What only Kafka can hold: no key, a key that is no text, no value.
ODD: dict[str, tuple[str, bytes | None, bytes | None, str]] = {
    "no key": ("listening_history", None, encode(make_listened()), "another user"),
    "a key that is no text": ("listening_history", b"\xff\xfe", encode(make_listened()), "another user"),
    "no value": ("playlist_create", ADA.encode(), None, "truncated"),
}
# Those of a megabyte would take the machine's time for nothing new.
KINDS = [
    *((topic, ADA.encode(), value, reason) for topic, value, reason in MALFORMED.values() if len(value) < 10_000),
    *ODD.values(),
]

# What is seen of a record once it was put aside.
Seen: TypeAlias = tuple[str, bytes, bytes]
REASONS: dict[Seen, str] = {(topic, key or b"", value or b""): reason for topic, key, value, reason in KINDS}


class LaterPublisher:
    """Publishes to a log that a consumer elsewhere reads."""

    def __init__(self, log: KafkaEventLog) -> None:
        self._log = log

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Log events, which nobody sees yet."""
        self._log.publish(events)
        return False

    def catch_up(self) -> None:
        """Nothing to do: another process applies."""


def _drain(consumer: Consumer, count: int) -> None:
    done = 0
    while done < count and (step := consumer.step(timeout_s=kafka.PATIENCE_S)):
        done += step
    assert done == count


@pytest.mark.slow
@pytest.mark.servers("kafka")
def test_malformed_records_stop_nothing_and_a_mended_one_is_applied(tmp_path: Path) -> None:
    options = kafka.own_options()
    with kafka.topics(options), kafka.raw_producer(options) as producer, ExitStack() as stack:
        log = stack.enter_context(closing(KafkaEventLog(options)))
        reader = stack.enter_context(closing(KafkaEventReader(options)))
        playlists = stack.enter_context(closing(SqlitePlaylistStore(tmp_path / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(tmp_path / "listens.sqlite3")))
        published = _publish(producer, options.topic)
        good = [make_listened() for _ in range(100)]
        log.publish(good)

        consumer = Consumer(reader, playlists, listens)
        _drain(consumer, COUNT + len(good))
        assert {listen.event_id for listen in listens.listens(ADA, limit=1000).items} == {
            event.event_id for event in good
        }
        letters = reader.dead_letters(limit=None)
        assert len({place_of(letter) for letter in letters}) == len(letters) == COUNT
        assert Counter(_seen(letter) for letter in letters) == published
        assert all(REASONS[_seen(letter)] in letter.reason for letter in letters)
        assert sum(each.dead_letters for each in reader.backlog()) == COUNT
        assert not any(each.waiting for each in reader.backlog())

        service = DeadLetterService(reader, lambda: LaterPublisher(log))
        broken = next(letter for letter in letters if letter.record.value == MALFORMED["blank name"][1])
        assert [verdict.fate for verdict in service.replay([broken])] == [Fate.INVALID]
        mended = json.dumps({**json.loads(broken.record.value), "name": "Mended"}).encode()
        assert [verdict.fate for verdict in service.replay([broken], mended=mended)] == [Fate.REPLAYED]
        _drain(consumer, 1)
        assert [playlist.name for playlist in playlists.playlists(ADA)] == ["Mended"]
        service.drop(reader.dead_letters(limit=1500))
        assert len(reader.dead_letters(limit=None)) == COUNT - 1 - 1500


@pytest.mark.servers("kafka")
def test_a_record_that_is_large_only_once_it_is_unpacked_holds_up_nothing(tmp_path: Path) -> None:
    options = kafka.own_options()
    with kafka.topics(options), ExitStack() as stack:
        packing = KafkaProducer(
            bootstrap_servers=list(options.servers), compression_type="gzip", max_request_size=4 * HUGE
        )
        producer = stack.enter_context(closing(packing))
        log = stack.enter_context(closing(KafkaEventLog(options)))
        reader = stack.enter_context(closing(KafkaEventReader(options)))
        playlists = stack.enter_context(closing(SqlitePlaylistStore(tmp_path / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(tmp_path / "listens.sqlite3")))
        topic, good = options.topic("listening_history"), encode(make_listened())
        for key, value in ((ADA.encode(), b"x" * HUGE), (b"k" * HUGE, good), (ADA.encode(), good)):
            producer.send(topic, key=key, value=value).get(timeout=kafka.PATIENCE_S)

        _drain(Consumer(reader, playlists, listens), 3)
        assert len(listens.listens(ADA, limit=9).items) == 1
        letters = reader.dead_letters(limit=9)
        assert sorted(letter.reason for letter in letters) == [
            "listening_history: 5000000 bytes; at most 1000000 are allowed",
            "listening_history: the event is of another user than the record's key says",
        ]
        service = DeadLetterService(reader, lambda: LaterPublisher(log))
        assert {verdict.fate for verdict in service.replay(letters)} == {Fate.INVALID}


def _publish(producer: Any, topic_of: Callable[[str], str]) -> Counter[Seen]:  # noqa: ANN401 - the driver has no types
    """Publish malformed records of all kinds in turn; return how often each."""
    published: Counter[Seen] = Counter()
    for topic, key, value, _ in itertools.islice(itertools.cycle(KINDS), COUNT):
        producer.send(topic_of(topic), key=key, value=value)
        published[topic, key or b"", value or b""] += 1
    producer.flush()
    return published


def _seen(letter: DeadLetter) -> Seen:
    return letter.record.topic, letter.record.key.encode("utf-8", "surrogateescape"), letter.record.value

"""How far the consumers of Kafka's topics are behind."""

from collections.abc import Mapping, Sequence

from audiostream.backend.adapters.kafka.options import KafkaOptions
from audiostream.backend.adapters.kafka.viewer import Viewer
from audiostream.backend.domain.events import KINDS
from audiostream.backend.domain.records import Backlog, Lag


def lags(options: KafkaOptions, viewer: Viewer) -> Sequence[Lag]:
    """Return of every partition what the group of the options has not committed. Raises ``Unavailable``."""
    ends = viewer.ends(viewer.partitions(options.topics))
    committed = viewer.committed()
    # What retention took away before it was read cannot be waited for.
    starts = {each: max(begin, committed.get(each, 0)) for each, (begin, _) in ends.items()}
    times = viewer.times({each: start for each, start in starts.items() if start < ends[each][1]})
    return [
        Lag(
            topic=options.kind(each.topic),
            partition=each.partition,
            committed=committed.get(each),
            waiting=max(0, end - starts[each]),
            oldest_at=times.get(each),
        )
        for each, (_, end) in ends.items()
    ]


def backlog(lags: Sequence[Lag], dead_letters: Mapping[str, int]) -> Sequence[Backlog]:
    """Add up partitions by topic."""
    by_topic = {kind: [each for each in lags if each.topic == kind] for kind in KINDS}
    return [
        Backlog(
            topic=kind,
            waiting=sum(each.waiting for each in mine),
            oldest_at=min((each.oldest_at for each in mine if each.oldest_at is not None), default=None),
            dead_letters=dead_letters[kind],
        )
        for kind, mine in by_topic.items()
    ]

"""Taking events that clients made: a batch at a time, each judged on its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from audiostream.backend.domain.events import AnyEvent, Listened, check_times, decode, now_us
from audiostream.backend.domain.ids import UserId
from audiostream.backend.domain.listening import completes
from audiostream.backend.services.publishing import Publisher
from audiostream.errors import AudiostreamError, Forbidden, InvalidEvent, Unavailable


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one event; without an error it is logged, now or before."""

    event_id: str | None
    error: AudiostreamError | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a batch, in its order; ``visible`` is as ``Publisher.publish`` says."""

    verdicts: Sequence[Verdict]
    visible: bool


class IntakeService:
    """Takes events of ``user_id`` as JSON objects; a repeat of one changes nothing.

    When a method returns, every event that its receipt does not refuse is logged durably. It raises ``Unavailable``
    where the log is away: some may be logged then, and the whole batch is to be sent again.
    """

    def __init__(self, user_id: UserId, publisher: Publisher, *, clock: Callable[[], int] = now_us) -> None:
        self._user_id = user_id
        self._publisher = publisher
        self._clock = clock

    def listens(self, batch: Sequence[object]) -> Receipt:
        """Take listens.

        What a player need not say: ``v``, ``user_id``, ``occurred_at`` (now, then), and ``completed``, which follows
        from what was played.
        """
        return self._take(batch, self._read_listen)

    def playlist_events(self, batch: Sequence[object]) -> Receipt:
        """Take events of playlists, each with its ``topic``."""
        return self._take(batch, self._read_playlist_event)

    def _take(self, batch: Sequence[object], read: Callable[[Mapping[str, Any]], AnyEvent]) -> Receipt:
        read_or_refused = [self._read(each, read) for each in batch]
        events = [each for each in read_or_refused if not isinstance(each, Verdict)]
        visible, refused = self._publish(events)
        verdicts = [
            each if isinstance(each, Verdict) else Verdict(str(each.event_id), refused.get(id(each)))
            for each in read_or_refused
        ]
        return Receipt(verdicts, visible)

    def _read(self, each: object, read: Callable[[Mapping[str, Any]], AnyEvent]) -> AnyEvent | Verdict:
        event_id = each.get("event_id") if isinstance(each, dict) else None
        try:
            if not isinstance(each, dict):
                raise InvalidEvent("an event is an object")
            event = read({"v": 1, "user_id": self._user_id, **each})
            if event.user_id != self._user_id:
                raise Forbidden("the event is of another account")
            check_times(event, self._clock())
        except AudiostreamError as error:
            return Verdict(event_id if isinstance(event_id, str) else None, error)
        return event

    def _read_listen(self, fields: Mapping[str, Any]) -> AnyEvent:
        event = _decode(Listened.topic, {"occurred_at": self._clock(), "completed": False, **fields})
        if isinstance(event, Listened) and "completed" not in fields:
            return msgspec.structs.replace(event, completed=completes(event.played_ms, event.duration_ms))
        return event

    def _read_playlist_event(self, fields: Mapping[str, Any]) -> AnyEvent:
        topic = fields.get("topic")
        if topic == Listened.topic:
            raise InvalidEvent("a listen is no event of a playlist")
        return _decode(topic if isinstance(topic, str) else "", fields)

    def _publish(self, events: Sequence[AnyEvent]) -> tuple[bool, Mapping[int, AudiostreamError]]:
        if not events:
            return True, {}
        try:
            return self._publisher.publish(events), {}
        except Unavailable:
            raise
        except AudiostreamError as error:
            if len(events) == 1:
                return True, {id(events[0]): error}
        # One of them is refused, and with it all: it is found by halves, as each publish waits for the log.
        middle = len(events) // 2
        visible, refused = self._publish(events[:middle])
        visible_too, refused_too = self._publish(events[middle:])
        return visible and visible_too, {**refused, **refused_too}


def _decode(topic: str, fields: Mapping[str, Any]) -> AnyEvent:
    try:
        return decode(topic, msgspec.json.encode(fields))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidEvent(f"{topic}: not JSON: {error}") from error

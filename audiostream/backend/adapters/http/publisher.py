"""Publishing through a server: it logs the events of the account that asks, and says whether reads show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from audiostream.backend.adapters.http.server import Server
from audiostream.backend.domain.events import AnyEvent, Listened, check_times, encode, now_us
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.errors import AudiostreamError, Forbidden, InvalidEvent, Rejected, Unavailable


class _Result(msgspec.Struct):
    event_id: UUID | None
    status: str
    code: str | None = None
    detail: str | None = None


class _Answer(msgspec.Struct):
    results: list[_Result]
    visible: bool = True


class HttpPublisher:
    """A ``Publisher`` and the port ``EventLog``. A repeat of what was sent changes nothing, so it is sent again."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def publish(self, events: Sequence[AnyEvent]) -> bool:
        """Have events logged; return whether reads see them.

        Raises:
            InvalidEvent: one can never be applied. One that this clock or the form of events refuses keeps all back;
                where the server refuses one, others of the batch are logged.
            Forbidden: one is of another account than the token; once that one is logged in, it is taken.
            Unavailable: it is not known that all are logged; to publish them again does no harm.
        """
        now = now_us()
        written = []
        for event in events:
            check_times(event, now)
            written.append((isinstance(event, Listened), _wire(event)))
        visible = True
        for path, listens in (("/listens", True), ("/events", False)):
            wire = [each for is_listen, each in written if is_listen is listens]
            for start in range(0, len(wire), MAX_LIMIT):
                visible &= self._send(path, wire[start : start + MAX_LIMIT])
        return visible

    def catch_up(self) -> None:
        """Nothing: the server does that."""

    def _send(self, path: str, events: Sequence[dict[str, Any]]) -> bool:
        try:
            answer = self._server.post(path, {"events": events}, _Answer, repeatable=True)
        except Rejected as error:
            # The server tells of each event whether it refuses it. This says nothing of them, and may not be the
            # server's at all: networks answer with login pages of their own.
            raise Unavailable(error.message, hint=error.hint) from error
        if len(answer.results) != len(events):
            raise Unavailable(f"{self._server.url} tells of {len(answer.results)} events, and got {len(events)}")
        for result in answer.results:
            if result.status != "accepted":
                raise _refusal(result)
        return answer.visible


def _refusal(result: _Result) -> AudiostreamError:
    message = result.detail or f"the server refuses the event {result.event_id}"
    if result.code == Forbidden.code:
        return Forbidden(
            message, hint="The profile's user is not who is logged in: audiostream login URL --user NAME, as that user."
        )
    return InvalidEvent(message)


def _wire(event: AnyEvent) -> dict[str, Any]:
    fields: dict[str, Any] = msgspec.json.decode(encode(event))
    return {"topic": event.topic, **fields}

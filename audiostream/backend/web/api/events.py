"""``/events`` and ``/listens``: batches of events that clients made, each answered on its own."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field, WithJsonSchema

from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.services.intake import Receipt, Verdict
from audiostream.backend.web import metrics
from audiostream.backend.web.api.answers import json_answer
from audiostream.backend.web.api.event_schemas import LISTEN, PLAYLIST_EVENT
from audiostream.backend.web.api.fields import Body
from audiostream.backend.web.api.identity import services_of
from audiostream.backend.web.api.schemas import EventResults

listens = Router(tags=["history"])
events = Router(tags=["playlists"])


class ListenBatch(Body):
    """Listens to log."""

    events: Annotated[list[Annotated[Any, WithJsonSchema(LISTEN)]], Field(min_length=1, max_length=MAX_LIMIT)]


class EventBatch(Body):
    """Events of playlists to log."""

    events: Annotated[list[Annotated[Any, WithJsonSchema(PLAYLIST_EVENT)]], Field(min_length=1, max_length=MAX_LIMIT)]


@listens.post("", response=EventResults)
def log_listens(request: HttpRequest, body: ListenBatch) -> HttpResponse:
    """Log listens of the account, durably before this answers; a repeat by `event_id` changes nothing.

    One that is wrong is refused, and keeps back no other. Whether a listen is complete is computed where it is not
    told: half of the track or four minutes were heard.
    """
    receipt = services_of(request).intake.listens(body.events)
    metrics.accepted(sum(each.error is None for each in receipt.verdicts))
    return _answer(receipt)


@events.post("", response=EventResults)
def log_events(request: HttpRequest, body: EventBatch) -> HttpResponse:
    """Log events of the account's playlists, as a terminal makes them, durably before this answers.

    One that is wrong is refused, and keeps back no other; a repeat changes nothing.
    """
    return _answer(services_of(request).intake.playlist_events(body.events))


def _answer(receipt: Receipt) -> HttpResponse:
    return json_answer({"results": [_data(each) for each in receipt.verdicts], "visible": receipt.visible})


def _data(verdict: Verdict) -> dict[str, object]:
    error = verdict.error
    return {
        "event_id": verdict.event_id,
        "status": "accepted" if error is None else "refused",
        "code": None if error is None else error.code,
        "detail": None if error is None else error.message,
    }

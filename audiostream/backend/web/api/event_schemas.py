"""Events as the OpenAPI document tells them: made from the domain's own types."""

from typing import Any

import msgspec

from audiostream.backend.domain.events import KINDS, AnyEvent, Listened
from audiostream.backend.web.api.fields import CATALOGUE_ID

# What the server fills in where a client does not say it.
_FILLED_IN = {"v", "user_id"}
_FILLED_IN_OF_LISTENS = {"occurred_at", "completed"}


def _schema(kind: type[AnyEvent], filled_in: set[str]) -> dict[str, Any]:
    schema: dict[str, Any] = msgspec.json.schema(kind, schema_hook=lambda _: CATALOGUE_ID)["$defs"][kind.__name__]
    properties = {**schema["properties"], "v": {"const": 1}}
    # Whose it is, the token says; ``user_id`` may repeat it.
    del properties["user_id"]
    required = [name for name in schema["required"] if name not in filled_in]
    return {**schema, "properties": properties, "required": required}


def _with_topic(kind: type[AnyEvent]) -> dict[str, Any]:
    schema = _schema(kind, _FILLED_IN)
    properties = {"topic": {"const": kind.topic}, **schema["properties"]}
    return {**schema, "properties": properties, "required": ["topic", *schema["required"]]}


LISTEN = _schema(Listened, _FILLED_IN | _FILLED_IN_OF_LISTENS)
PLAYLIST_EVENT = {"oneOf": [_with_topic(kind) for kind in KINDS.values() if kind is not Listened]}

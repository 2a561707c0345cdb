"""What parameters and bodies are made of: read by the domain's own functions, and told in the OpenAPI document."""

from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
from ninja import Query, Schema
from pydantic import ConfigDict, Field, PlainValidator, WithJsonSchema

from audiostream.backend.domain.ids import AlbumId, ArtistId, EntryId, PlaylistId, SongId, parse_catalogue_id
from audiostream.backend.domain.names import MAX_NAME
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.errors import InvalidInput

# Of the ids there can be (up to 2**63 - 1) the last two thousandths are left out: a pattern cannot count.
CATALOGUE_ID = {"type": "string", "pattern": "^([1-9][0-9]{0,17}|[1-8][0-9]{18}|9[01][0-9]{17})$"}
_UUID = {"type": "string", "format": "uuid"}
_MOMENT = {"type": "string", "format": "date-time", "examples": ["2026-11-24T18:30:00Z"]}


class Body(Schema):
    """What clients send: no value is taken for one of another type. What is not known is ignored."""

    model_config = ConfigDict(strict=True)


def _catalogue_id(kind: type[Any], value: object) -> object:
    if not isinstance(value, str):
        raise InvalidInput(f"{value!r} is not an id: ids are text, as numbers of JSON may lose their last digits")
    return parse_catalogue_id(kind, value)


def _uuid(value: object) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise InvalidInput(f"{value!r} is not a UUID") from None


def _moment(value: object) -> datetime:
    try:
        moment = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidInput(
            f"{value!r} is not a time with its zone", hint="Write it as in 2026-11-24T18:30:00Z, a + as %2B."
        )
    return moment


AnArtistId: TypeAlias = Annotated[
    ArtistId, PlainValidator(partial(_catalogue_id, ArtistId)), WithJsonSchema(CATALOGUE_ID)
]
AnAlbumId: TypeAlias = Annotated[AlbumId, PlainValidator(partial(_catalogue_id, AlbumId)), WithJsonSchema(CATALOGUE_ID)]
ASongId: TypeAlias = Annotated[SongId, PlainValidator(partial(_catalogue_id, SongId)), WithJsonSchema(CATALOGUE_ID)]
APlaylistId: TypeAlias = Annotated[PlaylistId, PlainValidator(_uuid), WithJsonSchema(_UUID)]
AnEntryId: TypeAlias = Annotated[EntryId, PlainValidator(_uuid), WithJsonSchema(_UUID)]
ATokenId: TypeAlias = Annotated[UUID, PlainValidator(_uuid), WithJsonSchema(_UUID)]
Moment: TypeAlias = Annotated[datetime, PlainValidator(_moment), WithJsonSchema(_MOMENT)]

Name: TypeAlias = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
Limit: TypeAlias = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="How many at most.")]
After: TypeAlias = Annotated[str | None, Query(description="The `next` of the page before.")]
Called: TypeAlias = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=MAX_NAME,
        description="Only what has this name: exactly, the case of letters aside, or else but for accents. One page.",
    ),
]
Exactly: TypeAlias = Annotated[
    str | None,
    Query(min_length=1, max_length=MAX_NAME, description="Only what has just this name, the case of letters aside."),
]

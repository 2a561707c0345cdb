"""What has a name: exactly, or else but for accents."""

from typing import TypeVar

from django.db.models import Model, QuerySet

from audiostream.backend.domain.names import fold, plain

_Row = TypeVar("_Row", bound=Model)


def called(rows: QuerySet[_Row], name: str, *, limit: int) -> list[_Row]:
    """Return the rows of a name, whatever its case; where there are none, those that have it but for accents.

    They come by name and id, by one query or two, each of them a seek in the index of the listing.
    """
    alike = rows.filter(plain=plain(name)).order_by("plain", "folded", "id")
    return list(alike.filter(folded=fold(name))[:limit]) or list(alike[:limit])

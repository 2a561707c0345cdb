"""A part of a file as an answer: the server sends it, in Django's stead, without holding a thread."""

from collections.abc import Iterator
from pathlib import Path

from django.http import StreamingHttpResponse

_CHUNK = 2**16


class FilePart(StreamingHttpResponse):
    """The bytes of ``path`` from ``first`` on and before ``end``. Iterated over, as tests do, it gives them too."""

    def __init__(self, path: Path, first: int, end: int, **options: object) -> None:
        super().__init__(_read(path, first, end), **options)
        self.path = path
        self.first = first
        self.end = end
        self["Content-Length"] = str(end - first)


def _read(path: Path, first: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        left = end - first
        while left and (chunk := file.read(min(left, _CHUNK))):
            left -= len(chunk)
            yield chunk

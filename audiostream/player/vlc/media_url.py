"""What the address of a source tells about it."""

from urllib.parse import urlsplit


def extension(url: str) -> str:
    """Return what follows the last dot of an address's path, in lower case."""
    return urlsplit(url).path.rpartition(".")[2].lower()


def local_path(url: str) -> str | None:
    """Return the path that a ``file:`` address names."""
    from urllib.request import url2pathname  # brings HTTP along: not before something has failed

    parts = urlsplit(url)
    return url2pathname(parts.path) if parts.scheme == "file" else None

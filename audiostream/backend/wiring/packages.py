"""The packages that one machine does without."""

from collections.abc import Iterator
from contextlib import contextmanager

from audiostream.errors import InvalidConfig


@contextmanager
def packages(extra: str = "cluster") -> Iterator[None]:
    """Tell how to install what the imports meanwhile need: it comes with ``extra``.

    Raises:
        InvalidConfig: a package is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("audiostream"):
            raise
        raise InvalidConfig(
            f"this needs the package {error.name!r}, which is not installed", hint=f"pip install 'audiostream[{extra}]'"
        ) from error

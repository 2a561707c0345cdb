"""What the stores need of a database: to read, and to write all or nothing."""

from collections.abc import Callable
from typing import Protocol, TypeVar

_Result = TypeVar("_Result")


class Database(Protocol):
    """A database under an alias of Django's, usable from any thread.

    Work is a function of the alias. It may be called several times, until it has run undisturbed: it changes nothing
    but the database, and returns what it made.
    """

    def read(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work that only reads returns; each of its queries sees what is stored then.

        Raises:
            Unavailable: the database cannot be used now.
        """

    def write(self, work: Callable[[str], _Result]) -> _Result:
        """Return what work returns; all it wrote is stored durably then, or nothing where this raises.

        Raises:
            Unavailable: the database cannot be used now.
            Rejected: a value cannot be stored.
        """

    def close(self) -> None:
        """Close the connections of all threads; using it again opens it again."""

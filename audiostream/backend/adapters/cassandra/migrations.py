"""The migrations that this version knows: ``.cql`` files, each with a version, a name and a checksum."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FILE = re.compile(r"(\d{4})_(\w+)\.cql")
_FOLDER = "cql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """Statements that change the schema; each can be repeated, so that one that broke off is run again whole."""

    version: int
    name: str
    checksum: str
    statements: Sequence[str]

    @property
    def title(self) -> str:
        """The file's name without its ending."""
        return f"{self.version:04}_{self.name}"


@cache
def known_migrations() -> tuple[Migration, ...]:
    """Return all migrations in the order of applying."""
    folder = files(__package__) / _FOLDER
    found = [parse_migration(file.name, file.read_text(encoding="utf-8")) for file in folder.iterdir()]
    return tuple(sorted(found, key=lambda migration: migration.version))


def parse_migration(file: str, text: str) -> Migration:
    """Read a migration. Raises ``ValueError`` for a file that is not named as one."""
    named = _FILE.fullmatch(file)
    if not named:
        raise ValueError(f"{file} is not named as a migration")
    # A comment may be written anew, and lines broken elsewhere, without the schema being another.
    bare = "\n".join(line.strip() for line in text.splitlines() if not line.lstrip().startswith("--"))
    # A semicolon ends a statement where it ends a line; inside of one it may stand in a text.
    statements = [" ".join(part.split()) for part in f"{bare}\n".split(";\n") if part.strip()]
    checksum = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    return Migration(version=int(named[1]), name=named[2], checksum=checksum, statements=statements)

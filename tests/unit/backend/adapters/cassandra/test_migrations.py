"""The migrations that come with the package."""

import re

from audiostream.backend.adapters.cassandra.migrations import known_migrations, parse_migration

# One that broke off is run again whole.
REPEATABLE = re.compile(
    r"(CREATE TABLE IF NOT EXISTS|DROP TABLE IF EXISTS|ALTER TABLE IF EXISTS) \{keyspace\}\.\w+( |$)"
)


def test_versions_follow_each_other() -> None:
    assert [migration.version for migration in known_migrations()] == [*range(1, len(known_migrations()) + 1)]


def test_every_statement_can_be_repeated() -> None:
    statements = [statement for migration in known_migrations() for statement in migration.statements]
    assert statements
    assert [statement for statement in statements if not REPEATABLE.match(statement)] == []


def test_statements_are_told_apart_by_semicolons_that_end_lines() -> None:
    text = "-- a note; of two parts\nCREATE a\n  WITH comment = 'one; two';\n\nCREATE b;\n"
    assert parse_migration("0003_some.cql", text).statements == ["CREATE a WITH comment = 'one; two'", "CREATE b"]


def test_the_checksum_is_of_the_statements() -> None:
    written = parse_migration("0001_x.cql", "CREATE a;\nCREATE b;\n")
    commented = parse_migration("0001_x.cql", "-- Why.\nCREATE\n    a;\n\nCREATE b;")
    changed = parse_migration("0001_x.cql", "CREATE a;\nCREATE c;\n")
    assert written.checksum == commented.checksum != changed.checksum
    assert written.title == "0001_x"

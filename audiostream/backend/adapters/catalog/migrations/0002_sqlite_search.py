"""Full-text search on SQLite.

For each kind there is a table of words, and an FTS5 index over it that triggers keep in step. ``place`` is the
order of results: the length of the title in the upper bits, a running number in the lower ones. FTS5 yields
matches in the order of row ids, so the best few are found without looking at the rest. It does not know the order
of words in a title (see ``detail`` below): whole titles have an ordinary index. A removed artist, album
or song takes its words along by the foreign key.
"""

from typing import Any

from django.db import migrations

COLUMNS = {"artist": ("name",), "album": ("title", "artist"), "song": ("title", "artist", "album")}

# detail=column keeps of each word the columns it is in, not its place: less to read, and nothing asks for phrases.
# tokenize=ascii parts at spaces alone, as domain.search.words has made the words. The indices of prefixes make
# one letter as quick as a word.
STATEMENTS = (
    """
    CREATE TABLE catalog_{kind}_words (
        place INTEGER PRIMARY KEY,
        {kind}_id INTEGER NOT NULL UNIQUE REFERENCES catalog_{kind} (id) ON DELETE CASCADE,
        {columns}
    )
    """,
    "CREATE INDEX catalog_{kind}_whole ON catalog_{kind}_words ({first})",
    """
    CREATE VIRTUAL TABLE catalog_{kind}_index USING fts5 (
        {columns},
        content='catalog_{kind}_words', content_rowid='place', detail=column, prefix='1 2 3', tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER catalog_{kind}_words_added AFTER INSERT ON catalog_{kind}_words BEGIN
        INSERT INTO catalog_{kind}_index (rowid, {columns}) VALUES (new.place, {new});
    END
    """,
    """
    CREATE TRIGGER catalog_{kind}_words_removed AFTER DELETE ON catalog_{kind}_words BEGIN
        INSERT INTO catalog_{kind}_index (catalog_{kind}_index, rowid, {columns})
        VALUES ('delete', old.place, {old});
    END
    """,
)


def create(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - Django's form
    """Make the tables where the database is SQLite."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for kind, columns in COLUMNS.items():
        values = {
            "kind": kind,
            "first": columns[0],
            "columns": ", ".join(columns),
            "new": ", ".join(f"new.{column}" for column in columns),
            "old": ", ".join(f"old.{column}" for column in columns),
        }
        for statement in STATEMENTS:
            schema_editor.execute(statement.format(**values))


def drop(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    """Remove them."""
    if schema_editor.connection.vendor != "sqlite":
        return
    for kind in COLUMNS:
        schema_editor.execute(f"DROP TABLE catalog_{kind}_index")
        schema_editor.execute(f"DROP TABLE catalog_{kind}_words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [migrations.RunPython(create, drop, atomic=False)]

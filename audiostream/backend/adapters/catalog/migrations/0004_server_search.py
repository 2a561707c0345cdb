"""Full-text search on PostgreSQL and CockroachDB.

For each kind there is a table of words, by which it is found. Their ``TSVECTOR`` is made by us from
``domain.search.words``, never by the server's ``to_tsvector``: what is found is the same on every database, in any
language, and nothing but types, casts and ``@@`` is asked of the server. CockroachDB has these, and answers ``:*``
(a beginning of a word) and ``&`` from such an index, but has no ``setweight`` and no ranking by index. So where a
word stands is in the word: ``1love`` is in the title, ``2love`` in the title or the artist, ``3love`` in either or the
album. "What has all words in the title" is one query of the index then, exact, with statistics of its own.

(A table of one row a word was the other way: plain B-trees alone. Two frequent words cost it a join of their
rows, and an upload five times the rows.)

``whole`` is a digest of the title's words, to find exact titles: PostgreSQL's indexes take no long text. ``length``,
in characters, is the order of results; a query of a letter or two is answered by following it.
A removed artist, album or song takes its words along by the foreign key.
"""

from typing import Any

from django.db import migrations

KINDS = ("artist", "album", "song")

# IF NOT EXISTS, as one that broke off on CockroachDB leaves what it has made.
STATEMENTS = (
    """
    CREATE TABLE IF NOT EXISTS catalog_{kind}_words (
        {kind}_id BIGINT PRIMARY KEY REFERENCES catalog_{kind} (id) ON DELETE CASCADE,
        length INTEGER NOT NULL,
        whole TEXT NOT NULL,
        words TSVECTOR NOT NULL
    )
    """,
    "CREATE INDEX IF NOT EXISTS catalog_{kind}_whole ON catalog_{kind}_words (whole, length, {kind}_id)",
    "CREATE INDEX IF NOT EXISTS catalog_{kind}_by_length ON catalog_{kind}_words (length, {kind}_id)",
    "CREATE INDEX IF NOT EXISTS catalog_{kind}_index ON catalog_{kind}_words USING GIN (words)",
)


def create(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - Django's form
    """Make the tables where the database is a server."""
    if schema_editor.connection.vendor == "sqlite":
        return
    for kind in KINDS:
        for statement in STATEMENTS:
            schema_editor.execute(statement.format(kind=kind))


def drop(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401
    """Remove them."""
    if schema_editor.connection.vendor == "sqlite":
        return
    for kind in KINDS:
        schema_editor.execute(f"DROP TABLE catalog_{kind}_words")


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_plain_names")]

    # CockroachDB cannot undo changes of tables, so Django allows none in a transaction there. Elsewhere the whole
    # migration is one.
    operations = [migrations.RunPython(create, drop, atomic=False)]

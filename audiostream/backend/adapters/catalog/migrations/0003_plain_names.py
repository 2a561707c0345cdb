"""Names and titles without case and accents: lists are sorted, and names found, by them."""

from typing import Any

from django.db import migrations, models

from audiostream.backend.adapters.catalog.fields import ByteText
from audiostream.backend.domain.names import plain

COLUMNS = {"catalog_artist": "name", "catalog_album": "title", "catalog_song": "title"}
PART = 10_000


def fill(_apps: Any, schema_editor: Any) -> None:  # noqa: ANN401 - Django's form
    """Compute what the new columns hold, by parts, so that a large catalogue takes no more memory than a small one."""
    with schema_editor.connection.cursor() as cursor:
        for table, column in COLUMNS.items():
            last = 0  # ids are positive
            while True:
                cursor.execute(
                    f"SELECT id, {column} FROM {table} WHERE id > %s ORDER BY id LIMIT {PART}",  # noqa: S608 - names of ours alone
                    [last],
                )
                rows = cursor.fetchall()
                if not rows:
                    break
                cursor.executemany(
                    f"UPDATE {table} SET plain = %s WHERE id = %s",  # noqa: S608 - names of ours alone
                    [(plain(name), row_id) for row_id, name in rows],
                )
                last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_sqlite_search")]

    operations = [
        *(
            migrations.AddField(model, "plain", ByteText(default=""), preserve_default=False)
            for model in ("artist", "album", "song")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex("album", "album_folded"),
        migrations.RemoveIndex("song", "song_folded"),
        migrations.RemoveIndex("song", "song_artist"),
        migrations.RemoveIndex("song", "song_album"),
        migrations.AddIndex("artist", models.Index(fields=["plain", "folded", "id"], name="artist_plain")),
        migrations.AddIndex("album", models.Index(fields=["plain", "folded", "id"], name="album_plain")),
        migrations.AddIndex(
            "album", models.Index(fields=["artist", "plain", "folded", "id"], name="album_artist_plain")
        ),
        migrations.AddIndex("song", models.Index(fields=["plain", "folded", "id"], name="song_plain")),
        migrations.AddIndex("song", models.Index(fields=["artist", "plain", "folded", "id"], name="song_artist_plain")),
        migrations.AddIndex(
            "song",
            models.Index(
                fields=["album", "disc_order", "track_order", "plain", "folded", "id"], name="song_album_plain"
            ),
        ),
    ]

"""Artists, albums and songs."""

import django.db.models.deletion
from django.db import migrations, models

from audiostream.backend.adapters.catalog.fields import ByteText


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Artist",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.TextField()),
                ("folded", ByteText()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("folded",), name="artist_folded")],
            },
        ),
        migrations.CreateModel(
            name="Album",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "artist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.artist",
                    ),
                ),
                ("title", models.TextField()),
                ("folded", ByteText()),
                ("year", models.IntegerField(null=True)),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["folded", "id"], name="album_folded")],
                "constraints": [models.UniqueConstraint(fields=("artist", "folded"), name="album_artist_folded")],
            },
        ),
        migrations.CreateModel(
            name="Song",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "artist",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.artist",
                    ),
                ),
                (
                    "album",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.album",
                    ),
                ),
                ("title", models.TextField()),
                ("folded", ByteText()),
                ("track", models.IntegerField(null=True)),
                ("disc", models.IntegerField(null=True)),
                ("track_order", models.IntegerField()),
                ("disc_order", models.IntegerField()),
                ("extension", models.TextField()),
                ("mime_type", models.TextField()),
                ("codec", models.TextField()),
                ("duration_ms", models.BigIntegerField()),
                ("bitrate", models.BigIntegerField()),
                ("sample_rate", models.IntegerField()),
                ("channels", models.IntegerField()),
                ("track_gain", models.FloatField(null=True)),
                ("track_peak", models.FloatField(null=True)),
                ("album_gain", models.FloatField(null=True)),
                ("album_peak", models.FloatField(null=True)),
                ("key", ByteText()),
                ("size", models.BigIntegerField()),
                ("sha256", models.TextField()),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["folded", "id"], name="song_folded"),
                    models.Index(fields=["artist", "folded", "id"], name="song_artist"),
                    models.Index(fields=["album", "disc_order", "track_order", "folded", "id"], name="song_album"),
                    models.Index(fields=["key"], name="song_key"),
                ],
                "constraints": [models.UniqueConstraint(fields=("album", "sha256"), name="song_album_sha256")],
            },
        ),
    ]

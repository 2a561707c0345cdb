"""The tables of the catalogue.

Ids are made by us (``domain.ids``); ``BigAutoField`` is the type that is SQLite's own row id and CockroachDB's
``unique_rowid()``. The columns ``folded`` and ``plain`` are ``names.fold`` and ``names.plain`` of the text beside
them: what is unique, and how it is sorted, is the same on every database then. Each listing has an index in its order.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Index, UniqueConstraint

from audiostream.backend.adapters.catalog.fields import ByteText


class Artist(models.Model):
    """A row of ``domain.catalogue.Artist``."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    folded = ByteText()
    plain = ByteText()
    created_at = models.DateTimeField()

    class Meta:
        """Names are unique."""

        constraints: ClassVar = [UniqueConstraint(fields=["folded"], name="artist_folded")]
        indexes: ClassVar = [Index(fields=["plain", "folded", "id"], name="artist_plain")]

    def __str__(self) -> str:
        return self.name


class Album(models.Model):
    """A row of ``domain.catalogue.Album``."""

    id = models.BigAutoField(primary_key=True)
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.TextField()
    folded = ByteText()
    plain = ByteText()
    year = models.IntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        """Titles are unique for an artist."""

        constraints: ClassVar = [UniqueConstraint(fields=["artist", "folded"], name="album_artist_folded")]
        indexes: ClassVar = [
            Index(fields=["plain", "folded", "id"], name="album_plain"),
            Index(fields=["artist", "plain", "folded", "id"], name="album_artist_plain"),
        ]

    def __str__(self) -> str:
        return self.title


class Song(models.Model):
    """A row of ``domain.catalogue.Song``; ``disc_order`` and ``track_order`` are its ``album_order``."""

    id = models.BigAutoField(primary_key=True)
    artist = models.ForeignKey(Artist, on_delete=models.PROTECT, related_name="+", db_index=False)
    album = models.ForeignKey(Album, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.TextField()
    folded = ByteText()
    plain = ByteText()
    track = models.IntegerField(null=True)
    disc = models.IntegerField(null=True)
    track_order = models.IntegerField()
    disc_order = models.IntegerField()
    extension = models.TextField()
    mime_type = models.TextField()
    codec = models.TextField()
    duration_ms = models.BigIntegerField()
    bitrate = models.BigIntegerField()
    sample_rate = models.IntegerField()
    channels = models.IntegerField()
    track_gain = models.FloatField(null=True)
    track_peak = models.FloatField(null=True)
    album_gain = models.FloatField(null=True)
    album_peak = models.FloatField(null=True)
    key = ByteText()
    size = models.BigIntegerField()
    sha256 = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        """An album holds the same bytes once; an index for each listing, and one for the keys in use."""

        constraints: ClassVar = [UniqueConstraint(fields=["album", "sha256"], name="song_album_sha256")]
        indexes: ClassVar = [
            Index(fields=["plain", "folded", "id"], name="song_plain"),
            Index(fields=["artist", "plain", "folded", "id"], name="song_artist_plain"),
            Index(fields=["album", "disc_order", "track_order", "plain", "folded", "id"], name="song_album_plain"),
            Index(fields=["key"], name="song_key"),
        ]

    def __str__(self) -> str:
        return self.title

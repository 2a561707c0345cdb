"""The Django app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Artists, albums and songs."""

    name = "audiostream.backend.adapters.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"

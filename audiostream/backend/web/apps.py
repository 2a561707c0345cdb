"""The Django app of the pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and Django's admin."""

    name = "audiostream.backend.web"
    label = "web"

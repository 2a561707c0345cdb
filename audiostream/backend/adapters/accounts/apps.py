"""The Django app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts, the tokens of their devices, and failed attempts to log in."""

    name = "audiostream.backend.adapters.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

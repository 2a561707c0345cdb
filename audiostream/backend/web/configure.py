"""From a profile's settings to a Django that is set up."""

import hashlib
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from audiostream.backend.bootstrap import Services
from audiostream.backend.web import house
from audiostream.backend.web.receiving import receiving_folder
from audiostream.settings import Settings


def configure(settings: Settings, services: Services, *, secret_key: str) -> None:
    """Set Django up for a profile, once in a process, and have views call its ``services`` as a web server has them.

    Raises:
        InvalidConfig: a part of them cannot be made from the settings.
    """
    import django
    from django.conf import settings as django_settings

    folder = receiving_folder(settings.data_dir)
    django_settings.configure(**values_of(services, secret_key=secret_key), FILE_UPLOAD_TEMP_DIR=folder)
    django.setup()
    # Not before: a catalogue that finds no Django set up sets up one of its own.
    house.install(services.serving(secret_key), settings)


def values_of(services: Services, *, secret_key: str) -> Mapping[str, Any]:
    """Return all that Django is told for a profile."""
    from audiostream.backend.web import settings as ours

    static = {name: getattr(ours, name) for name in dir(ours) if name.isupper()}
    # Threads live long, and each keeps its connection; one to a server may have been cut meanwhile.
    database = {**services.web_database, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    return {
        **static,
        "SECRET_KEY": secret_key,
        "DATABASES": {"default": database},
        "STATIC_URL": f"/static/{_digest_of_static()}/",
    }


def _digest_of_static() -> str:
    """Return what changes whenever a static file does, so that browsers may keep them for ever."""
    digest = hashlib.sha256("".join(version(name) for name in ("django", "django-htmx")).encode())
    for file in _files(files("audiostream.backend.web") / "static"):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


def _files(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _files(each)
        else:
            yield each

"""A website in the test's own process: a profile on one machine with songs and accounts, and clients that ask it.

Made once and copied for each test. ``tests/conftest.py`` has the fixture ``website``.
"""

import atexit
import io
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from django.test.client import ClientHandler

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.adapters.local.media import LocalMediaStore
from audiostream.backend.bootstrap import Services, build
from audiostream.backend.domain.catalogue import Song
from audiostream.settings import Settings
from tests.support.shelves import SONGS

ADA = "ada"
BOB = "bob"
SAM = "sam"
"""Two who listen, and one of the staff."""

PASSWORD = "seven brass lanterns"  # noqa: S105 - of every account here
SECRET_KEY = "a key of tests alone, as long as a real one: 0123456789abcdef"  # noqa: S105 - it says so


@dataclass(frozen=True)
class Website:
    """The site, and the services of its profile's user, who is Ada."""

    settings: Settings
    services: Services
    tokens: Mapping[str, str]

    def nobody(self, **options: Any) -> Client:  # noqa: ANN401 - as Django's client takes them
        """Return a browser that is not logged in; ``options`` are those of Django's client."""
        client = Client(SERVER_NAME="localhost", **options)
        # A chain of middleware of its own looks for all static files anew.
        client.handler = _handler(enforce_csrf_checks=options.get("enforce_csrf_checks", False))
        return client

    def browser(self, user: str = ADA, **options: Any) -> Client:  # noqa: ANN401 - as above
        """Return a browser in which an account is logged in."""
        from django.contrib.auth import get_user_model

        client = self.nobody(**options)
        client.force_login(get_user_model().objects.get(pk=user))
        return client

    def api(self, user: str = ADA, **options: Any) -> Client:  # noqa: ANN401 - as above
        """Return a program that shows the token of a device, and no cookie."""
        headers = {"authorization": f"Bearer {self.tokens[user]}"}
        return self.nobody(headers=headers, enforce_csrf_checks=True, **options)


def content_of(song: Song) -> bytes:
    """Return the bytes of a song's file; ``builders.make_song`` makes each song of such a file."""
    return str(song.id).encode()


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[Website]:  # noqa: ANN401 - any setting
    """Serve a copy of the template from a folder; ``settings`` differ from those of one machine."""
    make_site(folder)
    profile = Settings(**{"data_dir": folder, "user": ADA, **settings})
    with _served(profile) as services:
        yield Website(profile, services, _template()[1])


def make_site(folder: Path) -> None:
    """Put a copy of the template into a folder."""
    shutil.copytree(_template()[0], folder, dirs_exist_ok=True)


def token_of(user: str) -> str:
    """Return the secret of the token that an account has in every copy."""
    return _template()[1][user]


@contextmanager
def _served(profile: Settings) -> Iterator[Services]:
    from django.apps import apps
    from django.db import connections

    from audiostream.backend.web import house

    with closing(build(profile).serving(SECRET_KEY)) as services:
        _set_up_django(services)
        # Each thread's connection is made from these at its first use; one may be from before there were any.
        with suppress(AttributeError):
            del connections["default"]
        connections.settings["default"]["NAME"] = services.web_database["NAME"]
        house.install(services, profile)
        # Kept by Django for the one database that a process has.
        apps.get_model("contenttypes", "ContentType").objects.clear_cache()
        try:
            yield services
        finally:
            connections["default"].close()
            del connections["default"]


def _set_up_django(services: Services) -> None:
    """Have Django be as the web server has it: what a test before this one used of it stays."""
    from django.apps import apps
    from django.conf import settings
    from django.db import connections

    from audiostream.backend.web.configure import values_of

    if getattr(settings, "ROOT_URLCONF", None):
        return
    values = values_of(services, secret_key=SECRET_KEY)
    if not settings.configured:
        settings.configure(**values)
    for name, value in values.items():
        setattr(settings, name, value)
    if apps.ready:
        apps.set_installed_apps(settings.INSTALLED_APPS)
    apps.populate(settings.INSTALLED_APPS)
    if "default" in connections.settings:  # read before, when there was none
        connections.settings["default"] = connections.configure_settings(settings.DATABASES)["default"]


@cache
def _handler(*, enforce_csrf_checks: bool) -> ClientHandler:
    return ClientHandler(enforce_csrf_checks)


@cache
def _template() -> tuple[Path, Mapping[str, str]]:
    """Make the profile that tests get copies of; return its folder, and the secret of each account's token."""
    folder = Path(tempfile.mkdtemp(prefix="audiostream-web-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    profile = Settings(data_dir=folder, user=ADA)
    with closing(build(profile)) as services:
        services.prepare_database()
        _fill(folder)
        tokens = {}
        for name in (ADA, BOB, SAM):
            services.accounts.add(name, PASSWORD, is_staff=name == SAM)
            _, tokens[name] = services.accounts.issue_token(name, "a terminal")
        # Their first use makes the files.
        assert services.playlists.all() == []
        assert services.history.listens(limit=1).items == []
    return folder, tokens


def _fill(folder: Path) -> None:
    media = LocalMediaStore(folder / "media")
    with closing(open_catalogue(folder / "catalogue.sqlite3")) as catalogue:
        for song in SONGS:
            catalogue.put_artist(song.artist)
            catalogue.put_album(song.album)
            stored, _ = media.put(io.BytesIO(content_of(song)), extension="flac", mime_type="audio/flac")
            assert stored == song.media
        catalogue.put_songs(SONGS)

"""Every address and method, asked by nobody, another user, the owner and staff."""

import itertools
import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.domain.ids import ArtistId
from tests.support import web
from tests.support.access_table import ADMIN, API, METHODS, TABLE, WHO, Access
from tests.support.builders import make_album, make_artist, make_song
from tests.support.shelves import BLUES, NINA, SINNERMAN
from tests.support.web import ADA, BOB, SAM, Website

pytestmark = pytest.mark.slow

USERS = {"other": BOB, "owner": ADA, "staff": SAM}
# How Django keeps another site from asking in a listener's name: what a cookie has, a header has too.
CSRF = "c" * 32
# Where those are sent who are not let in; the admin's own page sends them on.
DOORS = {"/login", "/admin/login/", "/admin/"}
SAFE = {"GET", "HEAD", "OPTIONS"}

_numbers = itertools.count()


class Scene:
    """The site, and things on it that are as they were made: others are made once somebody has changed them."""

    def __init__(self, site: Website) -> None:
        self.site = site
        self._things: Mapping[str, str] = {}
        self._made: State | None = None
        self._seen: State | None = None

    def ready(self) -> tuple[Mapping[str, str], "State"]:
        """Return the ids of the things, and how they are."""
        if self._made is None or self._seen != self._made:
            self._things = _things(self.site)
            self._made = self.look()
        return self._things, self._made

    def look(self) -> "State":
        """Return how the things are now."""
        self._seen = State(_owned(self.site, self._things), _shared(self.site, self._things))
        return self._seen


@dataclass(frozen=True)
class State:
    """What is Ada's, and what staff alone may change."""

    owned: object
    shared: object


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with web.running(tmp_path_factory.mktemp("access") / "site") as site:
        yield Scene(site)


def test_every_address_is_in_the_table(scene: Scene) -> None:  # noqa: ARG001 - Django is set up there
    assert set(_paths(get_resolver().url_patterns)) == {access.path for access in TABLE}


@pytest.mark.parametrize("access", TABLE, ids=str)
def test_each_gets_what_the_table_says(scene: Scene, access: Access) -> None:
    _check_all(scene, access, {who: _client(scene.site, access.path, who) for who in WHO})


@pytest.mark.parametrize("access", API, ids=str)
def test_a_session_gets_from_the_api_what_a_token_gets(scene: Scene, access: Access) -> None:
    _check_all(scene, access, {who: _browser(scene.site, who) for who in WHO})


def _check_all(scene: Scene, access: Access, clients: Mapping[str, Client]) -> None:
    statuses = {}
    for who in WHO:  # the owner after the other: whoever may do nothing has done nothing
        things, before = scene.ready()
        response = _ask(clients[who], access, access.method, things)
        statuses[who] = response.status_code
        after = scene.look()
        if who != "owner":
            assert after.owned == before.owned, f"{who} changed what is Ada's"
        if who != "staff":
            assert after.shared == before.shared, f"{who} changed the catalogue"
            assert access not in ADMIN or _is_kept_out(response), f"{who} sees what is for staff"
    assert statuses == {who: access.status(who) for who in WHO}


@pytest.mark.parametrize("access", [access for access in TABLE if access.method not in SAFE], ids=str)
def test_without_its_token_no_browser_changes_anything(scene: Scene, access: Access) -> None:
    for who in ("owner", "staff"):
        things, before = scene.ready()
        response = _ask(scene.site.browser(USERS[who], enforce_csrf_checks=True), access, access.method, things)
        # A name and a password prove more than a cookie does.
        expected = access.status(who) if access.path == "api/v1/tokens" else 403
        assert (response.status_code, scene.look()) == (expected, before), who


@pytest.mark.parametrize("path", sorted({access.path for access in TABLE}), ids=lambda path: path or "/")
def test_no_other_method_is_allowed(scene: Scene, path: str) -> None:
    named = {access.method for access in TABLE if access.path == path}
    allowed = named | ({"HEAD"} if "GET" in named else set())
    access = next(access for access in TABLE if access.path == path)
    things, before = scene.ready()
    for who in WHO:
        client = _client(scene.site, path, who)
        for method in sorted(set(METHODS) - allowed):
            response = _ask(client, access, method, things)
            assert response.status_code == 405, (method, who)
            assert set(response["Allow"].split(", ")) - {"OPTIONS"} == allowed - {"OPTIONS"}, (method, who)
    assert scene.look() == before


@pytest.mark.parametrize("access", [access for access in TABLE if access.method == "GET"], ids=str)
def test_head_is_answered_as_get_is(scene: Scene, access: Access) -> None:
    things, _ = scene.ready()
    for who in WHO:
        response = _ask(_client(scene.site, access.path, who), access, "HEAD", things)
        assert response.status_code == access.status(who), who


def _things(site: Website) -> Mapping[str, str]:
    """Make a playlist, an entry and a token of Ada's, and spare rows of the catalogue; return their ids, and others."""
    playlists = site.services.playlists
    made = playlists.create(f"Ada's {next(_numbers)}").playlist
    playlists.add(str(made.id), [SINNERMAN.id])
    (item,) = playlists.view(str(made.id)).items
    for old in site.services.accounts.tokens(ADA)[1:]:
        site.services.accounts.revoke_token(ADA, str(old.id))
    token, _ = site.services.accounts.issue_token(ADA, "a phone")
    artist = make_artist(f"Spare {next(_numbers)}")
    spare = make_song("Spare", album=make_album("Spare", artist=artist))
    with closing(open_catalogue(site.settings.data_dir / "catalogue.sqlite3")) as catalogue:
        catalogue.put_artist(artist)
        catalogue.put_album(spare.album)
        catalogue.put_songs([spare])
    address = urlsplit(site.services.streaming.url(SINNERMAN).url)
    return {
        "playlist_id": str(made.id),
        "entry_id": str(item.entry.id),
        "token_id": str(token.id),
        "artist_id": str(NINA.id),
        "album_id": str(BLUES.id),
        "song_id": str(SINNERMAN.id),
        "spare_id": str(spare.id),
        "spare_album_id": str(spare.album.id),
        "spare_artist_id": str(artist.id),
        "key": SINNERMAN.media.key,
        "signed": address.query,
    }


def _owned(site: Website, things: Mapping[str, str]) -> object:
    """Return all that is Ada's of these things."""
    playlists = site.services.playlists
    names = playlists.all()
    return (
        [playlists.view(str(each.id)) for each in names if str(each.id) == things["playlist_id"]],
        names,
        [token.id for token in site.services.accounts.tokens(ADA)],
        site.services.history.listens().items,
    )


def _shared(site: Website, things: Mapping[str, str]) -> object:
    """Return what staff alone may change of these things."""
    catalogue = site.services.catalogue
    return (
        catalogue.artist_by_id(ArtistId(int(things["spare_artist_id"]))),
        catalogue.albums(artist_id=ArtistId(int(things["spare_artist_id"]))).items,
        catalogue.songs(artist_id=ArtistId(int(things["spare_artist_id"]))).items,
        catalogue.artists_called(f"Odetta {things['playlist_id']}"),
    )


def _is_kept_out(response: Any) -> bool:  # noqa: ANN401 - as the client gives it
    return response.status_code == 403 or urlsplit(response["Location"]).path in DOORS


def _client(site: Website, path: str, who: str) -> Client:
    return site.api(USERS[who]) if path.startswith("api/") and who != "nobody" else _browser(site, who)


def _browser(site: Website, who: str) -> Client:
    """Return one that shows the page's token where it changes something, as ours do."""
    options = {"enforce_csrf_checks": True, "headers": {"X-CSRFToken": CSRF}}
    client = site.nobody(**options) if who == "nobody" else site.browser(USERS[who], **options)
    client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
    return client


def _ask(client: Client, access: Access, method: str, things: Mapping[str, str]) -> Any:  # noqa: ANN401 - as the client gives it
    address, query = access.path, access.query
    body: Any = dict(access.body)
    if (access.method, access.path) == ("DELETE", "api/v1/songs/{song_id}"):
        things = {**things, "song_id": things["spare_id"]}
    names = {name: value.format(**things) for name, value in access.names.items()}
    address, query = address.format(**things, **names), query.format(**things)
    target = f"/{address}?{query}"
    # From this machine, and from an address of its own: too many wrong passwords from one are throttled.
    number = next(_numbers)
    whence: dict[str, Any] = {"REMOTE_ADDR": f"127.0.{number // 250}.{number % 250 + 1}"}
    if access.path.startswith("api/"):
        content = json.dumps(_filled(body, things))
        return client.generic(method, target, content, content_type="application/json", **whence)
    if method == "POST":
        return client.post(target, _filled(body, things), **whence)
    return client.generic(method, target, **whence)


def _paths(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """Yield the paths that Django resolves, with ``{name}`` for what varies."""
    for pattern in patterns:
        own = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)", r"{\1}", str(pattern.pattern)).removesuffix("$")
        path = prefix + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", own)
        if isinstance(pattern, URLResolver):
            yield from _paths(pattern.url_patterns, path)
        elif pattern.name != "unknown":
            yield path


def _filled(value: Any, things: Mapping[str, str]) -> Any:  # noqa: ANN401 - as JSON is
    if isinstance(value, Mapping):
        filled = {name: _filled(each, things) for name, each in value.items()}
        if "event_id" in filled:
            filled["event_id"] = str(uuid.uuid4())
        return filled
    if isinstance(value, list):
        return [_filled(each, things) for each in value]
    return value.format(**things) if isinstance(value, str) else value

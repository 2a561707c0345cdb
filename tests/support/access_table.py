"""Who may do what: each address of the site and each method, and what nobody, another user, the owner and staff get.

``tests/integration/web/test_access.py`` asks for each cell, and fails where an address is missing here. Add yours to
``PAGES``, ``API`` or ``ADMIN``. A method that is not named is refused with 405, whoever asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WHO = ("nobody", "other", "owner", "staff")


@dataclass(frozen=True)
class Access:
    """One method of one address, and the status that each gets.

    In ``path``, ``query`` and ``body`` stand ``{playlist_id}``, ``{entry_id}`` and ``{token_id}`` for what is the
    owner's, ``{artist_id}``, ``{album_id}``, ``{song_id}``, ``{key}`` and ``{signed}`` for what is everybody's, and
    ``{spare_artist_id}``, ``{spare_album_id}`` and ``{spare_id}`` for an artist, an album and a song that may change
    and go. ``names`` says what stands for other names of ``path``. ``staff`` are not the owner, and see no more of the
    owner's than another.
    """

    path: str
    method: str
    nobody: int
    other: int
    owner: int
    staff: int
    query: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def status(self, who: str) -> int:
        """Return the status that somebody gets."""
        return int(getattr(self, who))


def _anyone(path: str, method: str = "GET", status: int = 200, **what: Any) -> Access:  # noqa: ANN401
    return Access(path, method, status, status, status, status, **what)


def _account(path: str, method: str = "GET", status: int = 200, nobody: int = 401, **what: Any) -> Access:  # noqa: ANN401
    return Access(path, method, nobody, status, status, status, **what)


def _own(path: str, method: str = "GET", status: int = 200, nobody: int = 401, **what: Any) -> Access:  # noqa: ANN401
    return Access(path, method, nobody, 404, status, 404, **what)


def _staff(path: str, method: str, status: int, nobody: int = 401, **what: Any) -> Access:  # noqa: ANN401
    return Access(path, method, nobody, 403, 403, status, **what)


def _page(path: str, method: str = "GET", status: int = 200, **what: Any) -> Access:  # noqa: ANN401
    """Return a page that nobody sees without logging in."""
    return _account(path, method, status, nobody=302, **what)


def _own_page(path: str, method: str = "GET", status: int = 200, **what: Any) -> Access:  # noqa: ANN401
    return _own(path, method, status, nobody=302, **what)


def _admin(path: str, method: str, status: int = 200, **what: Any) -> Access:  # noqa: ANN401
    """Return an address of Django's admin, from which all but staff are sent to log in."""
    return Access(f"admin/{path}", method, 302, 302, 302, status, **what)


def _admin_always(path: str, status: int = 200, **what: Any) -> list[Access]:  # noqa: ANN401
    """Return one whose answer is the same to GET and to POST."""
    return [_admin(path, method, status, **what) for method in ("GET", "POST")]


def _admin_rows(table: str, row: str, *, may_go: bool, **form: str) -> list[Access]:
    """Return the addresses of a table whose ``row`` may be changed by a ``form``."""
    at = {"object_id": row}
    chosen = {"action": "delete_selected", "_selected_action": row, "index": "0", "post": "yes"}
    here = f"catalog/{table}/"
    return [
        _admin(here, "GET"),
        _admin(here, "POST", 302 if may_go else 200, body=chosen),
        *_admin_always(f"{here}add/", 403, body=form),
        *_admin_always(here + "{object_id}/", 302, names=at),
        *_admin_always(here + "{object_id}/history/", names=at),
        _admin(here + "{object_id}/change/", "GET", names=at),
        _admin(here + "{object_id}/change/", "POST", 302, body=form, names=at),
        _admin(here + "{object_id}/delete/", "GET", 200 if may_go else 403, names=at),
        _admin(here + "{object_id}/delete/", "POST", 302 if may_go else 403, body={"post": "yes"}, names=at),
    ]


_EVENT = {
    "topic": "playlist_create",
    "event_id": "5f6d9a3e-8a4e-4b0b-9a46-3f0f0a6f7a10",
    "occurred_at": 1_700_000_000_000_000,
    "playlist_id": "0f7c4f0e-3a47-4f60-8d5c-5b0c4f8f2f10",
    "name": "Told",
}
_LISTEN = {
    "event_id": "b6bf1f3c-9a3e-4c55-b1c6-0f3d3a0e5a10",
    "song_id": "{song_id}",
    "started_at": 1_700_000_000_000_000,
    "played_ms": 1000,
    "duration_ms": 2000,
    "client": "test",
}
API = [
    _anyone("api/v1/openapi.json"),
    _anyone("api/v1/docs"),
    _account("api/v1/me"),
    _anyone("api/v1/tokens", "POST", 401, body={"name": "{token_id}", "password": "wrong", "device": "d"}),
    _account("api/v1/tokens"),
    _own("api/v1/tokens/{token_id}", "DELETE", 204),
    _account("api/v1/search", query="q=sinner"),
    _account("api/v1/artists"),
    _staff("api/v1/artists", "POST", 201, body={"name": "Odetta {playlist_id}"}),
    _account("api/v1/artists/{artist_id}"),
    _account("api/v1/artists/{artist_id}/albums"),
    _account("api/v1/artists/{artist_id}/songs"),
    _account("api/v1/albums"),
    _staff("api/v1/albums", "POST", 201, body={"title": "Wild {playlist_id}", "artist_id": "{artist_id}"}),
    _account("api/v1/albums/{album_id}"),
    _account("api/v1/albums/{album_id}/songs"),
    _account("api/v1/songs"),
    _account("api/v1/songs/lookup", "POST", body={"ids": ["{song_id}"]}),
    _account("api/v1/songs/{song_id}"),
    Access("api/v1/songs/{song_id}", "DELETE", 401, 403, 403, 200),
    _account("api/v1/songs/{song_id}/stream"),
    _account("api/v1/playlists"),
    _account("api/v1/playlists", "POST", 201, body={"name": "Own {playlist_id}"}),
    _own("api/v1/playlists/{playlist_id}"),
    _own("api/v1/playlists/{playlist_id}", "PATCH", body={"name": "Renamed {playlist_id}"}),
    _own("api/v1/playlists/{playlist_id}", "DELETE"),
    _own("api/v1/playlists/{playlist_id}/songs", "POST", body={"song_ids": ["{song_id}"]}),
    _own("api/v1/playlists/{playlist_id}/entries", "DELETE", query="entry_id={entry_id}"),
    _own("api/v1/playlists/{playlist_id}/moves", "POST", body={"entry_id": "{entry_id}", "to": 1}),
    _staff("api/v1/uploads", "POST", 422, body={"file": "no form"}),
    _account("api/v1/history"),
    _account("api/v1/events", "POST", body={"events": [_EVENT]}),
    _account("api/v1/listens", "POST", body={"events": [_LISTEN]}),
]
PAGES = [
    _page(""),
    _anyone("login"),
    _anyone("login", "POST", 401, body={"username": "{token_id}", "password": "wrong"}),
    _anyone("logout", "POST", 302),
    _page("search", query="q=sinner"),
    _page("artists"),
    _page("artists/{artist_id}"),
    _page("albums"),
    _page("albums/{album_id}"),
    _page("playlists"),
    _page("playlists", "POST", 302, body={"name": "Of my own"}),
    _own_page("playlists/{playlist_id}"),
    _page("playlists/{playlist_id}/rename", "POST", 302, body={"name": "Renamed {playlist_id}"}),
    _page("playlists/{playlist_id}/remove", "POST", 302, body={"entry": "{entry_id}"}),
    _page("playlists/{playlist_id}/move", "POST", 302, body={"entry": "{entry_id}", "to": "1"}),
    _own_page("playlists/{playlist_id}/delete"),
    _own_page("playlists/{playlist_id}/delete", "POST", 302),
    _page("add", query="target={song_id}"),
    _own_page("add", "POST", 302, body={"target": "{song_id}", "playlist": "{playlist_id}"}),
    _page("queue", query="target={song_id}"),
    _staff("upload", "GET", 200, nobody=302),
    _staff("upload", "POST", 422, nobody=302),
    _page("history"),
    _page("account"),
    _page("account/password", "POST", 422, body={"present": "wrong", "new": "a", "again": "b"}),
    _page("account/devices/{token_id}/revoke", "POST", 302),
]
# Whom it is for is no matter of accounts.
OTHERS = [
    _anyone("healthz"),
    _anyone("readyz"),
    _anyone("metrics"),
    _anyone("media/{key}", status=403),
    _anyone("media/{key}", query="{signed}"),
]
ADMIN = [
    *_admin_always(""),
    # Who is logged in and not of the staff gains nothing by logging in.
    Access("admin/login/", "GET", 302, 403, 403, 403),
    Access("admin/login/", "POST", 302, 403, 403, 403, body={"username": "{token_id}", "password": "wrong"}),
    _admin("logout/", "GET", 405),
    _admin("logout/", "POST", 302),
    *_admin_always("password_change/", 302),
    _admin("password_change/done/", "GET"),
    _admin("password_change/done/", "POST", 405),
    _admin("autocomplete/", "GET", query="app_label=catalog&model_name=album&field_name=artist"),
    _admin("autocomplete/", "POST", 405),
    _admin("jsi18n/", "GET"),
    _admin("jsi18n/", "POST", 405),
    *_admin_always("r/{content_type_id}/{object_id}/", 404, names={"content_type_id": "1", "object_id": "{song_id}"}),
    *_admin_always("{app_label}/", names={"app_label": "catalog"}),
    *_admin_always("{url}", 404, names={"url": "nothing"}),
    *_admin_rows("artist", "{spare_artist_id}", may_go=False, name="Renamed {playlist_id}"),
    *_admin_rows("album", "{spare_album_id}", may_go=False, title="Renamed {playlist_id}", year="1965"),
    *_admin_rows("song", "{spare_id}", may_go=True, title="Renamed", track="1", disc=""),
]
TABLE = [*API, *PAGES, *ADMIN, *OTHERS]

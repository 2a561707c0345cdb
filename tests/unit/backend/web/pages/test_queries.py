"""How many queries each page makes: as many with few rows on it as with many."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.support.access_table import ADMIN, PAGES, Access
from tests.support.queries import counted
from tests.support.web import ADA, SAM
from tests.support.world import FEW, MANY, World, open_world

# Of what there is more in the larger world, every page that lists it shows so many at least.
_SHOWN = 8


@dataclass(frozen=True)
class Page:
    """A page by its path in the table of all addresses, its queries, and the text that begins each ``row`` of it.

    ``again`` are those that are made beside where there is too little: a search looks once more into each index.
    """

    path: str
    queries: int
    row: str | None = None
    query: str = ""
    again: int = 0

    def __str__(self) -> str:
        return f"/{self.path}?{self.query}" if self.query else f"/{self.path}"


# Who asks is two queries of each: the session and its account.
COUNTED = [
    Page("", 11, "Odetta More"),
    Page("login", 2),
    Page("search", 2),
    Page("search", 11, "Odetta Sings", "q=odetta", again=3),
    Page("artists", 3, "Odetta Guest"),
    Page("artists/{artist_id}", 5, "Odetta More"),
    Page("albums", 3, "Odetta More"),
    Page("albums/{album_id}", 6, "Odetta Sings"),
    Page("playlists", 10, "Other "),
    Page("playlists/{playlist_id}", 11, "Odetta Sings"),
    Page("playlists/{playlist_id}/delete", 9),
    Page("add", 11, "Other ", "target={song_id}"),
    Page("add", 14, "Other ", "target=album:{album_id}"),
    Page("queue", 3, None, "target={song_id}"),
    Page("queue", 6, "Odetta Sings", "target=album:{album_id}"),
    Page("queue", 4, "Odetta Alone", "target=artist:{artist_id}"),
    Page("queue", 11, "Odetta Sings", "target=playlist:{playlist_id}"),
    Page("upload", 2),
    Page("history", 10, "Odetta Sings"),
    Page("account", 4, "device "),
    Page("admin/", 3),
    Page("admin/{app_label}/", 2),
    Page("admin/password_change/done/", 2),
    Page("admin/jsi18n/", 2),
    Page("admin/autocomplete/", 6, "Odetta Guest", "app_label=catalog&model_name=album&field_name=artist&term=odetta"),
    Page("admin/catalog/artist/", 4, "Odetta Guest"),
    Page("admin/catalog/artist/", 6, "Odetta Guest", "q=odetta"),
    Page("admin/catalog/artist/{object_id}/change/", 3),
    Page("admin/catalog/artist/{object_id}/history/", 4),
    Page("admin/catalog/album/", 4, "Odetta More"),
    Page("admin/catalog/album/{object_id}/change/", 4),
    Page("admin/catalog/album/{object_id}/history/", 4),
    Page("admin/catalog/song/", 4, "Odetta Guest"),
    Page("admin/catalog/song/{object_id}/change/", 5),
    Page("admin/catalog/song/{object_id}/history/", 4),
    Page("admin/catalog/song/{object_id}/delete/", 3),
]
_TABLE = {each.path: each for each in (*PAGES, *ADMIN) if each.method == "GET" and each.staff in (200, 404)}


@pytest.fixture(scope="module", params=[FEW, MANY], ids=["few", "many"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("queries"), request.param) as world:
        yield world


def test_every_page_is_counted() -> None:
    shown = {path for path, access in _TABLE.items() if 200 in (access.owner, access.staff)}
    assert shown == {page.path for page in COUNTED}


@pytest.mark.parametrize("page", COUNTED, ids=str)
def test_a_page_makes_as_many_queries_however_many_rows_it_shows(world: World, page: Page) -> None:
    access = _TABLE[page.path]
    client = world.site.browser(ADA if access.owner == 200 else SAM)
    address = _address(world, page, access)
    assert client.get(address).status_code == 200  # opens what is opened once
    with counted() as queries:
        response = client.get(address)
    assert response.status_code == 200
    if page.row is not None:
        assert response.content.decode().count(page.row) >= min(world.size, _SHOWN)
    assert len(queries.statements) == page.queries + page.again * (world.size == FEW), queries.statements


def _address(world: World, page: Page, access: Access) -> str:
    names = {name: value.format(**world.ids) for name, value in access.names.items()}
    return f"/{page.path}?{page.query}".format(**world.ids, **names)

"""Django's admin: what staff changes there, the rest of the catalogue follows."""

import re

import pytest
from django.test import Client

from audiostream.backend.domain.catalogue import Album, Artist, Song
from tests.support.shelves import ABBA, BICYCLE, BLUES, HUSBAND, NINA, QUEEN, SINNERMAN
from tests.support.web import ADA, SAM, Website

TABLES = ("artist", "album", "song")


@pytest.fixture
def staff(website: Website) -> Client:
    return website.browser(SAM)


def edit(client: Client, table: str, number: int, **fields: object) -> list[str]:
    """Send a form; return what it was refused for."""
    answer = client.post(f"/admin/catalog/{table}/{number}/change/", fields)
    errors = re.findall(r'<ul class="errorlist".*?</ul>', answer.content.decode(), re.DOTALL)
    assert (answer.status_code, bool(errors)) in ((302, False), (200, True))
    return errors


def listed(client: Client, table: str, **query: str) -> set[int]:
    """Return the ids in a table's listing."""
    page = client.get(f"/admin/catalog/{table}/", query).content.decode()
    return set(map(int, re.findall(rf"/admin/catalog/{table}/(\d+)/change/", page)))


def found(site: Website, text: str) -> list[Artist | Album | Song]:
    hits = site.services.catalogue.search(text)
    return [*hits.artists, *hits.albums, *hits.songs]


def test_a_new_name_of_an_artist_is_what_all_is_found_by(website: Website, staff: Client) -> None:
    assert edit(staff, "artist", int(NINA.id), name=" Eunice  Waymon ") == []
    assert website.services.catalogue.artist("eunice waymon").id == NINA.id
    names = [type(each) for each in found(website, "eunice")]
    assert names.count(Artist) == 1
    assert {BLUES.id, SINNERMAN.id, HUSBAND.id} <= {each.id for each in found(website, "eunice")}
    assert found(website, "nina") == []
    names_now = [each.name for each in website.services.catalogue.artists().items]
    assert names_now == ["ABBA", "Eunice Waymon", "Queen"]


def test_an_album_and_a_song(website: Website, staff: Client) -> None:
    assert edit(staff, "album", int(BLUES.id), title="Azure Blues", year="1966") == []
    assert edit(staff, "song", int(SINNERMAN.id), title="Sinner Man", track="1", disc="") == []
    assert edit(staff, "song", int(HUSBAND.id), title="Be My Husband", track="2", disc="") == []
    album = website.services.catalogue.album("azure blues")
    assert (album.id, album.year) == (BLUES.id, 1966)
    songs = website.services.catalogue.songs(album_id=BLUES.id).items
    assert [each.title for each in songs] == ["Sinner Man", "Be My Husband"]
    assert {each.id for each in found(website, "azure")} == {BLUES.id, SINNERMAN.id, HUSBAND.id}
    assert found(website, "pastel") == []


def test_a_place_can_be_left_open(website: Website, staff: Client) -> None:
    assert edit(staff, "song", int(HUSBAND.id), title="Be My Husband", track="", disc="") == []
    songs = website.services.catalogue.songs(album_id=BLUES.id).items
    assert [(each.title, each.track) for each in songs] == [("Sinnerman", 9), ("Be My Husband", None)]


@pytest.mark.parametrize(
    ("form", "fields", "told"),
    [
        (("artist", NINA.id), {"name": "queen"}, "there is another one"),
        (("artist", NINA.id), {"name": "../../etc/passwd"}, "looks like a path"),
        (("artist", NINA.id), {"name": "x" * 501}, "500 are allowed"),
        (("album", BLUES.id), {"title": "", "year": "1965"}, "required"),
        (("album", BLUES.id), {"title": "Pastel Blues", "year": "12345"}, "9999"),
        (("song", BICYCLE.id), {"title": "Bicycle Race", "track": "0"}, "greater than or equal to 1"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # the ids of songs are others in each process
)
def test_the_rules_are_those_of_all_else(
    website: Website, staff: Client, form: tuple[str, int], fields: dict[str, str], told: str
) -> None:
    assert told in str(edit(staff, form[0], int(form[1]), **fields))
    assert len(website.services.catalogue.artists().items) == 3
    assert website.services.catalogue.artist(str(NINA.id)).name == "Nina Simone"


def test_the_same_name_in_another_case_is_a_change(website: Website, staff: Client) -> None:
    assert edit(staff, "artist", int(ABBA.id), name="Abba") == []
    assert website.services.catalogue.artist("abba").name == "Abba"


@pytest.mark.parametrize(
    ("table", "found_ones"),
    [("artist", {QUEEN.id}), ("album", {BICYCLE.album.id}), ("song", {BICYCLE.id})],
    ids=TABLES,
)
def test_tables_are_searched_by_the_words_that_all_else_is(staff: Client, table: str, found_ones: set[int]) -> None:
    assert len(listed(staff, table)) > 1
    assert listed(staff, table, q="que") == set(map(int, found_ones))


def test_a_song_is_removed_and_its_file_stays(website: Website, staff: Client) -> None:
    answer = staff.post(f"/admin/catalog/song/{int(BICYCLE.id)}/delete/", {"post": "yes"})
    assert answer.status_code == 302
    assert found(website, "bicycle") == []
    assert (website.settings.data_dir / "media" / BICYCLE.media.key).is_file()


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_added(staff: Client, table: str) -> None:
    assert staff.get(f"/admin/catalog/{table}/add/").status_code == 403


@pytest.mark.parametrize(("table", "number"), [("artist", NINA.id), ("album", BLUES.id)], ids=TABLES[:2])
def test_what_has_songs_is_not_removed(staff: Client, table: str, number: int) -> None:
    assert staff.post(f"/admin/catalog/{table}/{int(number)}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/catalog/song/", f"/admin/catalog/song/{int(BICYCLE.id)}/change/"],
    ids=["index", "table", "row"],
)
def test_others_are_kept_out(website: Website, path: str) -> None:
    nobody = website.nobody().get(path, follow=True)
    assert nobody.redirect_chain[-1][0].startswith("/login?next=")
    assert website.browser(ADA).get(path, follow=True).status_code == 403
    assert website.api(SAM).get(path).status_code == 302


def test_there_is_no_second_way_to_log_in_or_to_change_a_password(website: Website, staff: Client) -> None:
    form = {"username": SAM, "password": "seven brass lanterns"}
    assert website.nobody().post("/admin/login/", form)["Location"].startswith("/login?")
    assert staff.get("/admin/password_change/")["Location"] == "/account"
    assert staff.post("/admin/logout/")["Location"] == "/login"
    assert staff.get("/admin/").status_code == 302

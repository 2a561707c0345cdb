"""What was heard, as pages show it."""

from audiostream.backend.domain.catalogue import Song
from tests.support.events import make_listened
from tests.support.queries import counted
from tests.support.shelves import BICYCLE, HUSBAND, SINNERMAN
from tests.support.web import ADA, BOB, Website


def listen(website: Website, *songs: Song, completed: bool = True) -> None:
    events = [make_listened(user_id=ADA, song_id=song.id, completed=completed) for song in songs]
    website.services.history.record(events)


def test_each_sees_what_he_heard_himself(website: Website) -> None:
    listen(website, HUSBAND)
    for path in ("/", "/history"):
        assert HUSBAND.title in website.browser().get(path).content.decode()
        assert HUSBAND.title not in website.browser(BOB).get(path).content.decode()


def test_a_song_that_was_removed_is_named_as_that(website: Website) -> None:
    listen(website, HUSBAND, BICYCLE)
    website.services.catalogue.remove_song(HUSBAND.id)
    assert "A song that was removed" in website.browser().get("/history").content.decode()
    home = website.browser().get("/").content.decode()
    assert BICYCLE.title in home
    assert HUSBAND.title not in home


def test_home_shows_a_song_once_however_often_it_was_heard(website: Website) -> None:
    listen(website, *[HUSBAND, SINNERMAN] * 3)
    html = website.browser().get("/").content.decode()
    assert html.count(f'aria-label="Play {HUSBAND.title}"') == 1


def test_a_long_history_comes_by_pages(website: Website) -> None:
    listen(website, *[HUSBAND] * 60)
    client = website.browser()
    first = client.get("/history").content.decode()
    assert first.count("data-song=") == 50
    after = first.partition('hx-get="?after=')[2].partition('"')[0]
    second = client.get("/history", {"after": after}).content.decode()
    assert second.count("data-song=") == 10
    assert "hx-get" not in second.partition("<main")[2].partition("</main>")[0]
    assert client.get("/history", {"after": "nonsense"}).status_code == 422


def test_pages_ask_no_more_where_more_was_heard(website: Website) -> None:
    client = website.browser()
    listen(website, HUSBAND)
    for path in ("/", "/history"):
        client.get(path)
        with counted() as before:
            client.get(path)
        listen(website, HUSBAND, SINNERMAN, BICYCLE, SINNERMAN)
        with counted() as after:
            client.get(path)
        assert len(after.statements) == len(before.statements) <= 11, after.statements

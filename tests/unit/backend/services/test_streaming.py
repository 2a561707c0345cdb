"""What targets stand for."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from audiostream.backend.adapters.sqlite.listens import SqliteListenStore
from audiostream.backend.adapters.sqlite.log import SqliteEventLog
from audiostream.backend.adapters.sqlite.playlists import SqlitePlaylistStore
from audiostream.backend.consumer import Consumer
from audiostream.backend.domain.catalogue import Artist, Song
from audiostream.backend.domain.ids import SongId
from audiostream.backend.ports import Catalogue, StreamUrl
from audiostream.backend.services.playlists import PlaylistService
from audiostream.backend.services.publishing import DrainingPublisher
from audiostream.backend.services.streaming import MAX_FOUND, StreamingService
from audiostream.errors import Conflict, InvalidInput, NotFound
from tests.support.builders import make_album, make_artist, make_song
from tests.support.catalogues import empty_catalogue
from tests.support.events import ADA

NINA = make_artist("Nina Simone")
BLUES = make_album("Pastel Blues", artist=NINA, year=1965)
WILD = make_album("Wild Is the Wind", artist=NINA, year=1966)
SINNERMAN = make_song("Sinnerman", album=BLUES, track=9)
BE_MY_HUSBAND = make_song("Be My Husband", album=BLUES, track=1)
FOUR_WOMEN = make_song("Four Women", album=WILD, track=1)
SWIFT = make_album("1989", artist=make_artist("Taylor Swift"))
STYLE = make_song("Style", album=SWIFT)
SONGS = [SINNERMAN, BE_MY_HUSBAND, FOUR_WOMEN, STYLE]


class FolderDelivery:
    """Hands out addresses that name the song."""

    def stream_url(self, song: Song) -> StreamUrl:
        """Return its address."""
        return StreamUrl(url=f"file:///{song.media.key}")


class World:
    """A catalogue with some songs in it, one user's playlists, and the service under test."""

    def __init__(self, catalogue: Catalogue, playlists: PlaylistService) -> None:
        self.catalogue = catalogue
        self.playlists = playlists
        self.streaming = StreamingService(catalogue, playlists, FolderDelivery())
        self.told: list[str] = []
        self.add(SONGS)

    def add(self, songs: list[Song]) -> None:
        """Put songs into the catalogue, with their artists and albums."""
        for song in songs:
            self.catalogue.put_artist(song.artist)
            self.catalogue.put_album(song.album)
        self.catalogue.put_songs(songs)

    def titles(self, *targets: str) -> list[str]:
        """Return the titles of what the targets stand for."""
        return [song.title for song in self.streaming.resolve(targets, tell=self.told.append)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as stack:
        catalogue = stack.enter_context(closing(empty_catalogue(tmp_path / "catalogue.sqlite3")))
        log = stack.enter_context(closing(SqliteEventLog(tmp_path / "events.sqlite3")))
        store = stack.enter_context(closing(SqlitePlaylistStore(tmp_path / "playlists.sqlite3")))
        listens = stack.enter_context(closing(SqliteListenStore(tmp_path / "listens.sqlite3")))
        publisher = DrainingPublisher(log, Consumer(log, store, listens))
        yield World(catalogue, PlaylistService(ADA, publisher, store, catalogue))


def test_ids_are_songs_in_the_order_given(world: World) -> None:
    assert world.titles(str(STYLE.id), str(SINNERMAN.id), str(STYLE.id)) == ["Style", "Sinnerman", "Style"]


@pytest.mark.parametrize(
    "target", [f"album:{BLUES.id}", "album:Pastel Blues", "album:PASTEL  blues"], ids=["id", "title", "case"]
)
def test_an_album_plays_in_its_order(world: World, target: str) -> None:
    assert world.titles(target) == ["Be My Husband", "Sinnerman"]


@pytest.mark.parametrize("target", [f"artist:{NINA.id}", "artist:nina simone"], ids=["id", "name"])
def test_an_artist_plays_album_by_album(world: World, target: str) -> None:
    assert world.titles(target) == ["Be My Husband", "Sinnerman", "Four Women"]


def test_a_title_that_is_a_number_is_found(world: World) -> None:
    assert world.titles("album:1989") == ["Style"]
    assert world.titles("1989") == ["Style"]


def test_an_album_is_not_guessed_among_namesakes(world: World) -> None:
    other = make_album("Pastel Blues", artist=make_artist("A Tribute Band"))
    world.add([make_song(album=other)])
    with pytest.raises(Conflict) as caught:
        world.titles("album:Pastel Blues")
    named = [f"{BLUES.id} (Pastel Blues - Nina Simone)", f"{other.id} (Pastel Blues - A Tribute Band)"]
    assert caught.value.hint == f"Name it by its id: {', '.join(named)}"


def test_a_playlist_plays_without_its_removed_songs_and_says_so(world: World) -> None:
    world.playlists.create("Mornings")
    world.playlists.add("Mornings", [FOUR_WOMEN.id, STYLE.id, SINNERMAN.id])
    world.catalogue.remove_song(STYLE.id)
    assert world.titles("playlist:mornings") == ["Four Women", "Sinnerman"]
    assert world.told == ["Mornings: left out 1 song that was removed from the catalogue"]


def test_words_side_by_side_are_one_search(world: World) -> None:
    assert world.titles("four", "wom") == ["Four Women"]


def test_a_text_with_spaces_is_a_search_of_its_own(world: World) -> None:
    assert world.titles("four women", "be my husband") == ["Four Women", "Be My Husband"]


def test_kinds_of_targets_mix_in_order(world: World) -> None:
    titles = world.titles("style", str(SINNERMAN.id), "four", "women", "album:1989")
    assert titles == ["Style", "Sinnerman", "Four Women", "Style"]


def test_a_name_in_full_plays_whole_and_in_order_before_other_finds(world: World) -> None:
    sampler = make_song("Nina Simone", album=make_album("A Song About Her", artist=make_artist("Somebody")))
    world.add([sampler])
    assert world.titles("nina", "simone") == ["Be My Husband", "Sinnerman", "Four Women", "Nina Simone"]


def test_a_search_plays_no_more_than_it_says(world: World) -> None:
    album = make_album("Loops", artist=make_artist("Machine"))
    world.add([make_song(f"Loop {number}", album=album) for number in range(MAX_FOUND + 5)])
    assert len(world.titles("loop")) == MAX_FOUND


@pytest.mark.parametrize(
    ("target", "message", "hint"),
    [
        ("nothing", "no song was found for 'nothing'", "audiostream search"),
        ("nothing like it", "no song was found for 'nothing like it'", "One song must have all these words"),
        ("1024921637392220999", "no song was found for '1024921637392220999'", "audiostream search"),
        ("album:None", "there is no album 'None'", "audiostream album list"),
        ("album:77", "there is no album '77'", "audiostream album list"),
        ("artist:None", "there is no artist 'None'", "audiostream artist list"),
        ("artist:nina", "there is no artist 'nina'", "Did you mean 'Nina Simone' ("),
        ("playlist:None", "there is no playlist 'None'", "audiostream playlist list"),
    ],
)
def test_what_stands_for_nothing_is_named(world: World, target: str, message: str, hint: str) -> None:
    with pytest.raises(NotFound) as caught:
        world.titles(str(STYLE.id), target)
    assert caught.value.message == message
    assert hint in (caught.value.hint or "")


def test_what_is_empty_is_named(world: World) -> None:
    silent: Artist = make_artist("John Cage")
    album = make_album("4'33\"", artist=silent)
    world.catalogue.put_artist(silent)
    world.catalogue.put_album(album)
    world.playlists.create("Empty")
    with pytest.raises(NotFound, match=f"the album .*{album.title[:1]}.* has no songs"):
        world.titles(f"album:{album.id}")
    with pytest.raises(NotFound, match="the artist 'John Cage' has no songs"):
        world.titles("artist:John Cage")
    with pytest.raises(NotFound, match="the playlist 'Empty' has no songs"):
        world.titles("playlist:Empty")


@pytest.mark.parametrize("target", ["", "  ", "?!", "album:", "artist: "])
def test_a_target_without_a_word_is_refused(world: World, target: str) -> None:
    with pytest.raises(InvalidInput):
        world.titles(target)


def test_what_is_named_exactly_is_not_searched_for(world: World) -> None:
    world.playlists.create("Mornings")
    world.playlists.add("Mornings", [STYLE.id])
    named = world.streaming.named(["album:pastel blues", "77", "playlist:mornings"])
    assert named == [BE_MY_HUSBAND.id, SINNERMAN.id, SongId(77), STYLE.id]
    for words in ("style", "album", "four women"):
        with pytest.raises(InvalidInput, match="is not the id of a song"):
            world.streaming.named([str(STYLE.id), words])


def test_known_songs_keep_their_order(world: World) -> None:
    ids = [STYLE.id, SongId(12), SINNERMAN.id]
    assert [song.title for song in world.streaming.known(ids)] == ["Style", "Sinnerman"]


def test_an_address_is_where_delivery_has_the_file(world: World) -> None:
    assert world.streaming.url(STYLE) == StreamUrl(url=f"file:///{STYLE.media.key}")

"""A catalogue of three songs and a playlist of two of them, for tests of commands."""

from contextlib import closing

from audiostream.backend.adapters.catalog.catalogue import open_catalogue
from audiostream.backend.domain.catalogue import Song
from tests.support.builders import make_album, make_artist, make_song
from tests.support.command_line import CommandLine

BLUES = make_album("Pastel Blues", artist=make_artist("Nina Simone"))
HUSBAND = make_song("Be My Husband", album=BLUES, track=1)
SINNERMAN = make_song("Sinnerman", album=BLUES, track=9)
STYLE = make_song("Style", album=make_album("1989", artist=make_artist("Taylor Swift")))


def fill(cli: CommandLine) -> None:
    """Put the songs into the catalogue, and Sinnerman and Style into the playlist Mix."""
    songs = [HUSBAND, SINNERMAN, STYLE]
    with closing(open_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        for song in songs:
            catalogue.put_artist(song.artist)
            catalogue.put_album(song.album)
        catalogue.put_songs(songs)
    assert cli("playlist", "create", "Mix").code == 0
    assert cli("playlist", "add", "Mix", text(SINNERMAN), text(STYLE)).code == 0


def text(song: Song) -> str:
    """Return a song's id as it is typed."""
    return str(int(song.id))


def titles(cli: CommandLine, name: str = "Mix") -> list[str | None]:
    """Return the titles in a playlist, None for a song that was removed."""
    return [song["title"] for song in cli("playlist", "show", name, "--json").data["songs"]]


def names(cli: CommandLine) -> list[str]:
    """Return the names of all playlists."""
    return [playlist["name"] for playlist in cli("playlist", "list", "--json").data]

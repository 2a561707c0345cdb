"""A small catalogue for tests of commands."""

from collections.abc import Sequence
from contextlib import closing

from audiostream.backend.domain.catalogue import ReplayGain, Song
from tests.support.builders import make_album, make_artist, make_audio, make_song
from tests.support.catalogues import empty_catalogue
from tests.support.command_line import CommandLine

NINA = make_artist("Nina Simone")
QUEEN = make_artist("Queen")
ABBA = make_artist("ABBA")
BLUES = make_album("Pastel Blues", artist=NINA, year=1965)
QUEENS_HITS = make_album("Greatest Hits", artist=QUEEN, year=1981)
ABBAS_HITS = make_album("Greatest Hits", artist=ABBA)

HUSBAND = make_song("Be My Husband", album=BLUES, track=1, audio=make_audio(duration_ms=203_000))
SINNERMAN = make_song(
    "Sinnerman",
    album=BLUES,
    track=9,
    audio=make_audio(duration_ms=622_000, replay_gain=ReplayGain(track_gain=-3.5)),
)
BICYCLE = make_song("Bicycle Race", album=QUEENS_HITS, disc=1, track=7)
WATERLOO = make_song("Waterloo", album=ABBAS_HITS)

SONGS: Sequence[Song] = [SINNERMAN, HUSBAND, BICYCLE, WATERLOO]


def fill(cli: CommandLine) -> None:
    """Put the songs into a command line's catalogue."""
    with closing(empty_catalogue(cli.data_dir / "catalogue.sqlite3")) as catalogue:
        for song in SONGS:
            catalogue.put_artist(song.artist)
            catalogue.put_album(song.album)
        catalogue.put_songs(SONGS)

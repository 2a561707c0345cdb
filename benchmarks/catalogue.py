"""A synthetic catalogue of any size, put in through the real adapter."""

import hashlib
import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from audiostream.backend.domain.catalogue import Album, Artist, Audio, Media, Song, media_key
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId, new_catalogue_id
from audiostream.backend.ports import Catalogue

COMMON = ("love", "the", "of", "night", "you", "in", "blue", "heart", "time", "home")
_SHARE_OF_COMMON = 0.35
_ONSETS = [*"bcdfghjklmnprstvw", "br", "cl", "dr", "fl", "gr", "pl", "st", "tr"]
_VOWELS = [*"aeiouøé", "ai", "ea", "ou"]
_ENDS = ["", "n", "r", "s", "l", "nd", "st"]
PER_ALBUM = 12
_ALBUMS_PER_ARTIST = 3
_BATCH = 1000


def fill(catalogue: Catalogue, songs: int) -> None:
    """Put in so many songs, twelve to an album and three albums to an artist; the same each time but for the ids."""
    made = _songs(catalogue, random.Random(1))  # noqa: S311 - the same names each time, no secrets
    left = songs
    while left > 0:
        batch = list(islice(made, min(left, _BATCH)))
        catalogue.put_songs(batch)
        left -= len(batch)


def _songs(catalogue: Catalogue, chance: random.Random) -> Iterator[Song]:
    vocabulary = [_word(chance) for _ in range(20_000)]
    number = 0
    while True:
        artist, _ = catalogue.put_artist(
            Artist(id=new_catalogue_id(ArtistId), name=f"{_title(vocabulary, chance)} {number}")
        )
        for which in range(_ALBUMS_PER_ARTIST):
            title = f"{_title(vocabulary, chance)} {which + 1}"
            album, _ = catalogue.put_album(Album(id=new_catalogue_id(AlbumId), artist=artist, title=title))
            for track in range(1, PER_ALBUM + 1):
                number += 1
                yield _song(album, _title(vocabulary, chance), track, number)


def _song(album: Album, title: str, track: int, number: int) -> Song:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    return Song(
        id=new_catalogue_id(SongId),
        artist=album.artist,
        album=album,
        title=title,
        track=track,
        audio=Audio(
            extension="mp3",
            mime_type="audio/mpeg",
            codec="mp3",
            duration_ms=200_000,
            bitrate=192_000,
            sample_rate=44_100,
            channels=2,
        ),
        media=Media(key=media_key(sha256, "mp3"), size=4_800_000, sha256=sha256),
    )


def _title(vocabulary: list[str], chance: random.Random) -> str:
    # A few words are in very many titles and most are rare, as in any language.
    count = chance.choice((1, 2, 2, 3, 3, 4))
    chosen = [
        chance.choice(COMMON)
        if chance.random() < _SHARE_OF_COMMON
        else vocabulary[int(len(vocabulary) * chance.random() ** 2)]
        for _ in range(count)
    ]
    return " ".join(chosen).title()


def _word(chance: random.Random) -> str:
    syllables = range(chance.choice((1, 2, 2, 3)))
    return "".join(chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in syllables) + chance.choice(_ENDS)


def sample(folder: Path, songs: int) -> Path:
    """Return the path of a catalogue that is filled, and closed again."""
    from audiostream.backend.adapters.catalog.catalogue import open_catalogue

    path = folder / "data" / "catalogue.sqlite3"
    path.parent.mkdir(parents=True)
    catalogue = open_catalogue(path)
    fill(catalogue, songs)
    catalogue.close()
    return path

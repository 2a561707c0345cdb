"""What a file will be in the catalogue: by what the caller says and, for the rest, by its tags."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TypeVar

from audiostream.backend.domain.catalogue import Album, Artist, Audio, Tags
from audiostream.backend.domain.ids import AlbumId, ArtistId
from audiostream.backend.domain.names import clean_name
from audiostream.backend.domain.uploads import Into
from audiostream.backend.ports import Library
from audiostream.errors import InvalidInput, NotFound, Unusable

_Id = TypeVar("_Id", ArtistId, AlbumId)
_Stored = TypeVar("_Stored", Artist, Album)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What is settled for all files of an upload; ``None`` is left to each file's tags."""

    artist: str | None = None
    album_artist: str | None = None
    album: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A song before it has a stored file and ids; the names need not exist yet."""

    title: str
    artist: str
    album_artist: str
    album: str
    year: int | None
    track: int | None
    disc: int | None
    audio: Audio


def settle(into: Into, catalogue: Library) -> Names:
    """Return the names that an upload gives to its songs; names are unique, so they stand for ids too.

    Raises:
        NotFound: there is no artist or album of that id.
        InvalidInput: a name cannot be stored, or two of the four contradict each other.
    """
    if into.artist_id is not None and into.artist is not None:
        raise InvalidInput("an artist was given twice, by id and by name", hint="Give --artist-id or --artist.")
    if into.album_id is not None and into.album is not None:
        raise InvalidInput("an album was given twice, by id and by name", hint="Give --album-id or --album.")
    if into.album_id is not None and into.artist is not None:
        raise InvalidInput("an album given by its id has its artist already", hint="Leave --artist out.")
    artist = clean_name(into.artist, "the artist's name") if into.artist is not None else None
    if into.artist_id is not None:
        artist = _there(catalogue.artist, into.artist_id, "audiostream artist list").name
    if into.album_id is None:
        album = clean_name(into.album, "the album's title") if into.album is not None else None
        return Names(artist=artist, album_artist=artist, album=album)
    stored = _there(catalogue.album, into.album_id, "audiostream album list")
    if into.artist_id not in (None, stored.artist.id):
        raise InvalidInput(
            f"the album {into.album_id} is {stored.title!r} by {stored.artist.name!r}, not by {artist!r}",
            hint=f"Give --artist-id {stored.artist.id}, or leave it out.",
        )
    return Names(artist=artist, album_artist=stored.artist.name, album=stored.title)


def _there(get: Callable[[_Id], _Stored], id_: _Id, listing: str) -> _Stored:
    try:
        return get(id_)
    except NotFound as error:
        raise NotFound(error.message, hint=f"See them all: {listing}") from error


def draft(called: str, audio: Audio, tags: Tags, names: Names) -> Draft:
    """Return what a file of that name will be. An album is its album artist's; a song is its own artist's.

    Raises:
        Unusable: neither ``names`` nor the tags tell the artist or the album; the hint names the option that would.
    """
    album_artist = names.album_artist or tags.album_artist or tags.artist
    album = names.album or tags.album
    if album_artist is None and album is None:
        raise Unusable("neither an artist nor an album tag", hint="Give both with --artist NAME --album NAME")
    if album_artist is None:
        raise Unusable("no artist tag", hint="Give the artist with --artist NAME")
    if album is None:
        raise Unusable("no album tag", hint="Give the album with --album NAME")
    return Draft(
        title=tags.title or _title(called),
        artist=names.artist or tags.artist or album_artist,
        album_artist=album_artist,
        album=album,
        year=tags.year,
        track=tags.track,
        disc=tags.disc,
        audio=audio,
    )


def _title(called: str) -> str:
    """Return a title made of a file's name, without the characters that a name may not have."""
    # What another machine calls a file may hold a path, in the form of that machine.
    stem = PurePosixPath(called.replace("\\", "/").rpartition("/")[2]).stem
    kept = (char for char in stem.replace("_", " ") if unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    try:
        return clean_name("".join(kept))
    except InvalidInput as error:
        raise Unusable("no title tag, and its file name cannot be a title") from error

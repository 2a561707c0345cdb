"""What people call artists and albums by, an id or a name; and songs, an id.

Several songs may have one title, even on one album.
"""

import shlex
from collections.abc import Callable, Sequence
from typing import TypeVar

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, CatalogueId, SongId, parse_catalogue_id
from audiostream.backend.domain.names import clean_name
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidInput, NotFound

_SUGGESTED = 3
# So many albums of one title are named where a title alone is not enough.
_NAMED = 10

_Item = TypeVar("_Item", Artist, Album)
_Id = TypeVar("_Id", bound=CatalogueId)


def find_artist(catalogue: Catalogue, ref: str) -> Artist:
    """Return the artist that has this id, else the one that has this name, the case of letters aside.

    Raises:
        NotFound: there is none; the hint says what may have been meant.
        InvalidInput: it can be neither.
    """
    name = clean_name(ref, "the name of the artist")
    found = of_id(catalogue.artist, ArtistId, name) or catalogue.artist_named(name)
    if found is None:
        meant = [(each.name, each.id) for each in catalogue.search(name, limit=_SUGGESTED).artists]
        raise _not_found(f"there is no artist {name!r}", meant, "audiostream artist list")
    return found


def find_album(catalogue: Catalogue, ref: str, artist: Artist | None = None) -> Album:
    """Return the album that has this id, else the one that has this title; one of the artist's if one is given.

    Raises:
        NotFound: there is none; the hint says what may have been meant.
        Conflict: several artists have an album of this title; the hint names them.
        InvalidInput: it can be neither.
    """
    title = clean_name(ref, "the title of the album")
    found = of_id(catalogue.album, AlbumId, title)
    if found is not None and (artist is None or artist.id == found.artist.id):
        return found
    titled = _titled(catalogue, title, artist)
    if not titled:
        hits = catalogue.search(title, limit=_SUGGESTED).albums
        meant = [(f"{each.title} - {each.artist.name}", each.id) for each in hits]
        of_whom = "" if artist is None else f" of {artist.name!r}"
        raise _not_found(f"there is no album {title!r}{of_whom}", meant, "audiostream album list")
    if len(titled) > 1:
        raise _ambiguous(title, titled)
    return titled[0]


def find_song(catalogue: Catalogue, ref: str) -> Song:
    """Return the song that has this id.

    Raises:
        NotFound: there is none.
        InvalidInput: it is no id; the hint says how to find it.
    """
    try:
        return catalogue.song(read_song_id(ref))
    except NotFound as error:
        raise NotFound(error.message, hint="Find its id: audiostream search WORDS") from error


def read_song_id(text: str) -> SongId:
    """Read the id of a song, whether or not there is one.

    Raises:
        InvalidInput: it is none; the hint says how to find it.
    """
    try:
        return parse_catalogue_id(SongId, text)
    except InvalidInput as error:
        asked = "WORDS" if text.isdigit() else shlex.quote(text)
        raise InvalidInput(
            f"{text!r} is not the id of a song", hint=f"Find its id: audiostream search {asked}"
        ) from error


def of_id(get: Callable[[_Id], _Item], kind: type[_Id], text: str) -> _Item | None:
    """Return what has the id that a text may be."""
    try:
        return get(parse_catalogue_id(kind, text))
    except (InvalidInput, NotFound):  # a name, maybe one of digits alone
        return None


def _titled(catalogue: Catalogue, title: str, artist: Artist | None) -> Sequence[Album]:
    if artist is None:
        return catalogue.albums_titled(title, limit=_NAMED + 1)
    album = catalogue.album_titled(artist.id, title)
    return [] if album is None else [album]


def _not_found(message: str, meant: Sequence[tuple[str, CatalogueId]], listing: str) -> NotFound:
    names = ", ".join(f"{name!r} ({found})" for name, found in meant)
    return NotFound(message, hint=f"Did you mean {names}?" if names else f"See them all: {listing}")


def _ambiguous(title: str, albums: Sequence[Album]) -> Conflict:
    named = ", ".join(f"{album.id} ({album.artist.name})" for album in albums[:_NAMED])
    more = ", ..." if len(albums) > _NAMED else ""
    return Conflict(f"several artists have an album {title!r}", hint=f"Name it by its id: {named}{more}")

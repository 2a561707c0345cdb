"""What people call artists and albums by, an id or a name; and songs, an id.

Several songs may have one title, even on one album.
"""

import shlex
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, CatalogueId, SongId, parse_catalogue_id
from audiostream.backend.domain.names import clean_name
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.domain.search import words
from audiostream.backend.ports import Catalogue
from audiostream.errors import Conflict, InvalidInput, NotFound

# So many names are suggested for one that nothing has.
SUGGESTED = 3
# Words alike by so much are one word mistyped, names by so much one name (difflib's ratio).
_WORDS_ALIKE = 0.7
_NAMES_ALIKE = 0.6
# So many albums of one title are named where a title alone is not enough.
_NAMED = 10

_T = TypeVar("_T")
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
        near = meant(name, ((each.name, each) for each in catalogue.artists(limit=MAX_LIMIT).items))
        like = _first([*catalogue.search(name, limit=SUGGESTED).artists, *near])
        names = [f"{each.name!r} ({each.id})" for each in like]
        raise NotFound(f"there is no artist {name!r}", hint=meant_hint(names, "audiostream artist list"))
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
        page = catalogue.albums(limit=MAX_LIMIT, artist_id=None if artist is None else artist.id)
        near = meant(title, ((each.title, each) for each in page.items))
        like = _first([*catalogue.search(title, limit=SUGGESTED).albums, *near])
        names = [f"{_whose(each)!r} ({each.id})" for each in like]
        of_whom = "" if artist is None else f" of {artist.name!r}"
        raise NotFound(f"there is no album {title!r}{of_whom}", hint=meant_hint(names, "audiostream album list"))
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


def meant(name: str, candidates: Iterable[tuple[str, _T]]) -> list[_T]:
    """Return what may have been meant by a name that nothing has, the likeliest first.

    That is what is called nearly so, or has for each word of the name one that is nearly it, whatever the case
    and accents. ``candidates`` are things and what they are called.
    """
    from difflib import SequenceMatcher, get_close_matches

    asked = words(name)
    called = [(words(other), each) for other, each in candidates]
    vocabulary = {word for split, _ in called for word in split}
    near = [set(get_close_matches(word, vocabulary, n=len(vocabulary) or 1, cutoff=_WORDS_ALIKE)) for word in asked]
    matcher = SequenceMatcher(b=" ".join(asked), autojunk=False)
    found: list[tuple[float, _T]] = []
    for split, each in called if asked else ():
        matcher.set_seq1(" ".join(split))
        alike = matcher.ratio()
        if alike >= _NAMES_ALIKE or all(not words_near.isdisjoint(split) for words_near in near):
            found.append((alike, each))
    found.sort(key=lambda pair: pair[0], reverse=True)
    return [each for _, each in found[:SUGGESTED]]


def meant_hint(names: Sequence[str], listing: str) -> str:
    """Return the hint that names what may have been meant, or the command that lists all."""
    return f"Did you mean {' or '.join(names)}?" if names else f"See them all: {listing}"


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


def _first(like: Sequence[_Item]) -> list[_Item]:
    return list({each.id: each for each in like}.values())[:SUGGESTED]


def _whose(album: Album) -> str:
    return f"{album.title} - {album.artist.name}"


def _ambiguous(title: str, albums: Sequence[Album]) -> Conflict:
    named = ", ".join(f"{album.id} ({album.artist.name})" for album in albums[:_NAMED])
    more = ", ..." if len(albums) > _NAMED else ""
    return Conflict(f"several artists have an album {title!r}", hint=f"Name it by its id: {named}{more}")

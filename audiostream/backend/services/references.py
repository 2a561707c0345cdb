"""What people call artists, albums and songs by: an id, or a name that only one has.

Case does not matter in a name; accents do where something else is called so without them.
"""

import shlex
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from audiostream.backend.domain.catalogue import Album, Artist, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, CatalogueId, SongId, parse_catalogue_id
from audiostream.backend.domain.names import clean_name
from audiostream.backend.domain.paging import MAX_LIMIT
from audiostream.backend.domain.search import words
from audiostream.backend.ports import Library
from audiostream.errors import Conflict, InvalidInput, NotFound

# So many names are suggested for one that nothing has.
SUGGESTED = 3
# Words alike by so much are one word mistyped, names by so much one name (difflib's ratio).
_WORDS_ALIKE = 0.7
_NAMES_ALIKE = 0.6
# So many things of one name are told where a name alone is not enough.
_NAMED = 10

_T = TypeVar("_T")
_Item = TypeVar("_Item", Artist, Album, Song)
_Id = TypeVar("_Id", bound=CatalogueId)


def find_artist(catalogue: Library, ref: str) -> Artist:
    """Return the artist that has this id, else the one that has this name.

    Raises:
        NotFound: there is none; the hint says what may have been meant.
        Conflict: several have this name but for accents, and none has it as it is; the hint names them.
        InvalidInput: it can be neither.
    """
    name = clean_name(ref, "the name of the artist")
    if found := of_id(catalogue.artist, ArtistId, name):
        return found
    called = catalogue.artists_called(name, limit=_NAMED + 1)
    if not called:
        near = meant(name, ((each.name, each) for each in catalogue.artists(limit=MAX_LIMIT).items))
        like = _first([*catalogue.search(name, limit=SUGGESTED).artists, *near])
        names = [f"{each.name!r} ({each.id})" for each in like]
        raise NotFound(f"there is no artist {name!r}", hint=meant_hint(names, "audiostream artist list"))
    return _only(called, f"several artists are called {name!r} but for accents", lambda each: each.name)


def find_album(catalogue: Library, ref: str, artist: Artist | None = None) -> Album:
    """Return the album that has this id, else the one that has this title; one of the artist's if one is given.

    Raises:
        NotFound: there is none; the hint says what may have been meant.
        Conflict: several albums have this title; the hint names them.
        InvalidInput: it can be neither.
    """
    title = clean_name(ref, "the title of the album")
    found = of_id(catalogue.album, AlbumId, title)
    if found is not None and (artist is None or artist.id == found.artist.id):
        return found
    called = catalogue.albums_called(title, limit=_NAMED + 1, artist_id=None if artist is None else artist.id)
    if not called:
        page = catalogue.albums(limit=MAX_LIMIT, artist_id=None if artist is None else artist.id)
        near = meant(title, ((each.title, each) for each in page.items))
        like = _first([*catalogue.search(title, limit=SUGGESTED).albums, *near])
        names = [f"{_whose(each)!r} ({each.id})" for each in like]
        of_whom = "" if artist is None else f" of {artist.name!r}"
        raise NotFound(f"there is no album {title!r}{of_whom}", hint=meant_hint(names, "audiostream album list"))
    return _only(called, f"several albums are called {title!r}", _whose)


def find_song(catalogue: Library, ref: str) -> Song:
    """Return the song that has this id, else the one that has this title.

    Raises:
        NotFound: there is none; the hint says how to find it.
        Conflict: several songs have this title; the hint names them.
        InvalidInput: it can be neither.
    """
    title = clean_name(ref, "the title of the song")
    if found := of_id(catalogue.song, SongId, title):
        return found
    called = catalogue.songs_called(title, limit=_NAMED + 1)
    if not called:
        what = f"with the id {title}" if title.isdigit() else repr(title)
        raise NotFound(f"there is no song {what}", hint=_search_hint(title))
    return _only(called, f"several songs are called {title!r}", _which)


def read_song_id(text: str) -> SongId:
    """Read the id of a song, whether or not there is one.

    Raises:
        InvalidInput: it is none; the hint says how to find it.
    """
    try:
        return parse_catalogue_id(SongId, text)
    except InvalidInput as error:
        raise InvalidInput(f"{text!r} is not the id of a song", hint=_search_hint(text)) from error


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


def _search_hint(text: str) -> str:
    return f"Find its id: audiostream search {'WORDS' if text.isdigit() else shlex.quote(text)}"


def _first(like: Sequence[_Item]) -> list[_Item]:
    return list({each.id: each for each in like}.values())[:SUGGESTED]


def _whose(album: Album) -> str:
    return f"{album.title} - {album.artist.name}"


def _which(song: Song) -> str:
    return f"{song.title} - {song.artist.name}, {song.album.title}"


def _only(called: Sequence[_Item], several: str, name: Callable[[_Item], str]) -> _Item:
    if len(called) == 1:
        return called[0]
    named = ", ".join(f"{each.id} ({name(each)})" for each in called[:_NAMED])
    more = ", ..." if len(called) > _NAMED else ""
    raise Conflict(several, hint=f"Name it by its id: {named}{more}")

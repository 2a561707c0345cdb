"""From what a listener names to songs, and to addresses that play."""

from collections.abc import Callable, Sequence
from itertools import groupby

from audiostream.backend.domain.catalogue import Album, Artist, Song, album_order
from audiostream.backend.domain.ids import SongId, parse_catalogue_id
from audiostream.backend.domain.names import fold, plain
from audiostream.backend.domain.search import words
from audiostream.backend.ports import Delivery, Library, StreamUrl
from audiostream.backend.services.listing import all_songs
from audiostream.backend.services.playlists import PlaylistService
from audiostream.backend.services.references import find_album, find_artist, read_song_id
from audiostream.errors import InvalidInput, NotFound

MAX_FOUND = 50  # songs that a search plays, beside albums and artists named in full
_NO_YEAR = 10_000  # after all years
_KINDS = frozenset({"album", "artist", "playlist"})
_SEARCH = "See what there is: audiostream search WORDS"
_ALL_WORDS = (
    "One song must have all these words, in its title, artist or album. For several artists: "
    "audiostream play artist:NAME artist:NAME"
)


class StreamingService:
    """What can be played, and where it is."""

    def __init__(self, catalogue: Library, playlists: PlaylistService, delivery: Delivery) -> None:
        self._catalogue = catalogue
        self._playlists = playlists
        self._delivery = delivery

    def resolve(self, targets: Sequence[str], *, tell: Callable[[str], None] = lambda _: None) -> list[Song]:
        """Return the songs that targets stand for, in the order of the targets.

        A target is one of these:

        - ``album:ID`` or ``album:TITLE``: an album, in its order
        - ``artist:ID`` or ``artist:NAME``: all songs of an artist, album by album
        - ``playlist:ID`` or ``playlist:NAME``
        - a number that is a song's id
        - anything else is searched. Targets without a space that stand side by side are the words of one search,
          one with spaces in it is a search of its own. An album or artist named in full comes first and
          whole, then the best songs, 50 at most, each once.

        ``tell`` is given a line about each thing left out, such as a playlist's songs that were removed.

        Raises:
            NotFound: one of them stands for nothing; nothing is resolved.
            Conflict: several albums have that title, or several playlists that name.
            InvalidInput: a target has no word in it, or what it names can have no such name.
        """
        by_id = self._named_by_id(targets)

        def is_word(target: str) -> bool:
            return target not in by_id and " " not in target.strip() and _kind_and_name(target) is None

        songs: list[Song] = []
        for searched, group in groupby(targets, key=is_word):
            for target in [" ".join(group)] if searched else group:
                songs += [by_id[target]] if target in by_id else self._songs(target, tell)
        return songs

    def named(self, targets: Sequence[str], *, tell: Callable[[str], None] = lambda _: None) -> list[SongId]:
        """Return the songs that targets name exactly: as ``resolve``, but nothing is searched for.

        Whether there is a song of an id is not looked up.

        Raises:
            NotFound, Conflict: as for ``resolve``.
            InvalidInput: one is neither a song's id nor of a kind with a name.
        """
        found: list[SongId] = []
        for target in targets:
            if _kind_and_name(target) is None:
                found.append(read_song_id(target))
            else:
                found += [song.id for song in self._songs(target, tell)]
        return found

    def known(self, song_ids: Sequence[SongId]) -> list[Song]:
        """Return those of the songs that exist (still), in this order."""
        found = self._catalogue.songs_by_id(song_ids)
        return [found[song_id] for song_id in song_ids if song_id in found]

    def url(self, song: Song) -> StreamUrl:
        """Return an address that plays a song now. Raises ``NotFound`` when its file is missing."""
        return self._delivery.stream_url(song)

    def _named_by_id(self, targets: Sequence[str]) -> dict[str, Song]:
        ids = {target: song_id for target in targets if (song_id := _song_id(target))}
        songs = self._catalogue.songs_by_id(list(ids.values()))
        return {target: songs[song_id] for target, song_id in ids.items() if song_id in songs}

    def _songs(self, target: str, tell: Callable[[str], None]) -> list[Song]:
        match _kind_and_name(target):
            case ("album", name):
                album = find_album(self._catalogue, name)
                return _some(self._of_album(album), f"the album {album.title!r}")
            case ("artist", name):
                artist = find_artist(self._catalogue, name)
                return _some(self._of_artist(artist), f"the artist {artist.name!r}")
            case ("playlist", name):
                return self._of_playlist(name, tell)
            case _:
                return self._found(target)

    def _of_album(self, album: Album) -> list[Song]:
        return list(all_songs(self._catalogue, album_id=album.id))

    def _of_artist(self, artist: Artist) -> list[Song]:
        return sorted(all_songs(self._catalogue, artist_id=artist.id), key=_discography_order)

    def _of_playlist(self, ref: str, tell: Callable[[str], None]) -> list[Song]:
        view = self._playlists.view(ref)
        songs = [item.song for item in view.items if item.song]
        if gone := len(view.items) - len(songs):
            what = "1 song that was" if gone == 1 else f"{gone} songs that were"
            tell(f"{view.playlist.name}: left out {what} removed from the catalogue")
        return _some(songs, f"the playlist {view.playlist.name!r}")

    def _found(self, text: str) -> list[Song]:
        asked = words(text)
        if not asked:
            raise InvalidInput(f"{text!r} has no word to search for", hint="Name songs, albums or words to search.")
        hits = self._catalogue.search(text, limit=MAX_FOUND)
        songs: list[Song] = []
        for album in hits.albums:
            if words(album.title) == asked:
                songs += self._of_album(album)
        for artist in hits.artists:
            if words(artist.name) == asked:
                songs += self._of_artist(artist)
        songs += hits.songs
        if not songs:
            raise NotFound(f"no song was found for {text!r}", hint=_SEARCH if len(asked) == 1 else _ALL_WORDS)
        return list({song.id: song for song in songs}.values())


def _kind_and_name(target: str) -> tuple[str, str] | None:
    kind, colon, name = target.partition(":")
    return (kind, " ".join(name.split())) if colon and kind in _KINDS else None


def _song_id(text: str) -> SongId | None:
    try:
        return parse_catalogue_id(SongId, text)
    except InvalidInput:
        return None


def _some(songs: list[Song], what: str) -> list[Song]:
    if not songs:
        raise NotFound(f"{what} has no songs", hint=_SEARCH)
    return songs


def _discography_order(song: Song) -> tuple[int, str, str, int, tuple[int, int, str, str, int]]:
    album = song.album
    year = _NO_YEAR if album.year is None else album.year
    return year, plain(album.title), fold(album.title), int(album.id), album_order(song)

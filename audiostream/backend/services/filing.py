"""From stored files to songs: artists and albums are found or made, songs are written many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from audiostream.backend.domain.catalogue import Album, Artist, Media, Song
from audiostream.backend.domain.ids import AlbumId, ArtistId, SongId, new_catalogue_id
from audiostream.backend.domain.names import fold
from audiostream.backend.ports import Catalogue
from audiostream.backend.services.drafts import Draft
from audiostream.backend.services.listing import all_songs


@dataclass(frozen=True, slots=True)
class Filed:
    """Whether a song is new; the song itself, unless it only would be."""

    is_new: bool
    song: Song | None = None


@dataclass
class Filing:
    """Writes songs into the catalogue, and remembers the artists and albums it has seen."""

    catalogue: Catalogue
    _artists: dict[str, Artist] = field(default_factory=dict)
    _albums: dict[tuple[ArtistId, str], Album] = field(default_factory=dict)

    def file(self, files: Sequence[tuple[Draft, Media]]) -> Sequence[Filed]:
        """Write songs whose files are stored, all or none; one that its album has already is not new."""
        stored = self.catalogue.put_songs([self._song(draft, media) for draft, media in files])
        return [Filed(is_new, song) for song, is_new in stored]

    def _song(self, draft: Draft, media: Media) -> Song:
        return Song(
            id=new_catalogue_id(SongId),
            artist=self._artist(draft.artist),
            album=self._album(self._artist(draft.album_artist), draft),
            title=draft.title,
            track=draft.track,
            disc=draft.disc,
            audio=draft.audio,
            media=media,
        )

    def _artist(self, name: str) -> Artist:
        key = fold(name)
        if key not in self._artists:
            # Looking first spares a second upload of the same files all its write transactions.
            found = self.catalogue.artist_named(name)
            self._artists[key] = found or self.catalogue.put_artist(Artist(id=new_catalogue_id(ArtistId), name=name))[0]
        return self._artists[key]

    def _album(self, artist: Artist, draft: Draft) -> Album:
        key = (artist.id, fold(draft.album))
        if key not in self._albums:
            found = self.catalogue.album_titled(artist.id, draft.album)
            new = Album(id=new_catalogue_id(AlbumId), artist=artist, title=draft.album, year=draft.year)
            self._albums[key] = found or self.catalogue.put_album(new)[0]
        return self._albums[key]


@dataclass
class Rehearsal:
    """Tells what :class:`Filing` would do, and writes nothing."""

    catalogue: Catalogue
    _held: dict[tuple[str, str], dict[str, Song | None]] = field(default_factory=dict)

    def file(self, files: Sequence[tuple[Draft, Media]]) -> Sequence[Filed]:
        """Tell of each file whether its song would be new."""
        return [self._look(draft, media) for draft, media in files]

    def _look(self, draft: Draft, media: Media) -> Filed:
        key = (fold(draft.album_artist), fold(draft.album))
        if key not in self._held:
            self._held[key] = self._songs(draft)
        held = self._held[key]
        if media.sha256 in held:
            return Filed(is_new=False, song=held[media.sha256])
        held[media.sha256] = None
        return Filed(is_new=True)

    def _songs(self, draft: Draft) -> dict[str, Song | None]:
        artist = self.catalogue.artist_named(draft.album_artist)
        album = self.catalogue.album_titled(artist.id, draft.album) if artist else None
        return {song.media.sha256: song for song in all_songs(self.catalogue, album_id=album.id)} if album else {}

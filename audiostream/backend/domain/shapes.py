"""What programs are given: the same objects by the command line's ``--json`` and by the API.

Ids are text, as they exceed 2**53; times are ISO 8601 in UTC; lengths are in milliseconds, rates in bits and samples
a second, sizes in bytes.
"""

from typing import TYPE_CHECKING

from audiostream.backend.domain.times import iso, moment_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from audiostream.backend.domain.accounts import DeviceToken
    from audiostream.backend.domain.catalogue import Album, Artist, ReplayGain, Song
    from audiostream.backend.domain.ids import SongId
    from audiostream.backend.domain.listening import HistoryItem
    from audiostream.backend.domain.playlists import Playlist, PlaylistItem, PlaylistView
    from audiostream.backend.domain.search import Hits


def artist_data(artist: "Artist") -> dict[str, object]:
    """Return an artist."""
    return {"id": str(artist.id), "name": artist.name, "created_at": iso(artist.created_at)}


def album_data(album: "Album") -> dict[str, object]:
    """Return an album."""
    return _album(album, artist_data(album.artist))


def song_data(song: "Song") -> dict[str, object]:
    """Return a song."""
    return songs_data([song])[0]


def songs_data(songs: "Sequence[Song]") -> list[dict[str, object]]:
    """Return songs; those of one album share it, and it is made once."""
    artists: dict[int, dict[str, object]] = {}
    albums: dict[int, dict[str, object]] = {}
    shapes = []
    for song in songs:
        for artist in (song.artist, song.album.artist):
            if artist.id not in artists:
                artists[artist.id] = artist_data(artist)
        if song.album.id not in albums:
            albums[song.album.id] = _album(song.album, artists[song.album.artist.id])
        shapes.append(_song(song, artists[song.artist.id], albums[song.album.id]))
    return shapes


def hits_data(hits: "Hits") -> dict[str, object]:
    """Return what a search found."""
    return {
        "artists": [artist_data(artist) for artist in hits.artists],
        "albums": [album_data(album) for album in hits.albums],
        "songs": songs_data(hits.songs),
    }


def song_reference(song_id: "SongId", song: "Song | None") -> dict[str, object]:
    """Return which song something is about; ``None`` is one that was removed from the catalogue."""
    if song is None:
        return {"song_id": str(song_id), "title": None, "artist": None, "album": None}
    return {
        "song_id": str(song_id),
        "title": song.title,
        "artist": {"id": str(song.artist.id), "name": song.artist.name},
        "album": {"id": str(song.album.id), "title": song.album.title},
    }


def listen_data(item: "HistoryItem") -> dict[str, object]:
    """Return a listen with what it was of."""
    listen = item.listen
    return {
        "event_id": str(listen.event_id),
        "started_at": iso(moment_of(listen.started_at)),
        **song_reference(listen.song_id, item.song),
        "played_ms": listen.played_ms,
        "duration_ms": listen.duration_ms,
        "completed": listen.completed,
        "client": listen.client,
    }


def playlist_data(playlist: "Playlist") -> dict[str, object]:
    """Return a playlist without its songs."""
    return {"id": str(playlist.id), "name": playlist.name, "named_at": iso(moment_of(playlist.named_at))}


def sized_data(playlist: "Playlist", size: int) -> dict[str, object]:
    """Return a playlist with the number of its songs."""
    return {**playlist_data(playlist), "song_count": size}


def entry_data(item: "PlaylistItem") -> dict[str, object]:
    """Return a song's place in a playlist; ``position`` is text that sorts, changed at the time ``placed_at``."""
    entry, song = item.entry, item.song
    return {
        "entry_id": str(entry.id),
        **song_reference(entry.song_id, song),
        "duration_ms": song.audio.duration_ms if song else None,
        "position": entry.position,
        "placed_at": iso(moment_of(entry.placed_at)),
    }


def view_data(view: "PlaylistView") -> dict[str, object]:
    """Return a playlist with its songs in order, numbered from 1."""
    songs = [{"number": number, **entry_data(item)} for number, item in enumerate(view.items, 1)]
    return {**playlist_data(view.playlist), "songs": songs}


def change_data(
    status: str,
    playlist: "Playlist",
    items: "Sequence[PlaylistItem]",
    kept: "Sequence[PlaylistItem]" = (),
    *,
    visible: bool,
) -> dict[str, object]:
    """Return what was done to a playlist: ``status``, to these items; those kept were as they should be."""
    songs = [{"status": status, **entry_data(item)} for item in items]
    songs += [{"status": "unchanged", **entry_data(item)} for item in kept]
    return {"status": status, "visible": visible, "playlist": playlist_data(playlist), "songs": songs}


def token_data(token: "DeviceToken") -> dict[str, object]:
    """Return a token, which is not its secret; ``last_used_at`` is None for one that never was."""
    return {
        "id": str(token.id),
        "device": token.device,
        "created_at": iso(token.created_at),
        "last_used_at": None if token.last_used_at is None else iso(token.last_used_at),
    }


def _album(album: "Album", artist: dict[str, object]) -> dict[str, object]:
    return {
        "id": str(album.id),
        "title": album.title,
        "artist": artist,
        "year": album.year,
        "created_at": iso(album.created_at),
    }


def _song(song: "Song", artist: dict[str, object], album: dict[str, object]) -> dict[str, object]:
    audio, media = song.audio, song.media
    return {
        "id": str(song.id),
        "title": song.title,
        "artist": artist,
        "album": album,
        "disc": song.disc,
        "track": song.track,
        "duration_ms": audio.duration_ms,
        "codec": audio.codec,
        "mime_type": audio.mime_type,
        "bitrate": audio.bitrate,
        "sample_rate": audio.sample_rate,
        "channels": audio.channels,
        "replay_gain": None if audio.replay_gain is None else _gain_data(audio.replay_gain),
        "size": media.size,
        "sha256": media.sha256,
        "key": media.key,
        "created_at": iso(song.created_at),
    }


def _gain_data(gain: "ReplayGain") -> dict[str, object]:
    return {
        "track_gain": gain.track_gain,
        "track_peak": gain.track_peak,
        "album_gain": gain.album_gain,
        "album_peak": gain.album_peak,
    }

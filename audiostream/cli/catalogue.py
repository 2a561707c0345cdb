"""Artists, albums and songs as commands show them to people."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from audiostream.backend.domain.shapes import album_data, artist_data
from audiostream.cli import completion, dates
from audiostream.cli.lengths import clock
from audiostream.cli.output import Result, Table
from audiostream.cli.sizes import amount, count

if TYPE_CHECKING:
    from audiostream.backend.domain.catalogue import Album, Artist, Song
    from audiostream.backend.domain.ids import SongId
    from audiostream.backend.services.catalogue import Added

ArtistOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--artist",
        metavar="ARTIST",
        help="Only those of this artist: a name or id.",
        autocompletion=completion.artists,
    ),
]
NewId: TypeAlias = Annotated[
    str | None, typer.Option("--id", metavar="N", help="The id it gets; one is made if not given.")
]

WHOLE = 1000  # how much a show shows: all of it, but for the rarest


def song_names(song_id: "SongId", song: "Song | None") -> tuple[str, str, str]:
    """Return title, artist and album for people; ``None`` is a song that was removed from the catalogue."""
    if song is None:
        return f"(removed song {int(song_id)})", "", ""
    return song.title, song.artist.name, song.album.title


def album_label(album: "Album") -> str:
    """Return an album in one line."""
    year = f" ({album.year})" if album.year else ""
    return f"{album.title}{year} - {album.artist.name}, id {album.id}"


def artist_label(artist: "Artist") -> str:
    """Return an artist in one line."""
    return f"{artist.name}, id {artist.id}"


def song_label(song: "Song") -> str:
    """Return a song in one line."""
    return f"{song.title} - {song.artist.name}, id {song.id}"


def artist_table(artists: "Sequence[Artist]", empty: str) -> Table:
    """Return artists for people."""
    return Table(columns=("name", "id"), rows=[(artist.name, str(artist.id)) for artist in artists], empty=empty)


def album_table(albums: "Sequence[Album]", empty: str) -> Table:
    """Return albums for people."""
    rows = [(album.title, album.artist.name, str(album.year or ""), str(album.id)) for album in albums]
    return Table(columns=("title", "artist", "year", "id"), rows=rows, right=frozenset({"year"}), empty=empty)


def song_table(songs: "Sequence[Song]", empty: str) -> Table:
    """Return songs of any albums for people."""
    rows = [
        (song.title, song.artist.name, song.album.title, clock(song.audio.duration_ms), str(song.id)) for song in songs
    ]
    columns = ("title", "artist", "album", "length", "id")
    return Table(columns=columns, rows=rows, right=frozenset({"length"}), empty=empty)


def track_table(songs: "Sequence[Song]", empty: str) -> Table:
    """Return the songs of one album for people, by their places on it: ``7``, or ``2-7`` where discs have numbers."""
    rows = [(_place(song), song.title, song.artist.name, clock(song.audio.duration_ms), str(song.id)) for song in songs]
    columns = ("no", "title", "artist", "length", "id")
    return Table(columns=columns, rows=rows, right=frozenset({"no", "length"}), empty=empty)


def song_facts(song: "Song") -> Table:
    """Return all that is known of one song for people."""
    audio, gain = song.audio, song.audio.replay_gain
    sound = (
        audio.codec,
        f"{audio.bitrate // 1000} kbit/s",
        f"{audio.sample_rate} Hz",
        count(audio.channels, "channel"),
    )
    facts = {
        "title": song.title,
        "artist": artist_label(song.artist),
        "album": album_label(song.album),
        "track": _place(song),
        "length": clock(audio.duration_ms),
        "sound": ", ".join(sound),
        "gain": "" if gain is None or gain.track_gain is None else f"{gain.track_gain:+.2f} dB",
        "size": amount(song.media.size),
        "file": song.media.key,
        "added": dates.local(song.created_at),
        "id": str(song.id),
    }
    return Table(columns=("field", "value"), rows=[(name, value) for name, value in facts.items() if value])


def added_result(added: "Added[Artist] | Added[Album]", *, id_given: bool, dry_run: bool, then: str) -> Result:
    """Return what a command that adds has to say."""
    from audiostream.backend.domain.catalogue import Artist

    item, status = added.item, "created" if added.new else "unchanged"
    if isinstance(item, Artist):
        kind, data, label = "artist", artist_data(item), artist_label(item)
    else:
        kind, data, label = "album", album_data(item), album_label(item)
    if dry_run and added.new:
        if not id_given:  # it will be another
            data["id"], label = None, label.rpartition(", ")[0]
        status_text = f"would be {status}"
    else:
        status_text = status
    return Result(
        kind=f"{kind}_change",
        data={"status": status, "dry_run": dry_run, kind: data},
        text=f"{status_text}: {label}",
        then=None if dry_run else then,
    )


def _place(song: "Song") -> str:
    track = "" if song.track is None else str(song.track)
    return track if song.disc is None else f"{song.disc}-{track}"

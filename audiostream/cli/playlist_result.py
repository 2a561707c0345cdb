"""From playlists, and changes of them, to what their commands show."""

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from audiostream.cli import dates
from audiostream.cli.catalogue import song_names, song_reference
from audiostream.cli.lengths import clock
from audiostream.cli.output import Result, Table
from audiostream.cli.sizes import count

if TYPE_CHECKING:
    from audiostream.backend.domain.ids import PlaylistId
    from audiostream.backend.domain.playlists import Playlist, PlaylistItem, PlaylistView
    from audiostream.backend.services.playlists import Change


def listing(playlists: "Sequence[Playlist]", sizes: "Mapping[PlaylistId, int]") -> Result:
    """Return what ``list`` shows."""
    data = [{**playlist_data(playlist), "song_count": sizes.get(playlist.id, 0)} for playlist in playlists]
    return Result(
        kind="playlists",
        data=data,
        table=Table(
            columns=("name", "songs", "id"),
            rows=[(playlist.name, str(sizes.get(playlist.id, 0)), str(playlist.id)) for playlist in playlists],
            right=frozenset({"songs"}),
            empty="No playlists yet. Make one: audiostream playlist create NAME",
        ),
        then=f"audiostream playlist show {shlex.quote(playlists[0].name)}" if playlists else None,
    )


def contents(view: "PlaylistView") -> Result:
    """Return what ``show`` shows: the songs with their numbers, from 1."""
    name, items = view.playlist.name, view.items
    length = clock(sum(item.song.audio.duration_ms for item in items if item.song))
    then = play(view.playlist) if items else f"audiostream playlist add {shlex.quote(name)} SONG..."
    return Result(
        kind="playlist",
        data={**playlist_data(view.playlist), "songs": [{"number": n, **_song(i)} for n, i in enumerate(items, 1)]},
        table=Table(
            columns=("no", "title", "artist", "album", "length", "id"),
            rows=[(str(n), *_cells(item), str(int(item.entry.song_id))) for n, item in enumerate(items, 1)],
            right=frozenset({"no", "length"}),
            empty=f"{name} is empty.",
        ),
        notes=[f"{name}: {count(len(items), 'song')}, {length}"] if items else [],
        then=then,
    )


def changed(change: "Change", done: str, *, dry_run: bool, then: str | None = None) -> Result:
    """Return what a command shows that changed a playlist, or found it as it should be.

    ``done`` says what happened to the playlist, or to those of its songs that the change names.
    """
    playlist = playlist_data(change.playlist)
    if dry_run and done == "created" and change.changed:
        playlist["id"] = None  # it will be another
    status = done if change.changed else "unchanged"
    lines = [(status, _line(item)) for item in change.items] + [("unchanged", _line(item)) for item in change.kept]
    name = f"{playlist['name']} ({playlist['id']})" if playlist["id"] else str(playlist["name"])
    return Result(
        kind="playlist_change",
        data={
            "status": status,
            "dry_run": dry_run,
            "visible": change.visible and not dry_run,
            "playlist": playlist,
            "songs": [{"status": status, **_song(item)} for item in change.items]
            + [{"status": "unchanged", **_song(item)} for item in change.kept],
        },
        text="\n".join(_said(line, what, dry_run=dry_run) for line, what in lines or [(status, name)]),
        notes=[] if change.visible else ["Accepted, not yet visible: it is stored and will show in a while."],
        then=then if change.visible and not dry_run else None,
    )


def playlist_data(playlist: "Playlist") -> dict[str, object]:
    """Return a playlist as programs read it."""
    named_at = dates.iso(dates.moment_of(playlist.named_at))
    return {"id": str(playlist.id), "name": playlist.name, "named_at": named_at}


def play(playlist: "Playlist") -> str:
    """Return the command that plays it."""
    return f"audiostream play {shlex.quote('playlist:' + playlist.name)}"


def _said(status: str, what: str, *, dry_run: bool) -> str:
    return f"would be {status}: {what}" if dry_run and status != "unchanged" else f"{status}: {what}"


def _song(item: "PlaylistItem") -> dict[str, object]:
    entry, song = item.entry, item.song
    return {
        "entry_id": str(entry.id),
        **song_reference(entry.song_id, song),
        "duration_ms": song.audio.duration_ms if song else None,
    }


def _line(item: "PlaylistItem") -> str:
    title, artist, _ = song_names(item.entry.song_id, item.song)
    return f"{title} - {artist}" if artist else title


def _cells(item: "PlaylistItem") -> tuple[str, str, str, str]:
    length = "" if item.song is None else clock(item.song.audio.duration_ms)
    return (*song_names(item.entry.song_id, item.song), length)

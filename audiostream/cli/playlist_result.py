"""From playlists, and changes of them, to what their commands show."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audiostream.backend.domain.shapes import change_data, playlist_data, sized_data, view_data
from audiostream.cli.catalogue import song_names
from audiostream.cli.lengths import clock
from audiostream.cli.output import Result, Table
from audiostream.cli.sizes import count

if TYPE_CHECKING:
    from audiostream.backend.domain.playlists import Playlist, PlaylistItem, PlaylistView
    from audiostream.backend.services.playlists import Change


def listing(playlists: "Sequence[tuple[Playlist, int]]") -> Result:
    """Return what ``list`` shows."""
    data = [sized_data(playlist, size) for playlist, size in playlists]
    return Result(
        kind="playlists",
        data=data,
        table=Table(
            columns=("name", "songs", "id"),
            rows=[(playlist.name, str(size), str(playlist.id)) for playlist, size in playlists],
            right=frozenset({"songs"}),
            empty="No playlists yet. Make one: audiostream playlist create NAME",
        ),
        then=f"audiostream playlist show {shlex.quote(playlists[0][0].name)}" if playlists else None,
    )


def contents(view: "PlaylistView") -> Result:
    """Return what ``show`` shows: the songs with their numbers, from 1."""
    name, items = view.playlist.name, view.items
    length = clock(sum(item.song.audio.duration_ms for item in items if item.song))
    then = play(view.playlist) if items else f"audiostream playlist add {shlex.quote(name)} SONG..."
    return Result(
        kind="playlist",
        data=view_data(view),
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
    status = done if change.changed else "unchanged"
    visible = change.visible and not dry_run
    data = change_data(status, change.playlist, change.items, change.kept, visible=visible)
    name = f"{change.playlist.name} ({change.playlist.id})"
    if dry_run and done == "created" and change.changed:  # its id will be another
        data["playlist"], name = {**playlist_data(change.playlist), "id": None}, change.playlist.name
    lines = [(status, _line(item)) for item in change.items] + [("unchanged", _line(item)) for item in change.kept]
    return Result(
        kind="playlist_change",
        data={"dry_run": dry_run, **data},
        text="\n".join(_said(line, what, dry_run=dry_run) for line, what in lines or [(status, name)]),
        notes=[] if change.visible else ["Accepted, not yet visible: it is stored and will show in a while."],
        then=then if visible else None,
    )


def play(playlist: "Playlist") -> str:
    """Return the command that plays it."""
    return f"audiostream play {shlex.quote('playlist:' + playlist.name)}"


def _said(status: str, what: str, *, dry_run: bool) -> str:
    return f"would be {status}: {what}" if dry_run and status != "unchanged" else f"{status}: {what}"


def _line(item: "PlaylistItem") -> str:
    title, artist, _ = song_names(item.entry.song_id, item.song)
    return f"{title} - {artist}" if artist else title


def _cells(item: "PlaylistItem") -> tuple[str, str, str, str]:
    length = "" if item.song is None else clock(item.song.audio.duration_ms)
    return (*song_names(item.entry.song_id, item.song), length)

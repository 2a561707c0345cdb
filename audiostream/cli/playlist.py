"""``audiostream playlist``: making and changing playlists."""

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from audiostream.cli import dates
from audiostream.cli.command import command, group
from audiostream.cli.confirm import confirmed
from audiostream.cli.environment import Environment
from audiostream.cli.lengths import clock
from audiostream.cli.output import Exit, Result, Table
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.domain.ids import SongId
    from audiostream.backend.domain.playlists import Playlist, PlaylistItem
    from audiostream.backend.services.playlists import Change

Ref: TypeAlias = Annotated[str, typer.Argument(metavar="PLAYLIST", help="Its name or id.")]
DryRun: TypeAlias = Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")]

app = group("playlist", "Make and change playlists.")


@command(app, "create", examples=["audiostream playlist create Mornings"])
def create(
    env: Environment, name: Annotated[str, typer.Argument(help="What to call it.")], dry_run: DryRun = False
) -> Result:
    """Make a playlist; one of that name that is there already stays as it is."""
    change = env.services.playlists.create(name, dry_run=dry_run)
    then = f"audiostream playlist add {shlex.quote(change.playlist.name)} SONG..."
    return _result(change, "created", dry_run=dry_run, then=then)


@command(app, "list", examples=["audiostream playlist list --json"])
def list_(env: Environment) -> Result:
    """List your playlists by name."""
    playlists = env.services.playlists.all()
    rows = [(playlist.name, dates.local(playlist.updated_at), str(playlist.id)) for playlist in playlists]
    empty = "No playlists yet. Make one: audiostream playlist create NAME"
    return Result(
        kind="playlists",
        data=[_playlist(playlist) for playlist in playlists],
        table=Table(columns=("name", "named", "id"), rows=rows, empty=empty),
    )


@command(app, "show", examples=["audiostream playlist show Mornings"])
def show(env: Environment, playlist: Ref) -> Result:
    """Show the songs of a playlist in order, with the numbers that add, move and remove take."""
    view = env.services.playlists.view(playlist)
    length_ms = sum(item.song.audio.duration_ms for item in view.items if item.song)
    name = view.playlist.name
    return Result(
        kind="playlist",
        data={**_playlist(view.playlist), "songs": [_song(item, n) for n, item in enumerate(view.items, 1)]},
        table=Table(
            columns=("no", "title", "artist", "album", "length", "song id"),
            rows=[(str(n), *_names(item), str(int(item.entry.song_id))) for n, item in enumerate(view.items, 1)],
            right=frozenset({"no", "length"}),
            empty=f"{name} is empty.",
        ),
        notes=[f"{name}: {_count(view.items)}, {clock(length_ms)}"] if view.items else [],
        then=f"audiostream play {shlex.quote('playlist:' + name)}",
    )


@command(
    app,
    "add",
    examples=[
        "audiostream playlist add Mornings 1024921637392220162 1024921637392220163",
        "audiostream playlist add Mornings 1024921637392220162 --at 1",
    ],
)
def add(
    env: Environment,
    playlist: Ref,
    songs: Annotated[list[str], typer.Argument(metavar="SONG...", help="Ids of songs (see: audiostream search).")],
    at: Annotated[int | None, typer.Option(help="The number the first of them gets; the end if not given.")] = None,
    dry_run: DryRun = False,
) -> Result:
    """Add songs to a playlist, in this order."""
    change = env.services.playlists.add(playlist, _song_ids(songs), at, dry_run=dry_run)
    then = f"audiostream play {shlex.quote('playlist:' + change.playlist.name)}"
    return _result(change, "added", dry_run=dry_run, then=then)


@command(
    app,
    "remove",
    examples=[
        "audiostream playlist remove Mornings 3 4",
        "audiostream playlist remove Mornings --song 1024921637392220162",
    ],
)
def remove(
    env: Environment,
    playlist: Ref,
    numbers: Annotated[list[int] | None, typer.Argument(metavar="[NUMBER...]", help="As show gives them.")] = None,
    songs: Annotated[list[str] | None, typer.Option("--song", help="A song's id: wherever it stands.")] = None,
    dry_run: DryRun = False,
) -> Result:
    """Remove songs from a playlist; they stay in the catalogue."""
    if not numbers and not songs:
        raise InvalidInput("nothing to remove was named", hint="Give numbers as show lists them, or --song ID.")
    change = env.services.playlists.remove(playlist, numbers or (), _song_ids(songs or ()), dry_run=dry_run)
    return _result(change, "removed", dry_run=dry_run)


@command(app, "rename", examples=["audiostream playlist rename Mornings 'Slow mornings'"])
def rename(
    env: Environment, playlist: Ref, name: Annotated[str, typer.Argument(help="Its new name.")], dry_run: DryRun = False
) -> Result:
    """Give a playlist another name."""
    return _result(env.services.playlists.rename(playlist, name, dry_run=dry_run), "changed", dry_run=dry_run)


@command(app, "move", examples=["audiostream playlist move Mornings 5 1"])
def move(
    env: Environment,
    playlist: Ref,
    source: Annotated[int, typer.Argument(metavar="FROM", help="The number it has.")],
    target: Annotated[int, typer.Argument(metavar="TO", help="The number it gets.")],
    dry_run: DryRun = False,
) -> Result:
    """Move one song of a playlist to another place."""
    return _result(env.services.playlists.move(playlist, source, target, dry_run=dry_run), "moved", dry_run=dry_run)


@command(app, "delete", examples=["audiostream playlist delete Mornings --yes"])
def delete(
    env: Environment,
    playlist: Ref,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    dry_run: DryRun = False,
) -> Result:
    """Delete a playlist for good; its songs stay in the catalogue."""
    change = env.services.playlists.delete(playlist, dry_run=True)
    if dry_run:
        return _result(change, "deleted", dry_run=True)
    question = f"Delete the playlist {change.playlist.name!r} for good?"
    if not confirmed(env, question, yes=yes):
        return Result(
            kind="playlist_change", data=_playlist(change.playlist), notes=["Nothing was deleted."], exit=Exit.FAILED
        )
    return _result(env.services.playlists.delete(str(change.playlist.id)), "deleted", dry_run=False)


def _song_ids(texts: Sequence[str]) -> "list[SongId]":
    from audiostream.backend.domain.ids import SongId, parse_catalogue_id

    return [parse_catalogue_id(SongId, text) for text in texts]


def _result(change: "Change", done: str, *, dry_run: bool, then: str | None = None) -> Result:
    status = done if change.changed else "unchanged"
    playlist = _playlist(change.playlist)
    if dry_run and status == "created":
        playlist["id"] = None  # it will be another
    what = [" - ".join(filter(None, _names(item)[:2])) for item in change.items]
    what = what or [f"{playlist['name']} ({playlist['id']})" if playlist["id"] else str(playlist["name"])]
    said = f"would be {status}" if dry_run and change.changed else status
    notes = [] if change.visible else ["Accepted, not yet visible: it is stored and will show in a while."]
    return Result(
        kind="playlist_change",
        data={
            "status": status,
            "dry_run": dry_run,
            "visible": change.visible and not dry_run,
            "playlist": playlist,
            "songs": [_song(item) for item in change.items],
        },
        text="\n".join(f"{said}: {each}" for each in what),
        notes=notes,
        then=then if change.visible and not dry_run else None,
    )


def _playlist(playlist: "Playlist") -> dict[str, object]:
    return {"id": str(playlist.id), "name": playlist.name, "named_at": dates.iso(playlist.updated_at)}


def _song(item: "PlaylistItem", number: int | None = None) -> dict[str, object]:
    entry, song = item.entry, item.song
    return {
        **({} if number is None else {"number": number}),
        "entry_id": str(entry.id),
        "song_id": entry.song_id,
        "title": song.title if song else None,
        "artist": song.artist.name if song else None,
        "album": song.album.title if song else None,
        "duration_ms": song.audio.duration_ms if song else None,
    }


def _names(item: "PlaylistItem") -> tuple[str, str, str, str]:
    if item.song is None:
        return ("(removed song)", "", "", "")
    song = item.song
    return (song.title, song.artist.name, song.album.title, clock(song.audio.duration_ms))


def _count(items: "Sequence[PlaylistItem]") -> str:
    return "1 song" if len(items) == 1 else f"{len(items)} songs"

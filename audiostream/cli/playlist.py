"""``audiostream playlist``: making and changing playlists."""

import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from audiostream.cli import completion
from audiostream.cli.command import command, group
from audiostream.cli.confirm import confirmed
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun, NoWait, Yes
from audiostream.cli.output import Exit, Result
from audiostream.cli.playlist_result import changed, contents, listing, play
from audiostream.cli.sizes import count
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.domain.ids import SongId
    from audiostream.backend.services.playlists import PlaylistService

# Ids count time since 2015: none that was made has less than ten digits, and no playlist a billion songs.
_MOST_DIGITS_OF_A_NUMBER = 9

Ref: TypeAlias = Annotated[
    str, typer.Argument(metavar="PLAYLIST", help="Its name or id.", autocompletion=completion.playlists)
]
Number: TypeAlias = Annotated[
    int | None, typer.Option("--at", metavar="NUMBER", help="The number that the first of them gets; else the end.")
]

app = group("playlist", "Make and change playlists.")


@command(app, "create", examples=["audiostream playlist create Mornings"])
def create(
    env: Environment,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it.")],
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Make a playlist.

    One of that name that is there already, the case of letters aside, stays as it is.
    """
    change = _playlists(env, no_wait=no_wait).create(name, dry_run=dry_run)
    then = f"audiostream playlist add {shlex.quote(change.playlist.name)} SONG..."
    return changed(change, "created", dry_run=dry_run, then=then)


@command(app, "list", examples=["audiostream playlist list", "audiostream playlist list --json"])
def list_(env: Environment) -> Result:
    """List your playlists by name."""
    return listing(env.services.playlists.sized())


@command(app, "show", examples=["audiostream playlist show Mornings"])
def show(env: Environment, playlist: Ref) -> Result:
    """Show the songs of a playlist in order.

    The numbers are those that add --at, move and remove take.
    """
    return contents(env.services.playlists.view(playlist))


@command(
    app,
    "add",
    examples=[
        "audiostream playlist add Mornings 1024921637392220162 1024921637392220163",
        "audiostream playlist add Mornings 'album:First Light' --at 1",
        "audiostream playlist add Mornings playlist:Evenings --once",
    ],
)
def add(  # noqa: PLR0913 - one parameter an option
    env: Environment,
    playlist: Ref,
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="SONG",
            help="A song's id, or album:, artist: or playlist: with a name or id.",
            autocompletion=completion.targets,
        ),
    ],
    *,
    at: Number = None,
    once: Annotated[bool, typer.Option("--once", help="Leave out songs that it has already.")] = False,
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Add songs to a playlist, in the order given.

    A playlist may hold a song several times; with --once the command may be run again and adds nothing twice.
    """
    playlists = _playlists(env, no_wait=no_wait)
    song_ids = env.services.streaming.named(what, tell=env.say)
    change = playlists.add(playlist, song_ids, at, once=once, dry_run=dry_run)
    return changed(change, "added", dry_run=dry_run, then=play(change.playlist))


@command(
    app,
    "remove",
    examples=["audiostream playlist remove Mornings 3 4", "audiostream playlist remove Mornings 1024921637392220162"],
)
def remove(
    env: Environment,
    playlist: Ref,
    what: Annotated[list[str], typer.Argument(metavar="NUMBER|SONG", help="A number of show, or the id of a song.")],
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Remove songs from a playlist. They stay in the catalogue.

    Up to nine digits are a number as show gives it: that one place. More are the id of a song (none is
    shorter): wherever it stands in the playlist.
    """
    numbers = [int(each) for each in what if _is_number(each)]
    song_ids = [_song_id(playlist, each) for each in what if not _is_number(each)]
    change = _playlists(env, no_wait=no_wait).remove(playlist, numbers, song_ids, dry_run=dry_run)
    return changed(change, "removed", dry_run=dry_run)


@command(app, "rename", examples=["audiostream playlist rename Mornings 'Slow mornings'"])
def rename(
    env: Environment,
    playlist: Ref,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its new name.")],
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Give a playlist another name."""
    change = _playlists(env, no_wait=no_wait).rename(playlist, name, dry_run=dry_run)
    return changed(change, "changed", dry_run=dry_run)


@command(app, "move", examples=["audiostream playlist move Mornings 5 1"])
def move(  # noqa: PLR0913 - one parameter an option
    env: Environment,
    playlist: Ref,
    *,
    source: Annotated[int, typer.Argument(metavar="FROM", help="The number that it has.")],
    target: Annotated[int, typer.Argument(metavar="TO", help="The number that it gets.")],
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Move one song of a playlist to another place."""
    change = _playlists(env, no_wait=no_wait).move(playlist, source, target, dry_run=dry_run)
    return changed(change, "moved", dry_run=dry_run)


@command(app, "delete", examples=["audiostream playlist delete Mornings", "audiostream playlist delete Mornings --yes"])
def delete(
    env: Environment,
    playlist: Ref,
    yes: Yes = False,
    dry_run: DryRun = False,
    no_wait: NoWait = False,
) -> Result:
    """Delete a playlist for good. Its songs stay in the catalogue."""
    playlists = _playlists(env, no_wait=no_wait)
    change = playlists.delete(playlist, dry_run=True)
    if not dry_run:
        found = change.playlist
        size = playlists.sizes().get(found.id, 0)
        if not confirmed(env, f"Delete the playlist {found.name!r} ({count(size, 'song')}) for good?", yes=yes):
            return replace(changed(replace(change, changed=False), "deleted", dry_run=False), exit=Exit.FAILED)
        change = playlists.delete(str(found.id))
    return changed(change, "deleted", dry_run=dry_run)


def _playlists(env: Environment, *, no_wait: bool) -> "PlaylistService":
    if no_wait:
        env.override("visible_within_ms", "0")
    return env.services.playlists


def _song_id(playlist: str, text: str) -> "SongId":
    from audiostream.backend.services.references import read_song_id

    try:
        return read_song_id(text)
    except InvalidInput as error:
        raise InvalidInput(
            f"{text!r} is neither a number in the playlist nor the id of a song",
            hint=f"See both: audiostream playlist show {shlex.quote(playlist)}",
        ) from error


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS_OF_A_NUMBER

"""``audiostream song``: songs of the catalogue."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from audiostream.backend.domain.shapes import song_data
from audiostream.backend.domain.times import iso
from audiostream.cli import completion
from audiostream.cli.catalogue import (
    ArtistOption,
    song_facts,
    song_label,
    song_table,
    track_table,
)
from audiostream.cli.command import command, group
from audiostream.cli.confirm import confirmed
from audiostream.cli.environment import Environment
from audiostream.cli.options import After, DryRun, Limit, Yes
from audiostream.cli.output import Exit, Result

if TYPE_CHECKING:
    from audiostream.backend.domain.catalogue import Song

SongRef: TypeAlias = Annotated[str, typer.Argument(metavar="SONG", help="Its id, or a title that no other has.")]

KEPT = "Nothing was removed."

app = group("song", "Songs of the catalogue.")


@command(
    app,
    "list",
    examples=[
        "audiostream song list --limit 20",
        "audiostream song list --artist 'Nina Simone'",
        "audiostream song list --album 'Pastel Blues' --json",
    ],
)
def list_(
    env: Environment,
    artist: ArtistOption = None,
    album: Annotated[
        str | None,
        typer.Option(
            metavar="ALBUM",
            help="Only those of this album, in its order: a title or id.",
            autocompletion=completion.albums,
        ),
    ] = None,
    limit: Limit = 50,
    after: After = None,
) -> Result:
    """List songs by title, or those of an album in its order."""
    catalogue = env.services.catalogue
    by = None if artist is None else catalogue.artist(artist)
    of = None if album is None else catalogue.album(album, artist)
    page = catalogue.songs(
        limit=limit, after=after, artist_id=by.id if by and not of else None, album_id=of.id if of else None
    )
    empty = "No songs." if by or of else "No songs yet. Put music in: audiostream upload PATH"
    return Result(
        kind="songs",
        data=[song_data(song) for song in page.items],
        table=track_table(page.items, empty) if of else song_table(page.items, empty),
        then=f"audiostream play {page.items[0].id}" if page.items else None,
        next_cursor=page.next,
    )


@command(app, "show", examples=["audiostream song show 1024921637392220162"])
def show(env: Environment, song: SongRef) -> Result:
    """Show all that is known of a song."""
    found = env.services.catalogue.song(song)
    return Result(kind="song", data=song_data(found), table=song_facts(found), then=f"audiostream play {found.id}")


@command(
    app,
    "url",
    examples=["audiostream song url 1024921637392220162", "vlc $(audiostream song url 1024921637392220162)"],
)
def url(env: Environment, song: SongRef) -> Result:
    """Print the address at which a song plays now."""
    found = env.services.catalogue.song(song)
    address = env.services.streaming.url(found)
    expires_at = None if address.expires_at is None else iso(address.expires_at)
    return Result(
        kind="song_url", data={"song_id": found.id, "url": address.url, "expires_at": expires_at}, text=address.url
    )


@command(
    app,
    "remove",
    examples=["audiostream song remove 1024921637392220162", "audiostream song remove 1024921637392220162 --yes"],
)
def remove(
    env: Environment,
    songs: Annotated[list[str], typer.Argument(metavar="SONG", help="Ids of songs, or titles that no other has.")],
    yes: Yes = False,
    dry_run: DryRun = False,
) -> Result:
    """Remove songs from the catalogue. Their places in playlists and history stay, and so do their files."""
    found = [env.services.catalogue.song(song) for song in dict.fromkeys(songs)]
    if dry_run:
        return _removal(found, "would be removed", dry_run=True)
    named = song_label(found[0]) if len(found) == 1 else f"{len(found)} songs"
    if not confirmed(env, f"Remove {named} from the catalogue?", yes=yes):
        return Result(kind="song_change", data=_change("unchanged", found), notes=[KEPT], exit=Exit.FAILED)
    return _removal([env.services.catalogue.remove_song(song.id) for song in found], "removed", dry_run=False)


def _removal(songs: "Sequence[Song]", said: str, *, dry_run: bool) -> Result:
    return Result(
        kind="song_change",
        data=_change("removed", songs, dry_run=dry_run),
        text="\n".join(f"{said}: {song_label(song)}" for song in songs),
        notes=[] if dry_run else ["The files stay until they are freed by: audiostream storage gc"],
    )


def _change(status: str, songs: "Sequence[Song]", *, dry_run: bool = False) -> dict[str, object]:
    return {"status": status, "dry_run": dry_run, "songs": [song_data(song) for song in songs]}

"""``audiostream upload``: from files and folders to songs."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from audiostream.cli import completion
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun
from audiostream.cli.output import Result, show_error
from audiostream.errors import InvalidInput

if TYPE_CHECKING:
    from audiostream.backend.domain.ids import CatalogueId
    from audiostream.backend.services.uploads import Into

_Id = TypeVar("_Id", bound="CatalogueId")

app = group("upload", "Put audio files and folders into the catalogue.")


@command(
    app,
    "upload",
    examples=[
        "audiostream upload ~/Music",
        "audiostream upload --artist 'Nina Simone' --album 'Pastel Blues' *.flac",
        "audiostream upload --artist-id 1024921636833263617 --album-id 1024921637392220161 song.mp3",
        "audiostream upload ~/Music --dry-run",
    ],
)
def upload(  # noqa: PLR0913, PLR0917 - one parameter for each option
    env: Environment,
    paths: Annotated[list[str], typer.Argument(metavar="PATH", help="Audio files, and folders of them.")],
    artist_id: Annotated[str | None, typer.Option(metavar="ID", help="The artist, who must exist.")] = None,
    album_id: Annotated[str | None, typer.Option(metavar="ID", help="The album, which must exist.")] = None,
    artist: Annotated[
        str | None, typer.Option(metavar="NAME", help="The artist, found or made.", autocompletion=completion.artists)
    ] = None,
    album: Annotated[
        str | None, typer.Option(metavar="NAME", help="The album, found or made.", autocompletion=completion.albums)
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(min=1, max=64, help="Files read at the same time; if not given: upload_jobs.")
    ] = None,
    dry_run: DryRun = False,
) -> Result:
    """Put audio files, and the audio files in folders, into the catalogue.

    MP3, FLAC, Ogg Vorbis, Opus, M4A/AAC, WAV and AIFF. What no option says, each file's tags decide. A file
    that is there already stays as it is: an upload that was stopped is finished by the same command.
    """
    from audiostream.cli.interrupt import stop_on_interrupt
    from audiostream.cli.upload_progress import watching
    from audiostream.cli.upload_result import result_of

    named, into = _paths(paths), _into(artist_id, album_id, artist, album)
    keep = env.options.json or env.options.verbose or dry_run
    with watching(env, named, keep=keep) as watch, stop_on_interrupt(watch.stop):
        jobs = jobs or env.settings.upload_jobs
        summary = env.services.uploads.upload(named, into, jobs=jobs, dry_run=dry_run, watch=watch)
    if summary.stopped_by and not env.options.json:
        show_error(summary.stopped_by, env)
    return result_of(summary, watch, dry_run=dry_run)


def _paths(texts: Sequence[str]) -> list[Path]:
    # An empty one is a variable that a script has not set; as a path it would mean the folder one is in.
    if not all(texts):
        raise InvalidInput("a path is empty", hint="Give . for the folder you are in.")
    return [Path(text) for text in texts]


def _into(artist_id: str | None, album_id: str | None, artist: str | None, album: str | None) -> "Into":
    from audiostream.backend.domain.ids import AlbumId, ArtistId
    from audiostream.backend.services.uploads import Into

    return Into(
        artist_id=_id(ArtistId, artist_id, "artist"),
        album_id=_id(AlbumId, album_id, "album"),
        artist=artist,
        album=album,
    )


def _id(kind: type[_Id], text: str | None, noun: str) -> _Id | None:
    from audiostream.backend.domain.ids import parse_catalogue_id

    try:
        return None if text is None else parse_catalogue_id(kind, text)
    except InvalidInput as error:
        hint = f"A name goes with --{noun}. The ids are listed by: audiostream {noun} list"
        raise InvalidInput(error.message, hint=hint) from error

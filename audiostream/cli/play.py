"""``audiostream play``: from a request to sound."""

from typing import Annotated

import typer

from audiostream.cli import completion
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.lengths import parse_clock
from audiostream.cli.output import Result
from audiostream.player.model import Repeat

app = group("play", "Play songs, albums, playlists or what a search finds.")


@command(
    app,
    "play",
    examples=[
        "audiostream play bjork army",
        "audiostream play 1024921637392229379 'album:First Light'",
        "audiostream play playlist:Evening --shuffle --repeat all",
        "audiostream play --resume",
        "audiostream play bjork --start 1:30 --volume 60",
    ],
)
def play(  # noqa: PLR0913, PLR0917 - one parameter for each option
    env: Environment,
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TARGET",
            help="Song ids, album:, artist: or playlist: with name or id, or words.",
            autocompletion=completion.targets,
        ),
    ] = None,
    shuffle: Annotated[bool, typer.Option("--shuffle", "-s", help="Play in random order, each once.")] = False,
    repeat: Annotated[Repeat | None, typer.Option("--repeat", "-r", help="What follows the end.")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="M:SS", help="Where in the first track to begin: 1:30, or seconds.")
    ] = None,
    volume: Annotated[
        int | None, typer.Option(min=0, max=100, help="In percent; if not given: the setting volume.")
    ] = None,
    audio_output: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="auto, dummy (silent), file:PATH.wav, or a module of libvlc (alsa, pulse, ...)."
        ),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the queue of last time, where it was.")] = False,
    stop_after: Annotated[
        float | None, typer.Option(min=0.1, max=86_400, metavar="SECONDS", help="Leave each track after so long.")
    ] = None,
) -> Result:
    """Play songs, albums, playlists or what a search finds.

    On a terminal it shows what plays and takes single keys; ? lists them, q quits. Elsewhere it prints a line a song.
    Exits with 5 when the queue was played but for songs that could not be, 1 after three of them in a row, 3 without
    a sound device; with 0 when you quit, whatever was skipped until then.
    """
    from audiostream.cli.play_request import PlayRequest
    from audiostream.cli.playback import play_on

    request = PlayRequest(
        targets=targets or (),
        resume=resume,
        shuffle=shuffle,
        repeat=repeat,
        start_ms=None if start is None else parse_clock(start),
        volume=volume,
        leave_after_ms=None if stop_after is None else round(stop_after * 1000),
    )
    return play_on(env, request, audio_output or env.settings.audio_output)

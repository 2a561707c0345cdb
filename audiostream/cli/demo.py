"""``audiostream demo``: the main job from end to end, each step shown as the command it stands for."""

from typing import Annotated

import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Exit, Result
from audiostream.cli.steps import Steps

ARTIST_ID = "1024921636833263617"
ALBUM_ID = "1024921637392220161"
PLAYLIST = "Demo"

app = group("demo", "Hear (or see) what audiostream does, on three short tunes of its own.")


@command(app, "demo", examples=["audiostream demo", "audiostream demo --seconds 60"])
def demo(
    env: Environment,
    seconds: Annotated[float, typer.Option(min=1, help="How long to play of each tune.")] = 8,
    audio_output: Annotated[str | None, typer.Option(help="Where sound goes; see: audiostream play --help.")] = None,
) -> Result:
    """Upload, catalogue, play and log three short tunes; each step is shown as the command it stands for.

    All of it stays in a folder of its own: your catalogue and history are left alone.
    """
    folder = env.settings.data_dir / "demo"
    env.say(f"The demo keeps to {folder}")
    steps = Steps(env, folder)
    _fill(steps)
    songs = _make_playlist(steps)
    _play(steps, seconds, audio_output)
    steps.run("history", "--limit", str(len(songs)))
    made = {"artist_id": ARTIST_ID, "album_id": ALBUM_ID, "song_ids": songs, "playlist": PLAYLIST}
    return Result(
        kind="demo",
        data={"data_dir": folder, **made, "steps": steps.shown},
        notes=["", f"That was all of it. To go on with these tunes, set AUDIOSTREAM_DATA_DIR to {folder}"],
        then="audiostream upload FOLDER",
    )


def _fill(steps: Steps) -> None:
    from audiostream.demo import tunes

    steps.run("artist", "add", "audiostream", "--id", ARTIST_ID)
    steps.run("album", "add", "First Light", "--artist", ARTIST_ID, "--id", ALBUM_ID)
    with tunes() as folder:
        steps.run("upload", str(folder), "--artist-id", ARTIST_ID, "--album-id", ALBUM_ID)


def _make_playlist(steps: Steps) -> list[str]:
    """Make the playlist, put in the songs that it lacks, and return the ids of all."""
    steps.run("playlist", "create", PLAYLIST)
    steps.run("playlist", "add", PLAYLIST, f"album:{ALBUM_ID}", "--once")
    steps.run("playlist", "show", PLAYLIST)
    return [song["song_id"] for song in steps.ask("playlist", "show", PLAYLIST)["songs"]]


def _play(steps: Steps, seconds: float, audio_output: str | None) -> None:
    play = ("play", f"playlist:{PLAYLIST}", "--stop-after", f"{seconds:g}")
    if audio_output is not None:
        steps.run(*play, "--audio-output", audio_output)
    elif steps.run(*play, accept=(Exit.UNAVAILABLE,)) == Exit.UNAVAILABLE:
        steps.env.say("So this plays silently:")
        steps.run(*play, "--audio-output", "dummy")

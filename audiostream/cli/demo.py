"""``audiostream demo``: the main job from end to end, each step shown as the command it stands for."""

import socket
from pathlib import Path
from typing import Annotated

import typer

from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.output import Exit, Result
from audiostream.cli.paste import line
from audiostream.cli.serve import PORT
from audiostream.cli.steps import Steps
from audiostream.settings import EMBEDDED

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
    # Whatever the profile is for, nothing is done on a server or a cluster.
    steps = Steps(env, {"data_dir": str(folder), "mode": EMBEDDED})
    _fill(steps)
    songs = _make_playlist(steps)
    _play(steps, seconds, audio_output)
    steps.run("history", "--limit", str(len(songs)))
    made = {"artist_id": ARTIST_ID, "album_id": ALBUM_ID, "song_ids": songs, "playlist": PLAYLIST}
    return Result(
        kind="demo",
        data={"data_dir": folder, **made, "steps": steps.shown},
        notes=_how_to_listen(env, folder),
        then="audiostream upload FOLDER",
    )


def _how_to_listen(env: Environment, folder: Path) -> list[str]:
    """Return lines about a browser and another machine; those that are indented can be pasted."""
    settings = {"data_dir": str(folder)}
    if env.settings.mode != EMBEDDED:
        settings["mode"] = EMBEDDED
    serve = ["serve", *(["--profile", env.options.profile] if env.options.profile else [])]
    scheme = "https" if env.settings.web_certificate_file else "http"
    return [
        "",
        "That was all of it. To listen to these tunes in a browser:",
        f"  {line(*serve, settings=settings)}",
        f"Then open {scheme}://localhost:{PORT}/ and log in; at its first start it tells the name and the password.",
        "",
        "To listen in a terminal on another machine, serve them to the network instead:",
        f"  {line(*serve, '--host', '0.0.0.0', settings=settings)}",  # noqa: S104 - a line to paste, if one wants that
        "and there, where audiostream is installed too, log in with that name and password:",
        f"  audiostream login {scheme}://{_this_machine()}:{PORT}",
        f"  audiostream play playlist:{PLAYLIST}",
    ]


def _this_machine() -> str:
    """Return the address by which the network knows this machine, or its name where there is no network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # Nothing is sent: it is chosen which way a packet would go. (The address is one of documentation.)
            probe.connect(("192.0.2.1", 9))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()


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

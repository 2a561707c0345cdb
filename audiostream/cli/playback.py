"""One playing from end to end: what to play, the player and its helpers wired together, what is said of it."""

import signal
from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from audiostream.cli.environment import Environment, interactive
from audiostream.cli.output import Exit, Result, show
from audiostream.cli.wish import Wish, begin
from audiostream.player.controller import Controller
from audiostream.player.effects import Effect, RecordListen, Skipped
from audiostream.player.engine import Engine, EngineEvent
from audiostream.player.loudness import replay_gain_db
from audiostream.player.model import Ending
from audiostream.player.plain import Told, run_plain, skipped_line
from audiostream.player.resume import Memory
from audiostream.player.sender import Sender
from audiostream.player.spool import Recorder
from audiostream.text import printable

if TYPE_CHECKING:
    from audiostream.backend.domain.catalogue import Song

__all__ = ["Wish", "play_on"]

# Of the other endings an error is raised, which has its exit code.
_EXITS = {Ending.WELL: Exit.DONE, Ending.PARTLY: Exit.PARTLY}


class Account:
    """What became of each song, for the end; told by the player's thread."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self.played: list[dict[str, object]] = []
        self.skipped: list[Skipped] = []

    def __call__(self, effect: Effect) -> None:
        """Note an effect, and pass it on to what prints."""
        match effect:
            case RecordListen(heard):
                times = {"played_ms": heard.played_ms, "duration_ms": heard.duration_ms, "completed": heard.completed}
                self.played.append({**_song(heard.song), **times})
            case Skipped():
                self.skipped.append(effect)
            case _:
                pass
        self._told(effect)


def play_on(env: Environment, wish: Wish, audio_output: str) -> Result:
    """Play what is wished until it is over, and tell how it went."""
    memory = Memory(env.settings.data_dir / "player.json", env.services.user_id)
    state, start_ms = begin(env, wish, memory)
    sender = Sender(env.services.spool, env.services.history, env.services.user_id)
    told = Told()
    account = Account(told)
    controller = Controller(
        state,
        url=env.services.streaming.url,
        recorder=Recorder(env.services.spool, env.services.user_id, sender.wake),
        memory=memory,
        gain_db=lambda song: replay_gain_db(song.audio.replay_gain, env.settings.replay_gain),
        tell=account,
    )
    # Before anything else is loaded: the first sound is what a listener waits for.
    controller.start(_engine_maker(env, audio_output), start_ms=start_ms)
    sender.start()
    try:
        asked = _show(env, controller, told, account)
    finally:
        controller.close()
        left = sender.close()
    if left:
        listens = "1 listen" if left == 1 else f"{left} listens"
        env.say(f"{listens} could not be logged now; kept until the next play, which sends what waits.")
    if controller.failure is not None:
        raise controller.failure
    return _ended(env, controller, account, asked)


def _engine_maker(env: Environment, audio_output: str) -> Callable[[Callable[[EngineEvent], None]], Engine]:
    def make(tell: Callable[[EngineEvent], None]) -> Engine:
        from audiostream.player.vlc.engine import VlcEngine

        return VlcEngine(
            tell,
            output=audio_output,
            network_caching_ms=env.settings.network_caching_ms,
            log=env.settings.data_dir / "libvlc.log" if env.options.verbose else None,
        )

    return make


def _show(env: Environment, controller: Controller, told: Told, account: Account) -> signal.Signals | None:
    if interactive(env) and not env.options.json and not env.options.quiet:
        from audiostream.player.screen.app import run_screen

        # It took a while to load: without a sound device there is nothing left to show.
        asked = None if controller.finished.is_set() else run_screen(controller, verbose=env.options.verbose)
        for skipped in account.skipped:  # the screen that said so is gone
            _complain(env, skipped_line(skipped))
        return asked
    return run_plain(controller, told, write=_writer(env), say=lambda line: _complain(env, line))


def _writer(env: Environment) -> Callable[[str], None]:
    def write(line: str) -> None:
        env.stdout.write(printable(line) + "\n")
        env.stdout.flush()

    # The one document on standard output is the account at the end.
    return env.say if env.options.json or env.options.quiet else write


def _complain(env: Environment, line: str) -> None:
    env.stderr.write(printable(line) + "\n")
    env.stderr.flush()


def _ended(env: Environment, controller: Controller, account: Account, asked: signal.Signals | None) -> Result:
    result = Result(
        kind="playback",
        data={
            "played": account.played,
            "skipped": [{**_song(each.song), "reason": each.reason} for each in account.skipped],
            "ended": controller.played_out,
        },
        then="audiostream history" if controller.played_out else "audiostream play --resume",
        exit=_EXITS[controller.ending] if asked is None else Exit.INTERRUPTED,
    )
    if asked is None or asked is signal.SIGINT:
        return result
    show(result, env)
    raise typer.Exit(128 + asked)


def _song(song: "Song") -> dict[str, object]:
    return {"song_id": song.id, "title": song.title, "artist": song.artist.name, "album": song.album.title}

"""One playing from end to end: what to play, the player and its helpers wired together, what is said of it."""

import signal
from collections.abc import Callable

import typer

from audiostream.cli.environment import Environment, interactive
from audiostream.cli.output import Exit, Result, show
from audiostream.cli.play_request import PlayRequest, begin
from audiostream.cli.play_summary import PlaySummary
from audiostream.player.controller import Controller
from audiostream.player.engine import Engine, EngineEvent
from audiostream.player.loudness import replay_gain_db
from audiostream.player.model import Ending
from audiostream.player.plain import EffectQueue, run_plain, skipped_line
from audiostream.player.resume import Memory
from audiostream.player.sender import Sender
from audiostream.player.spool import Recorder
from audiostream.text import printable

# Of the other endings an error is raised, which has its exit code.
_EXITS = {Ending.WELL: Exit.DONE, Ending.PARTLY: Exit.PARTLY}


def play_on(env: Environment, request: PlayRequest, audio_output: str) -> Result:
    """Play what was asked for until it is over, and tell how it went."""
    memory = Memory(env.settings.data_dir / "player.json", env.services.user_id)
    state, start_ms = begin(env, request, memory)
    sender = Sender(env.services.spool, env.services.history, env.services.user_id)
    effects = EffectQueue()
    summary = PlaySummary(effects)
    controller = Controller(
        state,
        url=env.services.streaming.url,
        recorder=Recorder(env.services.spool, env.services.user_id, sender.wake),
        memory=memory,
        gain_db=lambda song: replay_gain_db(song.audio.replay_gain, env.settings.replay_gain),
        tell=summary,
    )
    # Before anything else is loaded: the first sound is what a listener waits for.
    controller.start(_engine_maker(env, audio_output), start_ms=start_ms)
    sender.start()
    try:
        asked = _show(env, controller, effects, summary)
    finally:
        controller.close()
        left = sender.close()
    if left:
        listens = "1 listen" if left == 1 else f"{left} listens"
        env.say(f"{listens} could not be logged now; kept until the next play, which sends what waits.")
    if controller.failure is not None:
        raise controller.failure
    return _ended(env, controller, summary, asked)


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


def _show(
    env: Environment, controller: Controller, effects: EffectQueue, summary: PlaySummary
) -> signal.Signals | None:
    if interactive(env) and not env.options.json and not env.options.quiet:
        from audiostream.player.screen.app import run_screen

        # It took a while to load: without a sound device there is nothing left to show.
        asked = None if controller.finished.is_set() else run_screen(controller, verbose=env.options.verbose)
        for skipped in summary.skipped:  # the screen that said so is gone
            _complain(env, skipped_line(skipped))
        return asked
    return run_plain(controller, effects, write=_writer(env), say=lambda line: _complain(env, line))


def _writer(env: Environment) -> Callable[[str], None]:
    def write(line: str) -> None:
        env.stdout.write(printable(line) + "\n")
        env.stdout.flush()

    # The one document on standard output is the summary at the end.
    return env.say if env.options.json or env.options.quiet else write


def _complain(env: Environment, line: str) -> None:
    env.stderr.write(printable(line) + "\n")
    env.stderr.flush()


def _ended(env: Environment, controller: Controller, summary: PlaySummary, asked: signal.Signals | None) -> Result:
    result = Result(
        kind="playback",
        data=summary.data(ended=controller.played_out),
        then="audiostream history" if controller.played_out else "audiostream play --resume",
        exit=_EXITS[controller.ending] if asked is None else Exit.INTERRUPTED,
    )
    if asked is None or asked is signal.SIGINT:
        return result
    show(result, env)
    raise typer.Exit(128 + asked)

"""One playing from end to end: what to play, the player under way, what is said of it."""

import signal
from collections.abc import Callable

import typer

from audiostream.cli.environment import Environment, interactive
from audiostream.cli.output import Exit, Result, show
from audiostream.cli.play_request import PlayRequest, begin
from audiostream.cli.play_summary import PlaySummary
from audiostream.errors import AudiostreamError
from audiostream.player.controller import Controller
from audiostream.player.model import Ending
from audiostream.player.plain import EffectQueue, run_plain, skipped_line
from audiostream.text import printable

# The other endings are errors, which have their exit codes.
_EXITS = {Ending.WELL: Exit.DONE, Ending.PARTLY: Exit.PARTLY}


def play_on(env: Environment, request: PlayRequest, audio_output: str) -> Result:
    """Play what was asked for until it is over, and tell how it went."""
    state, start_ms = begin(env, request, env.services.player_memory)
    effects = EffectQueue()
    summary = PlaySummary(effects)
    session = env.services.player(state, audio_output=audio_output, keep_engine_log=env.options.verbose, tell=summary)
    session.start(start_ms)
    try:
        asked = _show(env, session.player, effects, summary)
    finally:
        left = session.close()
    if left != 0:
        listens = "Listens" if left is None else "1 listen" if left == 1 else f"{left} listens"
        env.say(f"{listens} could not be logged now; kept until the next play, which sends what waits.")
    failure = session.player.failure
    if isinstance(failure, AudiostreamError):
        return Result(kind="playback", data=summary.data(ended=False), error=failure)
    if failure is not None:
        raise failure
    return _ended(env, session.player, summary, asked)


def _show(env: Environment, player: Controller, effects: EffectQueue, summary: PlaySummary) -> signal.Signals | None:
    if interactive(env) and not env.options.json and not env.options.quiet:
        from audiostream.player.screen.app import run_screen

        # It took a while to load: without a sound device there is nothing left to show.
        with env.said_later():  # what is remarked beside the playing has no place on the screen
            asked = None if player.finished.is_set() else run_screen(player, verbose=env.options.verbose)
        for skipped in summary.skipped:  # the screen that said so is gone
            _complain(env, skipped_line(skipped))
        return asked
    return run_plain(player, effects, write=_writer(env), say=lambda line: _complain(env, line))


def _writer(env: Environment) -> Callable[[str], None]:
    def write(line: str) -> None:
        env.stdout.write(printable(line) + "\n")
        env.stdout.flush()

    # The one document on standard output is the summary at the end.
    return env.say if env.options.json or env.options.quiet else write


def _complain(env: Environment, line: str) -> None:
    env.stderr.write(printable(line) + "\n")
    env.stderr.flush()


def _ended(env: Environment, player: Controller, summary: PlaySummary, asked: signal.Signals | None) -> Result:
    result = Result(
        kind="playback",
        data=summary.data(ended=player.played_out),
        then="audiostream history" if player.played_out else "audiostream play --resume",
        exit=_EXITS[player.ending] if asked is None else Exit.INTERRUPTED,
    )
    if asked is None or asked is signal.SIGINT:
        return result
    show(result, env)
    raise typer.Exit(128 + asked)

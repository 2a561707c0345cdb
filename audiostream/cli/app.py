"""The root of the command line: global options, lazily imported commands, the one error handler."""

import importlib
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import closing
from itertools import pairwise, takewhile
from typing import Any, ClassVar

import typer

from audiostream.cli.command import COMMON, adopt
from audiostream.cli.environment import Environment
from audiostream.cli.lazy_conversion import LazyConversionGroup
from audiostream.cli.output import Exit, show_error
from audiostream.errors import AudiostreamError, InvalidInput

# In the order of a newcomer's day. The texts stand here, so that --help imports none of the modules.
COMMANDS = {
    "demo": "Hear (or see) what audiostream does, on three short tunes of its own.",
    "upload": "Put audio files and folders into the catalogue.",
    "search": "Find artists, albums and songs.",
    "play": "Play songs, albums, playlists or what a search finds.",
    "playlist": "Make and change playlists.",
    "history": "Show what was listened to.",
    "artist": "Artists of the catalogue.",
    "album": "Albums of the catalogue.",
    "song": "Songs of the catalogue.",
    "storage": "Check the stored files and free what nothing refers to.",
    "serve": "Serve the web player and the API.",
    "consumer": "Apply events; see what waits in the event log, and what was put aside.",
    "cluster": "Set up the servers of a cluster, and see how they are.",
    "user": "Accounts of the server: who may log in, and from which devices.",
    "login": "Use a server: search, play and upload there, with an account.",
    "logout": "Forget the server: the profile keeps things on this machine again.",
    "config": "Show and change settings.",
}

# By custom 128 and the signal that would have ended the process.
_READER_GONE = 128 + getattr(signal, "SIGPIPE", 13)

# What pydantic says of a value, as its user would put it.
_PLAINER = {
    "Value error, ": "",
    "Input should be a valid integer, unable to parse string as an integer": "a whole number is needed",
    "Input should be greater than or equal to ": "it must be at least ",
    "Input should be less than or equal to ": "it must be at most ",
}


class Root(LazyConversionGroup):
    """A group that imports the module of a command when the command is called."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - Typer's own context, of no public type
        """Call the command; Typer would end at Ctrl-C without a word."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise typer.Abort from error

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - Typer's own context, of no public type
        """Return the names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002
        """Import a command's module and return its command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"audiostream.cli.{cmd_name}")
        return typer.main.get_command(module.app)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401
        """Find the command; the suggestions for a mistyped one come from the table."""
        if args and args[0] not in COMMANDS:
            names: Any = dict.fromkeys(COMMANDS)  # only the names are read
            self.commands = names
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002
        """Write the table of commands without importing any of them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


app = typer.Typer(
    cls=Root,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


class _Interrupted(AudiostreamError):
    code: ClassVar[str] = "interrupted"


def _version(asked: bool) -> None:
    if asked:
        from audiostream import __version__

        typer.echo(f"audiostream {__version__}")
        raise typer.Exit


def _root(context: typer.Context, **values: Any) -> None:  # noqa: ANN401
    """Music streaming from a terminal: upload, search, play, and know what you heard.

    Start with: audiostream demo
    """
    values.pop("version")
    adopt(context.obj.options, values)


def _with_common_options() -> None:
    from inspect import Parameter, Signature

    context = Parameter("context", Parameter.KEYWORD_ONLY, annotation=typer.Context)
    version = Parameter(
        "version",
        Parameter.KEYWORD_ONLY,
        default=typer.Option(False, "--version", "-V", callback=_version, is_eager=True, help="Show the version."),
        annotation=bool,
    )
    common = [parameter.replace(kind=Parameter.KEYWORD_ONLY) for parameter in COMMON.values()]
    _root.__signature__ = Signature([context, version, *common])  # type: ignore[attr-defined]
    _root.__annotations__ = {each.name: each.annotation for each in (context, version, *common)}
    app.callback()(_root)


_with_common_options()


def run(arguments: Sequence[str], environment: Environment | None = None) -> int:
    """Run one command and return its exit code; no error leaves here."""
    environment = environment or Environment()
    try:
        return _answer(arguments, environment)
    except Exception as error:  # noqa: BLE001 - a person must not meet a bare traceback
        _give_up("stdout")
        if isinstance(error, BrokenPipeError):  # an error was to be shown to a reader who has gone
            return _READER_GONE
        from audiostream.cli.crash import show_crash

        return show_crash(error, environment)
    finally:
        _give_up("stderr")


def _answer(arguments: Sequence[str], environment: Environment) -> int:
    try:
        with closing(environment):
            code = typer.main.get_command(app).main(
                args=list(arguments), prog_name="audiostream", standalone_mode=False, obj=environment
            )
    except AudiostreamError as error:
        return show_error(error, environment)
    except typer.TyperException as error:  # wrong usage
        environment.options.json |= _asks_for_json(arguments)
        return _usage(error, environment)
    except (KeyboardInterrupt, typer.Abort):
        if environment.options.json or _asks_for_json(arguments):
            environment.options.json = True
            show_error(_Interrupted("interrupted"), environment)
            return Exit.INTERRUPTED
        # On a terminal ^C stands there, at the end of whatever line that was.
        environment.say("\nInterrupted." if environment.stderr.isatty() else "Interrupted.")
        return Exit.INTERRUPTED
    except SystemExit as leaving:  # Typer's answer where the reader of a pipe has gone (... | head)
        if not isinstance(leaving.__context__, BrokenPipeError):
            raise
        _give_up("stdout")
        return _READER_GONE
    return int(code or 0)


def _give_up(name: str) -> None:
    """Keep Python from failing at its end because of what a standard stream did not take."""
    try:
        getattr(sys, name).flush()
    except OSError:
        setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open until the end


def _asks_for_json(arguments: Sequence[str]) -> bool:
    """Tell from the words alone, for what Typer could not read."""
    words = list(takewhile(lambda word: word != "--", arguments))
    return bool({"--json", "-ojson", "--output=json"} & {*words}) or any(
        pair in (("-o", "json"), ("--output", "json")) for pair in pairwise(words)
    )


def _usage(error: typer.TyperException, environment: Environment) -> int:
    message = error.format_message()
    for words, plainer in _PLAINER.items():
        message = message.replace(words, plainer)
    if type(error).__name__ == "NoArgsIsHelpError":  # not an error: the message is the help itself
        environment.complain(message)
        return Exit.USAGE
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "audiostream"
    return show_error(InvalidInput(message.rstrip("."), hint=f"{path} --help shows what it takes"), environment)

"""How a function becomes a command: it is given the environment and returns a result.

    app = group("artist", "Artists of the catalogue.")

    @command(app, "show")
    def show(env: Environment, artist: Annotated[str, typer.Argument(help="...")]) -> Result: ...

Every command made so takes ``--json``, ``--quiet``, ``--verbose`` and ``--profile`` after its own name,
as the root takes them before it.
"""

import inspect
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any

import typer

from audiostream.cli.completion import profiles
from audiostream.cli.environment import Environment, Options
from audiostream.cli.lazy_conversion import LazyConversionCommand, LazyConversionGroup
from audiostream.cli.output import Result, show


class Format(StrEnum):
    """What ``-o`` takes."""

    TEXT = "text"
    JSON = "json"


def _common(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document; the same as -o json.")] = False,
    output: Annotated[Format, typer.Option("-o", "--output", help="How data is printed.")] = Format.TEXT,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but data and errors.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Say more; errors with their origin.")] = False,
    profile: Annotated[
        str | None,
        typer.Option("--profile", help="The profile to use (see: config profiles).", autocompletion=profiles),
    ] = None,
) -> Options:
    return Options(profile=profile, json=as_json or output is Format.JSON, quiet=quiet, verbose=verbose)


COMMON = inspect.signature(_common).parameters


def adopt(options: Options, values: dict[str, Any]) -> None:
    """Take the values of the common options out of ``values`` and add what they say to ``options``."""
    given = _common(**{name: values.pop(name) for name in COMMON})
    options.profile = given.profile or options.profile
    options.json |= given.json
    options.quiet |= given.quiet
    options.verbose |= given.verbose


def group(name: str, help_: str) -> typer.Typer:
    """Return an empty group of commands."""
    return typer.Typer(
        name=name,
        help=help_,
        cls=LazyConversionGroup,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )


def command(
    app: typer.Typer, name: str, *, examples: Sequence[str] = ()
) -> Callable[[Callable[..., Result]], Callable[..., Result]]:
    """Register a function as a command; ``examples`` are shown in its help."""

    def register(body: Callable[..., Result]) -> Callable[..., Result]:
        own = list(inspect.signature(body, eval_str=True).parameters.values())[1:]
        common = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in COMMON.values()]
        context = inspect.Parameter("context", inspect.Parameter.KEYWORD_ONLY, annotation=typer.Context)
        keyword_only = [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in own]

        def run(*, context: typer.Context, **values: Any) -> int:  # noqa: ANN401 - whatever the body declares
            environment: Environment = context.obj
            adopt(environment.options, values)
            return show(body(environment, **values), environment)

        run.__signature__ = inspect.Signature([context, *keyword_only, *common])  # type: ignore[attr-defined]
        run.__annotations__ = {each.name: each.annotation for each in (context, *keyword_only, *common)}
        run.__doc__ = body.__doc__
        # A lone \b keeps the formatter from filling the lines below it.
        epilog = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples) if examples else None
        app.command(name, cls=LazyConversionCommand, epilog=epilog)(run)
        return body

    return register

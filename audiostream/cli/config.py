"""``audiostream config``: showing and changing settings."""

import os
import shlex
from collections.abc import Mapping
from typing import Annotated, TypeAlias

import typer

from audiostream import config, config_file
from audiostream.cli.command import command, group
from audiostream.cli.environment import Environment
from audiostream.cli.options import DryRun
from audiostream.cli.output import Result, Table


def _keys_from(incomplete: str) -> list[tuple[str, str]]:
    """Return what the tab key may make of the beginning of a KEY, each with what it is for."""
    meanings = {key: _meaning(key) for key in config.rules()}
    meanings[config_file.ACTIVE] = "the profile that is used when nothing else is said"
    return [(key, meaning) for key, meaning in meanings.items() if key.startswith(incomplete)]


Key: TypeAlias = Annotated[
    str, typer.Argument(metavar="KEY", help="A setting (see: config show), or profile.", autocompletion=_keys_from)
]

app = group("config", "Show and change settings.")


@command(app, "show", examples=["audiostream config show", "audiostream --profile home config show --all --json"])
def show(
    env: Environment,
    all_: Annotated[bool, typer.Option("--all", help="Those of other modes too.")] = False,
) -> Result:
    """Show the settings, and where their values come from.

    Those of another mode are left out that are not set. Secrets are masked. With --verbose also what each is for and
    may be.
    """
    loaded = env.loaded
    mode = loaded.settings.mode
    chosen = [key for key in config.rules() if all_ or config.matters(key, mode) or loaded.sources[key] != "default"]
    rows = [_shown(loaded, key) for key in chosen]
    more = ("for", "allowed") if env.options.verbose else ()
    columns = ("setting", "value", "from", *more)
    return Result(
        kind="config",
        data={"profile": loaded.profile, "path": loaded.path, "settings": rows},
        table=Table(columns=columns, rows=[tuple(str(row[column]) for column in columns) for row in rows]),
        notes=[f"Profile {loaded.profile}, from {loaded.path}" + ("" if loaded.path.exists() else " (no file yet)")],
        then="audiostream config set KEY VALUE",
    )


@command(app, "path", examples=["audiostream config path"])
def path(env: Environment) -> Result:  # noqa: ARG001 - every command is given it
    """Print where the configuration file is, or would be."""
    file = config.config_path().absolute()
    return Result(kind="config_path", data={"path": file, "exists": file.exists()}, text=str(file))


@command(
    app,
    "set",
    examples=[
        "audiostream config set volume 80",
        "audiostream --profile work config set user ada",
        "audiostream config set profile work",
    ],
)
def set_(
    env: Environment,
    key: Key,
    value: Annotated[str, typer.Argument(metavar="VALUE", help="What it shall be.")],
    dry_run: DryRun = False,
) -> Result:
    """Give a setting a value in the profile. --profile NAME makes that profile where there is none."""
    path = config.config_path()
    if key == config_file.ACTIVE:
        change = config_file.set_active(path, value, dry_run=dry_run)
    else:
        change = config_file.set_value(path, _profile(env), key, value, dry_run=dry_run)
    return _result(change, dry_run=dry_run)


@command(app, "unset", examples=["audiostream config unset volume"])
def unset(env: Environment, key: Key, dry_run: DryRun = False) -> Result:
    """Take a setting out of the profile. Its default holds again."""
    path = config.config_path()
    if key == config_file.ACTIVE:
        change = config_file.set_active(path, config.DEFAULT_PROFILE, dry_run=dry_run)
    else:
        change = config_file.unset_value(path, _profile(env), key, dry_run=dry_run)
    return _result(change, dry_run=dry_run)


@command(app, "profiles", examples=["audiostream config profiles"])
def profiles(env: Environment) -> Result:
    """List the profiles and what each sets. The one in use is marked."""
    tables = {config.DEFAULT_PROFILE: {}, **config.read_file(config.config_path()).get("profiles", {})}
    rows = [(name, _masked(table)) for name, table in sorted(tables.items())]
    active = _profile(env)
    return Result(
        kind="profiles",
        data=[{"name": name, "active": name == active, "settings": settings} for name, settings in rows],
        table=Table(
            columns=("in use", "profile", "settings"),
            rows=[("*" if name == active else "", name, _assignments(settings)) for name, settings in rows],
        ),
        then="audiostream config set profile NAME",
    )


def _profile(env: Environment) -> str:
    return config.active_profile(config.read_file(config.config_path()), env.options.profile)


def _shown(loaded: config.Loaded, key: str) -> dict[str, object]:
    return {
        "setting": key,
        "value": config.shown(key, getattr(loaded.settings, key)),
        "from": loaded.sources[key],
        "for": _meaning(key),
        "allowed": config.allowed(key),
    }


def _meaning(key: str) -> str:
    metadata = config.rules()[key].metadata
    return f"(mode {metadata['of']}) {metadata['help']}" if "of" in metadata else str(metadata["help"])


def _masked(table: Mapping[str, object]) -> dict[str, object]:
    return {key: config.shown(key, value) for key, value in table.items()}


def _assignments(settings: Mapping[str, object]) -> str:
    return " ".join(shlex.quote(f"{key}={value}") for key, value in settings.items())


def _result(change: config_file.Change, *, dry_run: bool) -> Result:
    key, profile = change.key, change.profile
    before, now = config.shown(key, change.before), config.shown(key, change.now)
    status = "unchanged" if change.before == change.now else "changed"
    what = f"{key} = {'(default)' if now is None else now}" + (f" in profile {profile}" if profile else "")
    variable = config.PREFIX + key.upper()
    said = f"would be {status}" if dry_run and status == "changed" else status
    return Result(
        kind="config_change",
        data={"status": status, "dry_run": dry_run, "profile": profile, "key": key, "before": before, "value": now},
        text=f"{said}: {what}",
        notes=[f"{variable} is set in the environment and comes first."] if os.environ.get(variable) else [],
    )

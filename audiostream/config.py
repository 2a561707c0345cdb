"""Settings: profiles in one TOML file, each value overridable by the environment.

The file is ``config.toml`` in the platform's configuration folder (or ``AUDIOSTREAM_CONFIG``):

    profile = "home"                 # the one used when nothing else is said

    [profiles.home]
    user = "ada"
    volume = 80

A value is taken from ``AUDIOSTREAM_<KEY>``, else from the profile, else from the default.
"""

import os
import stat
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import Field, dataclass, fields
from pathlib import Path
from typing import Any

from audiostream.errors import InvalidConfig
from audiostream.settings import APP, Settings

DEFAULT_PROFILE = "default"
PREFIX = "AUDIOSTREAM_"
MASK = "********"
_MAX_CHARACTERS = 1_000_000


def _config_dir() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Settings, and where each came from: ``command``, ``environment``, ``file`` or ``default``.

    ``remarks`` are for whoever looks after the file.
    """

    settings: Settings
    profile: str
    path: Path
    sources: Mapping[str, str]
    remarks: Sequence[str] = ()


def config_path() -> Path:
    """Return where the configuration file is, whether or not it exists."""
    override = os.environ.get(PREFIX + "CONFIG")
    return Path(override) if override else _config_dir() / "config.toml"


def _read(path: Path) -> str:
    # A pipe or terminal would be waited for, and some devices never end.
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError("it is not a regular file")
    with path.open(encoding="utf-8-sig") as file:
        content = file.read(_MAX_CHARACTERS + 1)
    if len(content) > _MAX_CHARACTERS:
        raise ValueError(f"it has more than {_MAX_CHARACTERS:,} characters")
    return content


def read_file(path: Path) -> dict[str, Any]:
    """Return the file's content, checked in its outer form; empty when there is no file.

    Raises:
        InvalidConfig: it cannot be read, is not TOML, or has keys of no meaning at its top.
    """
    try:
        content = tomllib.loads(_read(path))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise InvalidConfig(f"{path}: {error}", hint="Mend the file, or move it away to start anew.") from error
    for key in content:
        if key not in ("profile", "profiles"):
            raise InvalidConfig(
                f"{path}: {key!r} is not known at the top level; allowed are 'profile' and [profiles.NAME] tables"
            )
    profiles = content.get("profiles", {})
    if not isinstance(profiles, dict) or not all(isinstance(table, dict) for table in profiles.values()):
        raise InvalidConfig(f"{path}: 'profiles' must hold tables, written as [profiles.NAME]")
    if not isinstance(content.get("profile", ""), str):
        raise InvalidConfig(f"{path}: 'profile' must be the name of a profile, as text")
    return content


def active_profile(content: Mapping[str, Any], asked: str | None) -> str:
    """Return which profile is meant: the one asked for, else the environment's, else the file's."""
    return str(asked or os.environ.get(PREFIX + "PROFILE") or content.get("profile") or DEFAULT_PROFILE)


def check_profile(path: Path, content: Mapping[str, Any], name: str) -> None:
    """Raise ``InvalidConfig`` where a file's content has no profile of that name."""
    known = {DEFAULT_PROFILE, *content.get("profiles", {})}
    if name not in known:
        raise InvalidConfig(
            f"{path}: there is no profile {name!r}; there are: {', '.join(sorted(known))}",
            hint=f"Make it with: audiostream --profile {name} config set user NAME",
        )


def load(profile: str | None = None, overrides: Mapping[str, str] | None = None) -> Loaded:
    """Read the settings of a profile; ``overrides`` by key come before all else.

    Raises:
        InvalidConfig: the profile does not exist, or a key or value is not allowed; the message
            names the file or variable, the key and what is allowed.
    """
    path = config_path()
    content = read_file(path)
    name = active_profile(content, profile)
    check_profile(path, content, name)
    profiles: dict[str, dict[str, Any]] = content.get("profiles", {})
    values: dict[str, Any] = {}
    sources = dict.fromkeys(rules(), "default")
    for key, value in profiles.get(name, {}).items():
        values[key] = check(key, value, where=f"{path}: [profiles.{name}] {key}")
        sources[key] = "file"
    for key in sources:
        variable = PREFIX + key.upper()
        if text := os.environ.get(variable):
            values[key] = check(key, text, where=f"environment variable {variable}")
            sources[key] = "environment"
    for key, text in (overrides or {}).items():
        values[key] = check(key, text, where=key)
        sources[key] = "command"
    remarks = _exposed(path, profiles.get(name, {}))
    return Loaded(settings=Settings(**values), profile=name, path=path, sources=sources, remarks=remarks)


def _exposed(path: Path, keys: Collection[str]) -> Sequence[str]:
    """Return what is to be said of a file with secrets that others can read."""
    secret = any(rules()[key].metadata.get("secret") for key in keys)
    # Windows has no such modes; a folder of the user's own is closed to others there.
    if not secret or sys.platform == "win32" or not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return []
    return [f"{path} holds secrets, and others than you can read it: chmod 600 {path}"]


def check(key: str, value: object, *, where: str) -> object:
    """Return a value as its setting holds it; text is read as the setting's type.

    Raises:
        InvalidConfig: there is no such key, or the value is not allowed; ``where`` begins the message.
    """
    if key not in rules():
        raise no_such_setting(where, key)
    taken = _taken(rules()[key], value)
    if taken is None:
        raise InvalidConfig(f"{where}: {shown(key, value)!r} is not allowed; it must be {allowed(key)}")
    return taken


def no_such_setting(where: str, key: str) -> InvalidConfig:
    """Return the error for a key of no meaning; ``where`` begins the message."""
    from difflib import get_close_matches

    near = get_close_matches(key.lower(), rules(), n=1)
    hint = f"Did you mean {near[0]!r}?" if near else None
    return InvalidConfig(f"{where}: no such setting; allowed are: {', '.join(rules())}", hint=hint)


def _taken(rule: Field[Any], value: object) -> object | None:
    if rule.type is int:
        return _whole_number(rule.metadata, value)
    if not isinstance(value, str) or "\0" in value:
        return None
    if rule.type is Path:
        return _path(value) if value else None
    return _text(rule.metadata, value)


def _text(rule: Mapping[str, Any], text: str) -> str | None:
    if "choices" in rule:
        return text if text in rule["choices"] else None
    if not rule["minimum"] <= len(text) <= rule["maximum"]:
        return None
    if text and rule.get("file"):
        path = _path(text)
        return None if path is None else str(path)
    return text


def _path(text: str) -> Path | None:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # ~name of nobody
        return None


def _whole_number(limits: Mapping[str, Any], value: object) -> int | None:
    try:
        number = int(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(number, int) or isinstance(number, bool):
        return None
    return number if limits["minimum"] <= number <= limits["maximum"] else None


def rules() -> dict[str, Field[Any]]:
    """Return the settings by key, in the order they are shown in."""
    return {each.name: each for each in fields(Settings)}


def matters(key: str, mode: str) -> bool:
    """Return whether a setting says anything in a mode."""
    return rules()[key].metadata.get("of") in (None, mode)


def allowed(key: str) -> str:
    """Return what a setting may be, as in "it must be ..."."""
    rule = rules()[key]
    if rule.type is Path or rule.metadata.get("file"):
        return "a path"
    if "choices" in rule.metadata:
        return " or ".join(rule.metadata["choices"])
    limits = f"{rule.metadata['minimum']} to {rule.metadata['maximum']}"
    if rule.type is int:
        return f"a whole number from {limits}"
    return f"text of {limits} characters" if rule.metadata["minimum"] else "text"


def shown(key: str, value: object) -> object:
    """Return a value as output may show it: a secret that is set becomes asterisks."""
    rule = rules().get(key)
    if rule is not None and rule.metadata.get("secret") and value:
        return MASK
    return str(value) if isinstance(value, Path) else value

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
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from audiostream.errors import InvalidConfig

APP = "audiostream"
DEFAULT_PROFILE = "default"
PREFIX = "AUDIOSTREAM_"
MASK = "********"
_MAX_CHARACTERS = 1_000_000


def _config_dir() -> Path:
    from platformdirs import user_config_path

    return user_config_path(APP, appauthor=False)


def _data_dir() -> Path:
    from platformdirs import user_data_path

    return user_data_path(APP, appauthor=False)


def _login_name() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a passwd entry and without USER
        return "listener"


def _setting(default: Callable[[], Any], help_: str, **rule: Any) -> Any:  # noqa: ANN401 - a field of any type
    return field(default_factory=default, metadata={"help": help_, **rule})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """One profile's values, checked.

    A field's metadata is the whole of its documentation and rule: ``help``, ``choices`` or
    ``minimum`` and ``maximum``, and ``secret`` for what no output may show.
    """

    mode: str = _setting(lambda: "embedded", "where things are kept: on this machine alone", choices=("embedded",))
    user: str = _setting(_login_name, "whose history and playlists these are", minimum=1, maximum=255)
    data_dir: Path = _setting(_data_dir, "the folder of the databases and files")
    upload_jobs: int = _setting(lambda: 4, "files read at the same time by upload", minimum=1, maximum=64)
    audio_output: str = _setting(
        lambda: "auto",
        "where sound goes: auto, a libvlc output module (alsa, pulse, wasapi, auhal, ...), dummy, or file:PATH.wav",
        minimum=1,
        maximum=4096,
    )
    volume: int = _setting(lambda: 100, "the volume the player starts with, in percent", minimum=0, maximum=100)
    replay_gain: str = _setting(
        lambda: "track", "evening out loudness by the ReplayGain tags", choices=("off", "track", "album")
    )
    network_caching_ms: int = _setting(
        lambda: 150, "milliseconds of sound buffered from the network before it plays", minimum=0, maximum=60_000
    )


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """Settings, and where each came from: ``command``, ``environment``, ``file`` or ``default``."""

    settings: Settings
    profile: str
    path: Path
    sources: Mapping[str, str]


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
    return Loaded(settings=Settings(**values), profile=name, path=path, sources=sources)


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
    if not isinstance(value, str) or not value or "\0" in value:
        return None
    if rule.type is Path:
        try:
            return Path(value).expanduser().absolute()
        except RuntimeError:  # ~name of nobody
            return None
    if "choices" in rule.metadata:
        return value if value in rule.metadata["choices"] else None
    return value if rule.metadata["minimum"] <= len(value) <= rule.metadata["maximum"] else None


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


def allowed(key: str) -> str:
    """Return what a setting may be, as in "it must be ..."."""
    rule = rules()[key]
    if rule.type is Path:
        return "a path"
    if "choices" in rule.metadata:
        return " or ".join(rule.metadata["choices"])
    limits = f"{rule.metadata['minimum']} to {rule.metadata['maximum']}"
    return f"a whole number from {limits}" if rule.type is int else f"text of {limits} characters"


def shown(key: str, value: object) -> object:
    """Return a value as output may show it: a secret that is set becomes asterisks."""
    rule = rules().get(key)
    if rule is not None and rule.metadata.get("secret") and value:
        return MASK
    return str(value) if isinstance(value, Path) else value

"""Changing the configuration file: comments and order stay, and it is whole at any moment.

Only its owner may read it (mode 0600), as it may hold secrets.
"""

import re
import tomllib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from audiostream.config import DEFAULT_PROFILE, check, check_profile, no_such_setting, read_file, rules
from audiostream.errors import AudiostreamError, InvalidInput
from audiostream.files import replace_content
from audiostream.lock import folder_locked

_Document: TypeAlias = MutableMapping[str, Any]
_Changing: TypeAlias = Callable[[_Document], None]

ACTIVE = "profile"
"""The key beside the settings: the profile that is used when nothing else is said."""

_PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What the file had under a key, and has now; None stands for nothing. ``ACTIVE`` is of no profile."""

    profile: str | None
    key: str
    before: object
    now: object


def set_value(path: Path, profile: str, key: str, text: str, *, dry_run: bool = False) -> Change:
    """Give a setting a value in a profile. As ``set_values``."""
    return set_values(path, profile, {key: text}, dry_run=dry_run)[0]


def set_values(path: Path, profile: str, texts: Mapping[str, str], *, dry_run: bool = False) -> Sequence[Change]:
    """Give settings values in a profile, all or none; it is made if there is none of that name.

    Raises:
        InvalidConfig: the key or value is not allowed, or the file is not as it must be.
        InvalidInput: a profile cannot have that name.
        AudiostreamError: the file cannot be written.
    """
    profiles = read_file(path).get("profiles", {})
    if profile not in profiles:
        _check_name(profile)
    changes = []
    for key, text in texts.items():
        value = check(key, text, where=f"{path}: [profiles.{profile}] {key}")
        value = str(value) if isinstance(value, Path) else value
        changes.append(Change(profile=profile, key=key, before=profiles.get(profile, {}).get(key), now=value))

    def change(document: _Document) -> None:
        table = _table(_table(document, "profiles", of_tables=True), profile)
        for each in changes:
            table[each.key] = each.now

    # True equals 1, but is not what a number may be.
    if any((type(each.before), each.before) != (type(each.now), each.now) for each in changes) and not dry_run:
        _rewrite(path, change)
    return changes


def unset_value(path: Path, profile: str, key: str, *, dry_run: bool = False) -> Change:
    """Remove a setting from a profile.

    A key of no meaning can be removed as well: so a file with one is mended.

    Raises:
        InvalidConfig: there is no such setting, in the file neither; or the file is not as it must be.
        AudiostreamError: the file cannot be written.
    """
    table = read_file(path).get("profiles", {}).get(profile, {})
    if key not in table:
        if key not in rules():
            raise no_such_setting(f"{path}: [profiles.{profile}] {key}", key)
        return Change(profile=profile, key=key, before=None, now=None)

    def change(document: _Document) -> None:
        _table(_table(document, "profiles", of_tables=True), profile).pop(key, None)

    if not dry_run:
        _rewrite(path, change)
    return Change(profile=profile, key=key, before=table[key], now=None)


def set_active(path: Path, profile: str, *, dry_run: bool = False) -> Change:
    """Make a profile the one that is used when nothing else is said.

    Raises:
        InvalidConfig: there is no such profile, or the file is not as it must be.
        AudiostreamError: the file cannot be written.
    """
    content = read_file(path)
    check_profile(path, content, profile)
    before = str(content.get(ACTIVE) or DEFAULT_PROFILE)

    def change(document: _Document) -> None:
        document[ACTIVE] = profile

    if before != profile and not dry_run:
        _rewrite(path, change)
    return Change(profile=None, key=ACTIVE, before=before, now=profile)


def _check_name(profile: str) -> None:
    if not _PROFILE_NAME.fullmatch(profile):
        raise InvalidInput(
            f"{profile!r} cannot name a profile",
            hint="A name has up to 64 letters, digits, dots, dashes and underscores; a letter or digit is first.",
        )


def _table(parent: Any, name: str, *, of_tables: bool = False) -> Any:  # noqa: ANN401 - a dict or tomlkit's form of it
    import tomlkit

    if name not in parent:
        inline = isinstance(parent, tomlkit.items.InlineTable)
        parent[name] = tomlkit.inline_table() if inline else tomlkit.table(is_super_table=of_tables)
    return parent[name]


def _rewrite(path: Path, change: _Changing) -> None:
    try:
        # A link, as people's collections of settings have it, stays a link.
        target = path.resolve()
        target.parent.mkdir(parents=True, exist_ok=True)
        with folder_locked(target.parent):
            _rewrite_alone(path, target, change)
    except OSError as error:
        raise AudiostreamError(f"{path}: cannot be changed: {error}", hint="Nothing was changed.") from error


def _rewrite_alone(path: Path, target: Path, change: _Changing) -> None:
    import tomlkit

    before = target.read_text(encoding="utf-8-sig") if target.exists() else ""
    document, meant = tomlkit.parse(before), tomllib.loads(before)
    change(document)
    change(meant)
    after = tomlkit.dumps(document)
    # In files of an unusual form (dotted keys among tables) tomlkit may put a key in another place.
    if tomllib.loads(after) != meant:
        raise AudiostreamError(
            f"{path}: it is written in a form that cannot be changed safely",
            hint="Nothing was changed. Write its profiles as [profiles.NAME] tables, or change it in an editor.",
        )
    replace_content(target, after.encode())

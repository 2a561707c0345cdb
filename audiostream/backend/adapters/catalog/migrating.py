"""Which migrations there are, of which apps."""

import importlib
import pkgutil
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_DJANGO = "django."


class Migration(NamedTuple):
    """A migration as Django's table of them has it; sorted, those of an app are in order."""

    label: str
    name: str

    def __str__(self) -> str:
        """Return it as people read it: ``catalog.0001_initial``."""
        return f"{self.label}.{self.name}"


def known_migrations(apps: Iterable[str]) -> Sequence[Migration]:
    """Return those that this version has, app by app, each behind those that it depends on."""
    return [Migration(label_of(app), name) for app in apps for name in sorted(_names(app))]


def steps(apps: Iterable[str]) -> Sequence[Migration]:
    """Return those that are applied one by one: all of ours, and the last of each app of Django's own.

    With each come those before it.
    """
    return [each for app in apps for each in known_migrations([app])[-1 if app.startswith(_DJANGO) else 0 :]]


def label_of(app: str) -> str:
    """Return what Django calls an app of this name."""
    return app.rpartition(".")[2]


def _names(app: str) -> Iterable[str]:
    # From the files' names alone: most commands find all applied, and need no migration imported.
    return (module.name for module in pkgutil.iter_modules(importlib.import_module(f"{app}.migrations").__path__))

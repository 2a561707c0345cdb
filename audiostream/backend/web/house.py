"""What this process serves: the services, those of the user who asks, and the settings they were built from."""

from dataclasses import dataclass

from django.http import HttpRequest

from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.ids import UserId
from audiostream.settings import Settings


@dataclass(frozen=True)
class _House:
    services: Services
    settings: Settings


_installed: list[_House] = []


def install(services: Services, settings: Settings) -> None:
    """Let views use these services."""
    _installed[:] = [_House(services, settings)]


def root() -> Services:
    """Return the services of nobody in particular."""
    return _installed[0].services


def settings() -> Settings:
    """Return the settings of the profile."""
    return _installed[0].settings


def services_for(request: HttpRequest) -> Services:
    """Return the services of the account that asks; it is logged in."""
    return root().acting_for(UserId(request.user.get_username()))

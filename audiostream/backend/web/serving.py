"""The server as a whole: all that it needs made ready, then Granian with its workers, until it is told to stop.

Granian (https://github.com/emmett-framework/granian) is one HTTP server, in Rust, for HTTP/1.1 and 2, TLS, several
processes and files.
"""

import importlib.util
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audiostream.backend.domain.passwords import new_password
from audiostream.backend.web.listening import certificate_of, free_port, is_any, is_own
from audiostream.backend.web.logs import configuration
from audiostream.backend.web.metrics_folder import FOLDER_VARIABLE
from audiostream.backend.web.networks import networks
from audiostream.backend.web.secret import secret_key
from audiostream.errors import AudiostreamError, InvalidConfig, InvalidInput
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.bootstrap import Services

_NEEDED = ("argon2", "django_htmx", "granian", "ninja", "prometheus_client", "whitenoise")
_WORKER = "audiostream.backend.web.worker:application"
_CONNECTIONS = 4096
# A phone that has left the network says no goodbye, and its connection would stay.
_ARE_YOU_THERE_MS = 60_000


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a server listens; port 0 takes one that is free."""

    host: str
    port: int
    workers: int


@dataclass(frozen=True, kw_only=True)
class FirstAccount:
    """An account that a first start has made, and its password, which nobody knows yet."""

    name: str
    password: str


class Server:
    """A server for one profile. Making it makes all ready, and raises errors of ours where that cannot be."""

    def __init__(self, settings: Settings, services: "Services", place: Place) -> None:
        _check_installed()
        self._settings = settings
        self._certificate = certificate_of(settings)
        networks(settings.web_trusted_proxies)
        self._place = Place(host=place.host, port=free_port(place.host, place.port), workers=place.workers)
        services.prepare_database()
        secret_key(settings)
        self.first_account = _first_account(settings, services)

    @property
    def url(self) -> str:
        """The address to open."""
        host = "localhost" if is_own(self._place.host) or is_any(self._place.host) else self._place.host
        host = f"[{host}]" if ":" in host else host
        return f"http{'s' if self._certificate else ''}://{host}:{self._place.port}/"

    @property
    def remarks(self) -> list[str]:
        """What whoever starts it should know."""
        if is_own(self._place.host) or self._certificate or self._settings.web_trusted_proxies:
            return []
        return [
            (
                "others on the network can reach this server, and passwords come to it unencrypted: set "
                "web_certificate_file and web_key_file, or put a proxy with TLS before it (web_trusted_proxies)"
            )
        ]

    def run(self, environment: Mapping[str, str], *, readable: bool, verbose: bool) -> None:
        """Serve until SIGTERM or SIGINT; requests under way are answered first, within 8 seconds.

        ``environment`` is added to that of the workers: it names the profile.

        Raises:
            AudiostreamError: a worker cannot be started, or died twice in a row.
        """
        import multiprocessing

        from granian.constants import HTTPModes, Interfaces
        from granian.http import HTTP2Settings
        from granian.log import LogLevels

        from audiostream.backend.web.supervisor import STOP_WITHIN_S, Supervisor

        # A process that forks takes along open databases and threads' locks.
        multiprocessing.set_start_method("spawn", force=True)
        with tempfile.TemporaryDirectory(prefix="audiostream-metrics-") as folder:
            os.environ.update({**environment, FOLDER_VARIABLE: folder})
            server = Supervisor(
                _WORKER,
                factory=True,
                address=self._place.host,
                port=self._place.port,
                interface=Interfaces.RSGI,
                # Without TLS nobody speaks HTTP/2, and who is asked which of both, and says nothing, is waited for
                # for ever: by a few thousand such, no other gets in.
                http=HTTPModes.auto if self._certificate else HTTPModes.http1,
                http2_settings=HTTP2Settings(keep_alive_interval=_ARE_YOU_THERE_MS),
                websockets=False,
                workers=self._place.workers,
                backlog=_CONNECTIONS,
                # Of connections: one that pauses costs memory alone. The gateway bounds what is at work.
                backpressure=_CONNECTIONS,
                respawn_failed_workers=True,
                respawn_interval=1,
                workers_kill_timeout=STOP_WITHIN_S,
                log_level=LogLevels.info if verbose else LogLevels.warning,
                log_dictconfig=dict(configuration(readable=readable, verbose=verbose)),
                ssl_cert=self._certificate[0] if self._certificate else None,
                ssl_key=self._certificate[1] if self._certificate else None,
            )
            try:
                server.serve()
            except SystemExit as leaving:
                # At Ctrl-C workers may be gone before it is their turn.
                if leaving.code and not server.interrupt_signal:
                    raise AudiostreamError("the server's workers cannot run", hint="Its log says why.") from leaving


def _check_installed() -> None:
    for package in _NEEDED:
        if importlib.util.find_spec(package) is None:
            raise InvalidConfig(
                f"a server needs the package {package!r}, which is not installed",
                hint="pip install 'audiostream[server]'",
            )


def _first_account(settings: Settings, services: "Services") -> FirstAccount | None:
    if services.accounts.accounts(limit=1).items:
        return None
    password = new_password()
    try:
        account, is_new = services.accounts.add(settings.user, password, is_staff=True)
    except InvalidInput:  # the name of the profile's user cannot be that of an account
        return None
    return FirstAccount(name=account.user_id, password=password) if is_new else None

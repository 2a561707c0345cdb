"""A server of audiostream, over HTTP: no database, and no password, is known here."""

from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, NoReturn

from audiostream.backend.wiring.names import NoNames
from audiostream.errors import InvalidConfig, Rejected
from audiostream.settings import Settings

if TYPE_CHECKING:
    from audiostream.backend.adapters.http.options import HttpOptions
    from audiostream.backend.adapters.http.server import Server
    from audiostream.backend.ports import Delivery, DeviceAccount, Library, ListenReads, PlaylistReads, SongSender
    from audiostream.backend.services.publishing import Publisher


def device_account(settings: Settings, url: str) -> "DeviceAccount":
    """Return the account of this device on a server. Raises ``InvalidConfig`` where ``url`` is no address of one."""
    from audiostream.backend.adapters.http.account import HttpAccount

    return HttpAccount(_options(settings, url))


def _options(settings: Settings, url: str) -> "HttpOptions":
    from audiostream.backend.adapters.http.options import HttpOptions, server_address

    return HttpOptions(url=server_address(url), token=settings.server_token, ca_file=settings.server_ca_file or None)


class RemoteParts:
    """The ``Parts`` that a server of the settings gives; ``closing`` gives back the connections."""

    def __init__(self, settings: Settings, closing: ExitStack) -> None:
        self._settings = settings
        self._closing = closing

    @cached_property
    def library(self) -> "Library":
        """The server's."""
        from audiostream.backend.adapters.http.library import HttpLibrary

        return HttpLibrary(self._server)

    @cached_property
    def sender(self) -> "SongSender":
        """The server, which makes songs of files."""
        from audiostream.backend.adapters.http.uploads import HttpSongSender

        return HttpSongSender(self._server)

    @cached_property
    def delivery(self) -> "Delivery":
        """Addresses that the server gives."""
        from audiostream.backend.adapters.http.delivery import HttpDelivery

        return HttpDelivery(self._server)

    @cached_property
    def publisher(self) -> "Publisher":
        """The server, which logs what it is sent before it answers."""
        from audiostream.backend.adapters.http.publisher import HttpPublisher

        return HttpPublisher(self._server)

    @cached_property
    def playlists(self) -> "PlaylistReads":
        """Those of the account."""
        from audiostream.backend.adapters.http.playlists import HttpPlaylists

        return HttpPlaylists(self._server)

    @cached_property
    def listens(self) -> "ListenReads":
        """Those of the account."""
        from audiostream.backend.adapters.http.listens import HttpListens

        return HttpListens(self._server)

    @property
    def names(self) -> NoNames:
        """None."""
        return NoNames()

    def _elsewhere(self, *_: object) -> NoReturn:
        raise Rejected(
            "this works on the server's own files and databases, which are not here",
            hint="Do it where the server runs, or choose another profile: audiostream config profiles",
        )

    catalogue = media = stores = reader = accounts = web_database = request_threads = property(_elsewhere)
    web_delivery = prepare_database = new_reader = systems = _elsewhere

    @cached_property
    def _server(self) -> "Server":
        from audiostream.backend.adapters.http.server import Server

        if not (self._settings.server_url and self._settings.server_token):
            missing = "server_token" if self._settings.server_url else "server_url"
            raise InvalidConfig(f"{missing} is not set", hint="Log in to a server: audiostream login URL")
        server = Server(_options(self._settings, self._settings.server_url))
        self._closing.callback(server.close)
        return server

"""Logging a device in to a server, and out."""

from dataclasses import replace

import msgspec

from audiostream.backend.adapters.http.options import HttpOptions
from audiostream.backend.adapters.http.server import Server
from audiostream.backend.domain.accounts import LoggedIn
from audiostream.backend.domain.ids import UserId
from audiostream.errors import NotFound, Rejected, Unauthenticated


class _Issued(msgspec.Struct):
    token: str


class _Me(msgspec.Struct):
    user_id: str
    is_staff: bool
    token_id: str | None


class HttpAccount:
    """The port ``DeviceAccount``."""

    def __init__(self, options: HttpOptions) -> None:
        self._options = options
        self._server = Server(options)

    def find_server(self) -> None:
        """Ask who one is, as nobody: a server of ours does not know."""
        server = Server(replace(self._options, token=""))
        try:
            server.get("/me", _Me)
        except Unauthenticated:
            pass
        except NotFound as error:
            raise Rejected(f"{server.url} is a server, but none of audiostream", hint="Is this its address?") from error
        finally:
            server.close()

    def log_in(self, name: str, password: str, device: str) -> LoggedIn:
        """Have a token made."""
        # Not with the token that is there: it may be the reason for logging in anew.
        server = Server(replace(self._options, token=""))
        try:
            issued = server.post("/tokens", {"name": name, "password": password, "device": device}, _Issued)
        except NotFound as error:
            raise Rejected(f"{server.url} is a server, but none of audiostream", hint="Is this its address?") from error
        except Unauthenticated as error:
            raise Unauthenticated(error.message, hint="Who runs the server can give you an account.") from error
        finally:
            server.close()
        return self.log_in_by_token(issued.token)

    def log_in_by_token(self, token: str) -> LoggedIn:
        """Ask whose a token is."""
        server = Server(replace(self._options, token=token))
        try:
            me = server.get("/me", _Me)
        finally:
            server.close()
        return LoggedIn(url=server.url, user_id=UserId(me.user_id), is_staff=me.is_staff, token=token)

    def log_out(self) -> None:
        """Have the token refused."""
        me = self._server.get("/me", _Me)
        if me.token_id is not None:
            self._server.delete(f"/tokens/{me.token_id}", type(None))

    def close(self) -> None:
        """Close the connections."""
        self._server.close()

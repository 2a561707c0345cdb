"""Who asks: by a device's token, or by the session of a browser."""

from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from audiostream.backend.bootstrap import Services
from audiostream.backend.domain.accounts import Account
from audiostream.backend.domain.ids import UserId
from audiostream.backend.web import house
from audiostream.errors import Forbidden, Unauthenticated


class BearerToken(HttpBearer):
    """``Authorization: Bearer TOKEN``. One that is shown and refused is not made up for by a session."""

    def __init__(self, *, staff: bool = False) -> None:
        super().__init__()
        self._staff = staff

    def authenticate(self, request: HttpRequest, token: str) -> Account:
        """Return the account of a token, by one query. Raises ``Unauthenticated``, or ``Forbidden`` by rank."""
        owner = house.root().accounts.owner_of(token)
        if owner is None:
            raise Unauthenticated("this token is not valid (any more)", hint="Log in anew for another one.")
        account, device_token = owner
        request.device_token = device_token  # type: ignore[attr-defined] # for those who ask which it is
        return _admitted(account, staff=self._staff)


class Session(SessionAuth):
    """The session cookie; what changes something needs the CSRF token too."""

    def __init__(self, *, staff: bool = False) -> None:
        super().__init__()
        self._staff = staff

    def authenticate(self, request: HttpRequest, key: str | None) -> Account | None:  # noqa: ARG002
        """Return the account of a session. Raises ``Forbidden`` by rank."""
        user = request.user
        if not user.is_authenticated:
            return None
        account = Account(user_id=UserId(user.get_username()), is_staff=getattr(user, "is_staff", False))
        return _admitted(account, staff=self._staff)


ANYONE = [BearerToken(), Session()]
STAFF = [BearerToken(staff=True), Session(staff=True)]


def account_of(request: HttpRequest) -> Account:
    """Return the account that asks, as one of these found it."""
    account: Account = request.auth  # type: ignore[attr-defined] # ninja's own
    return account


def services_of(request: HttpRequest) -> Services:
    """Return the services of the account that asks."""
    return house.root().acting_for(account_of(request).user_id)


def _admitted(account: Account, *, staff: bool) -> Account:
    if staff and not account.is_staff:
        raise Forbidden("only staff may change the catalogue")
    return account

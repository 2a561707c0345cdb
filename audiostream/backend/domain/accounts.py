"""Who may use a server: accounts, and the tokens of their devices."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from audiostream.backend.domain.catalogue import utc_now
from audiostream.backend.domain.ids import UserId
from audiostream.errors import InvalidInput

MAX_USER_ID = 255
MAX_TOKENS = 100

# Printable to Python, and not to be seen: Default_Ignorable_Code_Point of Unicode's DerivedCoreProperties.txt, as far
# as it has letters and marks, and the blank of Braille.
_UNSEEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account; ``user_id`` is whose history and playlists it sees, and the name it logs in by.

    Staff may change the catalogue. One that is not active cannot log in, and its tokens are refused.
    """

    user_id: UserId
    is_staff: bool = False
    is_active: bool = True
    created_at: datetime = field(default_factory=utc_now)
    last_login_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceToken:
    """What a device of an account shows instead of a password; its secret is known to the device alone."""

    id: UUID
    user_id: UserId
    device: str
    created_at: datetime = field(default_factory=utc_now)
    last_used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """Attempts to log in that failed in a row, by the name or address they came from."""

    count: int
    last_at: datetime


def read_user_id(text: str) -> UserId:
    """Read the name of an account as it is stored: in NFC.

    Two that differ in what cannot be seen would be taken for one another, so nothing of the kind is allowed; those
    that differ in case alone are one (``names.fold``).

    Raises:
        InvalidInput: it is empty, longer than 255 characters, or has in it what cannot be seen or typed.
    """
    name = unicodedata.normalize("NFC", text)
    if not name.strip():
        raise InvalidInput("the name of an account is empty")
    if len(name) > MAX_USER_ID:
        raise InvalidInput(f"the name of an account has {len(name)} characters; {MAX_USER_ID} are allowed")
    if not name.isprintable() or _UNSEEN.search(name):
        raise InvalidInput(f"the name of an account has characters that cannot be seen: {name!a}")
    if name != " ".join(name.split()):
        raise InvalidInput(
            f"{name!r} cannot be the name of an account: it has spaces at an end, or two in a row",
            hint=f"Did you mean {' '.join(name.split())!r}?",
        )
    return UserId(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedIn:
    """A device that is logged in to a server: as whom, and by which token, at which address."""

    url: str
    user_id: UserId
    is_staff: bool
    token: str = field(repr=False)

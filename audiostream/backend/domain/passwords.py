"""What a password must be, and one that nobody guesses.

The rules are those of NIST SP 800-63B, section 5.1.1.2: a least length, no rule about kinds of characters, none that
everybody tries first, and one form of what Unicode writes in several.
"""

import secrets
import unicodedata

from audiostream.backend.domain.names import fold
from audiostream.errors import InvalidInput

MIN_LENGTH = 8
# Hashing takes time by the length.
MAX_LENGTH = 1000
_FEWEST_KINDS = 3

# Without those that look like others: i l o 0 1.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 5


def normal(password: str) -> str:
    """Return a password in the one form that is hashed: keyboards differ in how they compose an accent."""
    return unicodedata.normalize("NFKC", password)


def check_new_password(password: str, user_id: str) -> str:
    """Return a password in the form that is hashed. Whether it is a common one is not known here.

    Raises:
        InvalidInput: it has less than 8 characters or more than 1000, is the name, or cannot be typed.
    """
    given = normal(password)
    hint = "Several words are easy to remember and hard to guess."
    if len(given) < MIN_LENGTH:
        raise InvalidInput(f"the password is too short: at least {MIN_LENGTH} characters are needed", hint=hint)
    if len(given) > MAX_LENGTH:
        raise InvalidInput(f"the password has {len(given)} characters; {MAX_LENGTH} are allowed")
    if not can_be_one(given):
        raise InvalidInput("the password has control characters, or is not valid Unicode text")
    if fold(given) == fold(user_id):
        raise InvalidInput("the password is the name", hint=hint)
    if len(set(given)) < _FEWEST_KINDS:
        raise InvalidInput("the password is the same few characters again and again", hint=hint)
    return given


def can_be_one(password: str) -> bool:
    """Return whether a text can be hashed, in bounded time, and be somebody's password."""
    return len(password) <= MAX_LENGTH and not any(unicodedata.category(char) in ("Cc", "Cs") for char in password)


def new_password() -> str:
    """Return a password of 20 random characters (99 bits) that can be read out and typed."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)

"""Passwords that everybody tries first."""

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError


def is_common(password: str) -> bool:
    """Return whether a password, its case aside, is among the 20,000 commonest that Django has a list of."""
    try:
        CommonPasswordValidator().validate(password)
    except ValidationError:
        return True
    return False

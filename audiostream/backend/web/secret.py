"""The key that signs sessions and addresses: made on the first start, and kept."""

import secrets

from audiostream.errors import InvalidConfig, Unavailable
from audiostream.files import replace_content
from audiostream.lock import folder_locked
from audiostream.settings import Settings

NAME = "secret.key"
_BYTES = 48
# What Django's own check asks for; a longer one is no safer.
_SHORTEST = 50
_FEWEST_KINDS = 5


def secret_key(settings: Settings) -> str:
    """Return the setting ``web_secret_key``, else the key in the data folder, which is made where there is none.

    Raises:
        InvalidConfig: the key is too short or too plain to be one.
        Unavailable: it can be neither read nor made.
    """
    if settings.web_secret_key:
        return _checked(settings.web_secret_key, "web_secret_key")
    path = settings.data_dir / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with folder_locked(path.parent):
            if not path.exists():
                replace_content(path, secrets.token_urlsafe(_BYTES).encode())
            return _checked(path.read_text(encoding="utf-8").strip(), str(path))
    except UnicodeDecodeError as error:
        raise _damaged(str(path)) from error
    except OSError as error:
        raise Unavailable(f"{path}: {error.strerror}") from error


def _checked(key: str, where: str) -> str:
    if len(key) < _SHORTEST or len(set(key)) < _FEWEST_KINDS:
        raise _damaged(where)
    return key


def _damaged(where: str) -> InvalidConfig:
    return InvalidConfig(
        f"{where} is no key: one has {_SHORTEST} characters or more, by chance",
        hint="Remove it, and a new one is made; whoever is logged in by a browser has to log in anew.",
    )

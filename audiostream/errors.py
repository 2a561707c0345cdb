"""Every error that audiostream raises on purpose.

Each has a stable ``code`` (for programs), a message (for people) and, where something can be
done about it, a hint. Two translators alone turn them into what a person sees:
``cli/output.py`` and the web server's.
"""

from typing import ClassVar


class AudiostreamError(Exception):
    """Base of all errors of ours; catching it catches nothing that is a bug."""

    code: ClassVar[str] = "failed"

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidInput(AudiostreamError):
    """What the caller gave cannot be used: a name, an id, a cursor, a date."""

    code = "invalid_input"


class InvalidConfig(AudiostreamError):
    """A setting is unknown or has a value that is not allowed."""

    code = "invalid_config"


class NotFound(AudiostreamError):
    """The thing named does not exist."""

    code = "not_found"


class Conflict(AudiostreamError):
    """The thing exists already, in another form than the one asked for."""

    code = "conflict"


class Unusable(AudiostreamError):
    """A file cannot become a song: not audio, damaged, or with tags that must not be stored."""

    code = "unusable"


class Unavailable(AudiostreamError):
    """A service or device does not answer now; the same call may succeed later."""

    code = "unavailable"


class Rejected(AudiostreamError):
    """A service refused the request and will refuse it again."""

    code = "rejected"


class InvalidEvent(AudiostreamError):
    """An event that no consumer can ever apply; it belongs in the dead-letter topic."""

    code = "invalid_event"


class Unauthenticated(AudiostreamError):
    """Who asks is not known: no account and password, or no token, that is valid."""

    code = "unauthenticated"


class Forbidden(AudiostreamError):
    """Who asks is known, and may not do this."""

    code = "forbidden"


class Throttled(AudiostreamError):
    """It was tried too often; ``retry_after_s`` is after how many seconds it may be tried again."""

    code = "throttled"

    def __init__(self, message: str, *, retry_after_s: int, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after_s = retry_after_s

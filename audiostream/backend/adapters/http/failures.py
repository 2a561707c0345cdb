"""What a server's refusals mean here: its problem details (RFC 9457) become the errors they were made of."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import msgspec

from audiostream import errors
from audiostream.backend.adapters.tls import distrust

_LOGIN = "Log in anew: audiostream login {url}"
_AWAY = "Is it running, and is this its address, http:// where it has no TLS? Another one: audiostream login URL"
_ERRORS: dict[str, type[errors.AudiostreamError]] = {
    kind.code: kind
    for kind in (
        errors.InvalidInput,
        errors.InvalidEvent,
        errors.NotFound,
        errors.Conflict,
        errors.Unusable,
        errors.Unavailable,
        errors.Rejected,
        errors.Forbidden,
    )
}
_SERVER_ERROR = 500
_SECONDS = re.compile("[0-9]{1,9}")


class _Problem(msgspec.Struct):
    detail: str
    code: str
    hint: str | None = None


@contextmanager
def reached(url: str) -> Iterator[None]:
    """Raise ``Unavailable`` where the server at an address does not answer."""
    try:
        yield
    except httpx.TimeoutException as error:
        raise errors.Unavailable(f"{url} does not answer in time", hint=_AWAY) from error
    except httpx.TransportError as error:
        raise errors.Unavailable(f"{url} cannot be reached: {_reason(error)}", hint=_AWAY) from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise errors.Rejected(f"{url} does not speak as a server of audiostream does: {error}", hint=_AWAY) from error


def check(response: httpx.Response, url: str) -> None:
    """Raise the error that an answer tells, if it tells one."""
    if not response.is_success:
        raise _error(response, url)


def _error(response: httpx.Response, url: str) -> errors.AudiostreamError:
    problem = _problem(response)
    if problem is None:
        said = f"{url} answers {response.status_code} {response.reason_phrase}".rstrip()
        if response.status_code >= _SERVER_ERROR:
            return errors.Unavailable(said, hint="Try again; the server's own log tells more.")
        return errors.Rejected(f"{said}, which no server of audiostream does", hint=_AWAY)
    if problem.code == errors.Unauthenticated.code:
        return errors.Unauthenticated(f"{url}: {problem.detail}", hint=_LOGIN.format(url=url))
    if problem.code == errors.Throttled.code:
        after = response.headers.get("Retry-After", "")
        wait = int(after) if _SECONDS.fullmatch(after) else 60
        return errors.Throttled(problem.detail, retry_after_s=wait, hint=problem.hint)
    kind = _ERRORS.get(problem.code)
    if kind is None:
        kind = errors.Unavailable if response.status_code >= _SERVER_ERROR else errors.Rejected
    return kind(problem.detail, hint=problem.hint)


def is_problem(response: httpx.Response) -> bool:
    """Return whether a server of ours says this, and nothing that stands before it."""
    return bool(response.headers.get("Content-Type", "").partition(";")[0] == "application/problem+json")


def _problem(response: httpx.Response) -> _Problem | None:
    if not is_problem(response):
        return None
    try:
        return msgspec.json.decode(response.content, type=_Problem)
    except msgspec.MsgspecError:
        return None


def _reason(error: httpx.TransportError) -> str:
    # "[Errno 111] Connection refused": the number is noise to who reads it.
    return distrust(error) or str(error).rpartition("] ")[2] or type(error).__name__

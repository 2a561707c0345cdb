"""From boto3's errors to ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from audiostream.backend.adapters.tls import distrust
from audiostream.errors import AudiostreamError, Rejected, Unavailable

# Of HeadObject and HeadBucket the code is the status, as their answers have no body.
MISSING = frozenset({"404", "NoSuchKey", "NotFound", "NoSuchUpload"})
# A write that was to happen only if nothing was there, or only over what was seen before; the second is
# Amazon's answer where another write to the key was under way.
TAKEN = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})
MISFIT = frozenset({"BadDigest", "InvalidDigest", "XAmzContentSHA256Mismatch"})

_AGAIN = frozenset({"RequestTimeout", "SlowDown", "ServiceUnavailable", "InternalError", "OperationAborted"})
_HINTS = {
    "NoSuchBucket": "Make it with: audiostream cluster init --only storage",
    "RequestTimeTooSkewed": "Set this machine's clock: it is more than 15 minutes off.",
    "AccessDenied": "The credentials lack a permission on that bucket.",
    "403": "See s3_access_key and s3_secret_key, and what they permit on that bucket.",
    "InvalidAccessKeyId": "See the setting s3_access_key.",
    "SignatureDoesNotMatch": "See the setting s3_secret_key.",
    "ExpiredToken": "Renew the credentials that boto3 found.",
}
_NO_CREDENTIALS = (
    "Set s3_access_key and s3_secret_key, or give credentials by one of boto3's own ways, such as AWS_PROFILE."
)
_TRUST = (
    "Set s3_ca_file to the authorities of its certificate; see the names this is for, and that it speaks TLS there."
)


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Raise boto3's errors as ours; ``place`` begins the message."""
    try:
        from boto3.exceptions import Boto3Error
        from botocore.exceptions import BotoCoreError, ClientError
    except ImportError as error:
        raise Unavailable(f"boto3 is missing: {error}", hint="pip install 'audiostream[cluster]'") from error
    try:
        yield
    except (BotoCoreError, Boto3Error) as error:
        raise _of_the_way(error, place) from error
    except ClientError as error:
        raise _of_the_answer(error, place) from error


def code_of(error: Exception) -> str:
    """Return the code of a ``botocore.exceptions.ClientError``, such as ``NoSuchKey`` or ``404``."""
    return str(getattr(error, "response", {}).get("Error", {}).get("Code", ""))


def _of_the_way(error: Exception, place: str) -> AudiostreamError:
    """Return what kept a request from being answered."""
    from botocore import exceptions

    message = f"{place}: {error}"
    if isinstance(error, exceptions.NoCredentialsError | exceptions.PartialCredentialsError):
        return Rejected(message, hint=_NO_CREDENTIALS)
    if isinstance(error, exceptions.SSLError):
        why = distrust(error)
        return Unavailable(f"{place}: {why}" if why else message, hint=_TRUST)
    if isinstance(error, exceptions.HTTPClientError | exceptions.ConnectionError | exceptions.CredentialRetrievalError):
        hint = "Start the server, or set s3_endpoint to its address; see its log."
        return Unavailable(message, hint=hint)
    return Rejected(message)


def _of_the_answer(error: Exception, place: str) -> AudiostreamError:
    response = getattr(error, "response", {})
    code = code_of(error)
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    message = f"{place}: {response.get('Error', {}).get('Message') or 'refused'} ({code or status})"
    again = code in _AGAIN or code == "NoSuchBucket" or code in TAKEN or status >= 500 or status == 429  # noqa: PLR2004 - HTTP's
    return (Unavailable if again else Rejected)(message, hint=_HINTS.get(code))

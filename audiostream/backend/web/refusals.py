"""What HTTP itself makes a server refuse, as errors of ours, so that all are told in one form."""

from audiostream.errors import AudiostreamError


class MalformedRequest(AudiostreamError):
    """The body is not what its type says."""

    code = "malformed_request"


class MethodNotAllowed(AudiostreamError):
    """There is something at this address, and not for this method."""

    code = "method_not_allowed"


class BodyTooLarge(AudiostreamError):
    """The body is larger than the server takes."""

    code = "body_too_large"


class UnsupportedMediaType(AudiostreamError):
    """The body is of a type that nothing here reads."""

    code = "unsupported_media_type"


class RequestTimeout(AudiostreamError):
    """The body did not come in time."""

    code = "request_timeout"

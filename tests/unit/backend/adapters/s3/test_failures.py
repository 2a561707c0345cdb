"""What boto3 raises is told as what it means."""

import sys

import pytest
from botocore import exceptions
from botocore.exceptions import ClientError

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.failures import translated
from audiostream.backend.adapters.s3.options import S3Options
from audiostream.errors import AudiostreamError, Rejected, Unavailable


def _answer(code: str, status: int) -> ClientError:
    response = {"Error": {"Code": code, "Message": "no"}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(response, "PutObject")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "kind", "hint"),
    [
        (_answer("SlowDown", 503), Unavailable, None),
        (_answer("InternalError", 500), Unavailable, None),
        (_answer("Unheard", 502), Unavailable, None),
        (_answer("Unheard", 400), Rejected, None),
        (_answer("TooManyRequests", 429), Unavailable, None),
        (_answer("NoSuchBucket", 404), Unavailable, "cluster init"),
        (_answer("AccessDenied", 403), Rejected, "permission"),
        (_answer("RequestTimeTooSkewed", 403), Rejected, "clock"),
        (exceptions.NoCredentialsError(), Rejected, "AWS_PROFILE"),
        (exceptions.EndpointConnectionError(endpoint_url="http://x"), Unavailable, "s3_endpoint"),
        (exceptions.ReadTimeoutError(endpoint_url="http://x"), Unavailable, "s3_endpoint"),
        (exceptions.ParamValidationError(report="Invalid bucket name"), Rejected, None),
    ],
    ids=str,
)
def test_an_error_is_told_as_what_it_means(error: Exception, kind: type[AudiostreamError], hint: str | None) -> None:
    with pytest.raises(kind, match="the bucket") as caught, translated("the bucket"):
        raise error
    assert (hint is None and caught.value.hint is None) or str(hint) in str(caught.value.hint)


def test_a_missing_package_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    monkeypatch.setitem(sys.modules, "boto3.exceptions", None)
    with pytest.raises(Unavailable, match="boto3 is missing") as caught:
        Bucket(S3Options(bucket="b")).head("songs/aa/aa.flac")
    assert caught.value.hint == "pip install 'audiostream[cluster]'"

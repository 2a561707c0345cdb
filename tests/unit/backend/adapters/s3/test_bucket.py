"""Which address of a bucket is for whom."""

import pytest

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.options import S3Options


@pytest.mark.parametrize(
    ("public", "signed_for"), [(None, "http://s3.private:8333"), ("https://s3.example", "https://s3.example")]
)
def test_players_get_the_address_that_they_can_reach(public: str | None, signed_for: str) -> None:
    bucket = Bucket(
        S3Options(
            bucket="music",
            endpoint="http://s3.private:8333",
            public_endpoint=public,
            access_key="a",
            secret_key="b",  # noqa: S106 - of nobody
        )
    )
    url = bucket.signer.generate_presigned_url("get_object", Params={"Bucket": "music", "Key": "one.flac"})
    assert url.startswith(f"{signed_for}/music/one.flac?")
    assert bucket.client.meta.endpoint_url == "http://s3.private:8333"

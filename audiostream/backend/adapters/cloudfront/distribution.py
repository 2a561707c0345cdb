"""The settings of the distribution, as its API takes them."""

from typing import Any

# Amazon's own cache policy "CachingOptimized": neither headers nor the signature are part of what is cached.
_CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6"
_ORIGIN = "audiostream-bucket"
_METHODS = ["GET", "HEAD"]


def new_config(  # noqa: PLR0913 - by keyword alone
    *, comment: str, bucket: str, region: str, access_control: str, key_group: str, ipv6: bool
) -> dict[str, Any]:
    """Return a distribution: HTTPS, signed addresses alone, and the bucket reached as CloudFront itself."""
    return {
        # The same reference again is the same request again.
        "CallerReference": comment,
        "Comment": comment,
        "Enabled": True,
        "HttpVersion": "http2and3",
        "IsIPV6Enabled": ipv6,
        "Origins": {
            "Quantity": 1,
            "Items": [
                {
                    "Id": _ORIGIN,
                    "DomainName": f"{bucket}.s3.{region}.amazonaws.com",
                    "OriginAccessControlId": access_control,
                    "S3OriginConfig": {"OriginAccessIdentity": ""},
                }
            ],
        },
        "DefaultCacheBehavior": {
            "TargetOriginId": _ORIGIN,
            "ViewerProtocolPolicy": "https-only",
            "CachePolicyId": _CACHING_OPTIMIZED,
            "AllowedMethods": {
                "Quantity": 2,
                "Items": _METHODS,
                "CachedMethods": {"Quantity": 2, "Items": _METHODS},
            },
            # Music is compressed already.
            "Compress": False,
            "TrustedKeyGroups": _groups([key_group]),
        },
    }


def key_groups(config: dict[str, Any]) -> list[str]:
    """Return the key groups whose signatures a distribution takes."""
    found = config["DefaultCacheBehavior"].get("TrustedKeyGroups", {})
    return list(found.get("Items", ())) if found.get("Enabled") else []


def trusting(config: dict[str, Any], key_group: str) -> dict[str, Any]:
    """Return a distribution's settings with one key group more: addresses of the others stay good."""
    behavior = config["DefaultCacheBehavior"] | {"TrustedKeyGroups": _groups([*key_groups(config), key_group])}
    return config | {"DefaultCacheBehavior": behavior}


def is_private(config: dict[str, Any], access_control: str) -> bool:
    """Return whether all its origins are reached by the access control."""
    return all(each.get("OriginAccessControlId") == access_control for each in config["Origins"]["Items"])


def statement(bucket: str, arn: str) -> dict[str, Any]:
    """Return what lets a distribution read a bucket; to list tells a missing file from a forbidden one."""
    return {
        "Sid": "audiostream-cloudfront",
        "Effect": "Allow",
        "Principal": {"Service": "cloudfront.amazonaws.com"},
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{bucket}/songs/*", f"arn:aws:s3:::{bucket}"],
        "Condition": {"StringEquals": {"AWS:SourceArn": arn}},
    }


def _groups(ids: list[str]) -> dict[str, Any]:
    return {"Enabled": True, "Quantity": len(ids), "Items": ids}

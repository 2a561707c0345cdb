"""CloudFront set up by the installed command, on a server that stands in for AWS."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import aws
from tests.support.clusters import listener_with, own_settings
from tests.support.listener import Listener
from tests.support.signing import make_key

pytestmark = [pytest.mark.servers, pytest.mark.slow]

ITEMS = ("public key", "key group", "origin access control", "distribution", "bucket policy")


class Account:
    """A listener with an account of AWS that has a bucket; ``init`` sets CloudFront up, and nothing else."""

    def __init__(self, listener: Listener, address: str, key: Path) -> None:
        self.listener = listener
        self.key = key
        self.cloudfront = aws.client(address, "cloudfront")
        self.s3 = aws.client(address, "s3")

    def init(self, *arguments: str, code: int = 0) -> dict[str, str]:
        """Return what became of each thing, by its kind."""
        done = self.listener.run("cluster", "init", "--with-cdn", "--only", "cdn", *arguments, "--json", code=code)
        return {item["kind"]: item["status"] for item in done.data["items"]}

    def distributions(self) -> list[dict[str, Any]]:
        """Return what there is at AWS."""
        return list(self.cloudfront.list_distributions()["DistributionList"].get("Items", ()))

    def change(self, **changes: object) -> None:
        """Change the distribution, as somebody does by hand."""
        [made] = self.distributions()
        found = self.cloudfront.get_distribution_config(Id=made["Id"])
        config = found["DistributionConfig"] | changes
        self.cloudfront.update_distribution(Id=made["Id"], IfMatch=found["ETag"], DistributionConfig=config)


@pytest.fixture
def account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Account]:
    key = tmp_path / "cdn.pem"
    make_key(key)
    with aws.running_aws() as address, own_settings() as servers:
        aws.client(address, "s3").create_bucket(Bucket="music")
        # boto3's own way to say where a service is; audiostream has no setting for another CloudFront.
        monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", address)
        given = {
            "s3_endpoint": address,
            "s3_region": aws.REGION,
            "s3_bucket": "music",
            "s3_access_key": aws.ACCESS_KEY,
            "s3_secret_key": aws.SECRET_KEY,
            "cdn_private_key_file": key.as_posix(),
        }
        yield Account(listener_with(servers | given, tmp_path / "home"), address, key)


def test_a_distribution_is_made_once_and_used_by_the_settings_it_tells(account: Account) -> None:
    assert account.init("--dry-run") == dict.fromkeys(ITEMS, "created")
    assert account.distributions() == [], "a dry run changes nothing"
    told = account.listener.run("cluster", "init", "--with-cdn", "--only", "cdn").out
    [made] = account.distributions()
    [key] = account.cloudfront.list_public_keys()["PublicKeyList"]["Items"]
    assert f"set cdn_key_pair_id to {key['Id']}" in told
    assert f"set cdn_domain to {made['DomainName']}" in told
    assert made["ARN"] in account.s3.get_bucket_policy(Bucket="music")["Policy"]
    assert account.init() == dict.fromkeys(ITEMS, "unchanged")
    assert len(account.distributions()) == 1
    account.listener.run("config", "set", "cdn_key_pair_id", key["Id"])
    account.listener.run("config", "set", "cdn_domain", made["DomainName"])
    # Where it is set, it belongs to the cluster without being asked for.
    found = [each for each in _health(account, code=3) if each["system"] == "cdn"]
    assert len(found) > len(ITEMS)
    assert [each for each in found if not each["ok"]] == []


def test_what_somebody_has_changed_is_told_and_left(account: Account) -> None:
    account.init()
    account.change(Enabled=False)
    assert account.init(code=5) == {**dict.fromkeys(ITEMS, "unchanged"), "distribution": "drifted"}
    assert account.init("--dry-run", code=5)["distribution"] == "drifted"
    done = account.listener.run("cluster", "init", "--with-cdn", "--only", "cdn", code=5)
    assert "Enable it." in done.err
    assert not account.distributions()[0]["Enabled"], "it is left as it is"


def test_a_new_key_is_added_and_taken_from_then_on(account: Account) -> None:
    account.init()
    make_key(account.key, "rsa")
    assert account.init("--dry-run") == {
        "public key": "created",
        "key group": "created",
        "origin access control": "unchanged",
        "distribution": "changed",
        "bucket policy": "unchanged",
    }
    account.init()
    [made] = account.distributions()
    assert made["DefaultCacheBehavior"]["TrustedKeyGroups"]["Quantity"] == 2


def test_without_a_key_or_an_account_it_is_told_what_to_do(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_CLOUDFRONT", "http://127.0.0.1:1")
    assert account.init(code=3) == {"connection": "failed"}
    account.listener.run("config", "unset", "cdn_private_key_file")
    done = account.listener.run("cluster", "init", "--with-cdn", code=2)
    assert "cdn_private_key_file is not set" in done.err
    assert "openssl genpkey" in done.err


def _health(account: Account, *, code: int) -> list[dict[str, Any]]:
    findings: list[dict[str, Any]] = account.listener.run("cluster", "status", "--json", code=code).data["findings"]
    return findings

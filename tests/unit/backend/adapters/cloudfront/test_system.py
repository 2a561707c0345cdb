"""A distribution set up on a server that stands in for AWS."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audiostream.backend.adapters.cloudfront.options import CloudFrontOptions
from audiostream.backend.adapters.cloudfront.system import CloudFrontSystem
from audiostream.backend.cluster.system import State, Step
from tests.support.aws import ACCESS_KEY, REGION, SECRET_KEY, client, running_aws
from tests.support.signing import make_key

pytestmark = pytest.mark.slow


@pytest.fixture
def options(tmp_path: Path) -> Iterator[CloudFrontOptions]:
    """Run the server with a bucket on it, and nothing else."""
    make_key(tmp_path / "cdn.pem")
    with running_aws() as address:
        client(address, "s3").create_bucket(Bucket="music")
        yield CloudFrontOptions(
            private_key_file=tmp_path / "cdn.pem",
            bucket="music",
            region=REGION,
            access_key=ACCESS_KEY,
            secret_key=SECRET_KEY,
            endpoint=address,
            s3_endpoint=address,
        )


def _client(options: CloudFrontOptions, service: str) -> Any:  # noqa: ANN401 - boto3 has no types for it
    return client(str(options.endpoint), service)


def _applied(steps: Sequence[Step]) -> list[str]:
    return [step.apply() for step in steps if step.apply]


def _states(system: CloudFrontSystem) -> list[State]:
    return [step.item.state for step in system.plan()]


def test_all_is_made_once_and_then_found_again(options: CloudFrontOptions) -> None:
    system = CloudFrontSystem(options)
    assert _states(system) == [State.MISSING] * 5
    done = _applied(system.plan())
    assert _states(CloudFrontSystem(options)) == [State.UNCHANGED] * 5
    assert _applied(CloudFrontSystem(options).plan()) == []
    [made] = _client(options, "cloudfront").list_distributions()["DistributionList"]["Items"]
    assert f"set cdn_domain to {made['DomainName']}" in done[3]
    behavior = made["DefaultCacheBehavior"]
    assert behavior["ViewerProtocolPolicy"] == "https-only"
    assert behavior["TrustedKeyGroups"]["Items"] == [done[1]]
    assert made["Origins"]["Items"][0]["OriginAccessControlId"] == done[2]


def test_a_plan_may_be_applied_twice(options: CloudFrontOptions) -> None:
    steps = CloudFrontSystem(options).plan()
    assert _applied(steps) == _applied(steps)
    client = _client(options, "cloudfront")
    assert client.list_distributions()["DistributionList"]["Quantity"] == 1
    assert client.list_public_keys()["PublicKeyList"]["Quantity"] == 1


def test_a_new_key_is_added_and_the_old_one_stays(options: CloudFrontOptions) -> None:
    _applied(CloudFrontSystem(options).plan())
    make_key(options.private_key_file)
    assert _states(CloudFrontSystem(options)) == [
        State.MISSING,
        State.MISSING,
        State.UNCHANGED,
        State.OUTDATED,
        State.UNCHANGED,
    ]
    _applied(CloudFrontSystem(options).plan())
    assert _states(CloudFrontSystem(options)) == [State.UNCHANGED] * 5
    [made] = _client(options, "cloudfront").list_distributions()["DistributionList"]["Items"]
    assert made["DefaultCacheBehavior"]["TrustedKeyGroups"]["Quantity"] == 2


def test_where_players_are_bound_to_addresses_of_ipv4_nobody_comes_by_ipv6(options: CloudFrontOptions) -> None:
    _applied(CloudFrontSystem(options).plan())
    bound = CloudFrontSystem(replace(options, ip_range="192.0.2.0/24"))
    [drifted] = [step.item for step in bound.plan() if step.item.state is State.DRIFTED]
    assert (drifted.kind, drifted.detail) == ("distribution", "takes players by IPv6 too")
    client = _client(options, "cloudfront")
    [made] = client.list_distributions()["DistributionList"]["Items"]
    found = client.get_distribution_config(Id=made["Id"])
    config = found["DistributionConfig"] | {"IsIPV6Enabled": False}
    client.update_distribution(Id=made["Id"], IfMatch=found["ETag"], DistributionConfig=config)
    assert {step.item.state for step in bound.plan()} == {State.UNCHANGED}


def test_what_others_permit_on_the_bucket_stays(options: CloudFrontOptions) -> None:
    theirs = (
        '{"Version": "2012-10-17", "Statement": [{"Sid": "theirs", "Effect": "Deny", "Principal": "*",'
        ' "Action": "s3:*", "Resource": "arn:aws:s3:::music/*",'
        ' "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}'
    )
    s3 = _client(options, "s3")
    s3.put_bucket_policy(Bucket="music", Policy=theirs)
    _applied(CloudFrontSystem(options).plan())
    policy = s3.get_bucket_policy(Bucket="music")["Policy"]
    assert '"theirs"' in policy
    assert '"audiostream-cloudfront"' in policy


def test_health_tells_each_thing_with_its_remedy(options: CloudFrontOptions) -> None:
    before = CloudFrontSystem(options).health()
    assert [each.ok for each in before] == [True, *[False] * 7, True]
    assert all(each.remedy for each in before if not each.ok)
    _applied(CloudFrontSystem(options).plan())
    remedies = {each.subject: each.remedy for each in CloudFrontSystem(options).health() if not each.ok}
    key_id = str(remedies["cdn_key_pair_id"]).split()[-1]
    domain = str(remedies["cdn_domain"]).split()[-1]
    assert set(remedies) == {"cdn_key_pair_id", "cdn_domain"}
    settled = replace(options, key_pair_id=key_id, domain=domain)
    assert all(each.ok for each in CloudFrontSystem(settled).health())


def test_a_key_that_others_can_read_is_told(options: CloudFrontOptions) -> None:
    options.private_key_file.chmod(0o644)
    [told] = [each for each in CloudFrontSystem(options).health() if each.subject == "private key"]
    assert not told.ok
    assert str(told.remedy).startswith("chmod 600")


def test_an_account_that_does_not_answer_is_told(options: CloudFrontOptions) -> None:
    [told] = CloudFrontSystem(replace(options, endpoint="http://127.0.0.1:1")).health()
    assert not told.ok
    assert "Could not connect" in told.detail

"""CloudFront as a system of the cluster: a key, a group of it, the way into the bucket, and the distribution."""

import hashlib
import json
import stat
import sys
import time
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from audiostream.backend.adapters.cloudfront.account import Account
from audiostream.backend.adapters.cloudfront.distribution import (
    is_private,
    key_groups,
    new_config,
    statement,
    trusting,
)
from audiostream.backend.adapters.cloudfront.options import CloudFrontOptions
from audiostream.backend.adapters.cloudfront.signer import load_private_key, public_pem
from audiostream.backend.adapters.s3.failures import code_of
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import AudiostreamError, Unavailable

NAME = "cdn"
_INIT = "Run: audiostream cluster init --only cdn"


class CloudFrontSystem:
    """All that stands between a bucket and the players. A new private key is added beside the ones there were."""

    def __init__(self, options: CloudFrontOptions) -> None:
        self._options = options
        self._account = Account(options)

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return NAME

    def ping(self) -> None:
        """Return when the account answers."""
        self._account.public_key(self._key_name)

    def plan(self) -> Sequence[Step]:
        """Inspect; changes nothing."""
        return [self._key(), self._group(), self._control(), self._distribution(), self._policy()]

    def health(self) -> Sequence[Finding]:
        """Tell whether it answers, whether the settings name what there is, and whether the key is kept well."""
        began = time.perf_counter()
        try:
            self.ping()
            took = f"answers in {(time.perf_counter() - began) * 1000:.0f} ms"
            findings = [Finding(system=NAME, subject="account", ok=True, detail=took)]
            findings += [_finding(step.item) for step in self.plan()]
            return [*findings, *self._settings()]
        except AudiostreamError as error:
            remedy = error.hint or "See the credentials, and what they permit."
            return [Finding(system=NAME, subject="account", ok=False, detail=error.message, remedy=remedy)]

    @cached_property
    def _pem(self) -> str:
        return public_pem(load_private_key(self._options.private_key_file))

    @property
    def _key_name(self) -> str:
        return f"audiostream-{hashlib.sha256(self._pem.encode()).hexdigest()[:16]}"

    @property
    def _label(self) -> str:
        return f"audiostream-{self._options.bucket}"

    def _key(self) -> Step:
        name = self._key_name
        if found := self._account.public_key(name):
            return Step(_item("public key", name, State.UNCHANGED, f"cdn_key_pair_id is {found}"))

        def create() -> None:
            config = {"CallerReference": name, "Name": name, "EncodedKey": self._pem}
            self._account.cloudfront.create_public_key(PublicKeyConfig=config)

        def apply() -> str:
            return f"set cdn_key_pair_id to {self._account.made(lambda: self._account.public_key(name), create)}"

        return Step(_item("public key", name, State.MISSING, "to be made"), apply)

    def _group(self) -> Step:
        name = self._key_name
        if found := self._account.key_group(name):
            return Step(_item("key group", name, State.UNCHANGED, found))

        def create() -> None:
            key = _there(self._account.public_key(name), "the public key")
            self._account.cloudfront.create_key_group(KeyGroupConfig={"Name": name, "Items": [key]})

        def apply() -> str:
            return self._account.made(lambda: self._account.key_group(name), create)

        return Step(_item("key group", name, State.MISSING, "to be made"), apply)

    def _control(self) -> Step:
        name = self._label
        if found := self._account.access_control(name):
            return Step(_item("origin access control", name, State.UNCHANGED, found))
        kind = {"OriginAccessControlOriginType": "s3", "SigningBehavior": "always", "SigningProtocol": "sigv4"}

        def create() -> None:
            client = self._account.cloudfront
            client.create_origin_access_control(OriginAccessControlConfig={"Name": name, **kind})

        def apply() -> str:
            return self._account.made(lambda: self._account.access_control(name), create)

        return Step(_item("origin access control", name, State.MISSING, "to be made"), apply)

    def _distribution(self) -> Step:
        found = self._account.distribution(self._label)
        if found is None:
            return Step(_item("distribution", self._label, State.MISSING, "to be made"), self._make_distribution)
        config, _ = self._config(found["Id"])
        group = self._account.key_group(self._key_name)
        if group not in key_groups(config):
            item = _item("distribution", self._label, State.OUTDATED, "does not know the key")
            return Step(item, lambda: self._trust(found["Id"], found["DomainName"]))
        if not is_private(config, str(self._account.access_control(self._label))):
            hint = "Set its origin's access to the origin access control of the same name."
            return Step(_item("distribution", self._label, State.DRIFTED, "reaches the bucket another way", hint))
        if self._options.ip_range and config.get("IsIPV6Enabled"):
            hint = "Turn IPv6 off there, or unset cdn_ip_range: players that come by IPv6 are refused."
            return Step(_item("distribution", self._label, State.DRIFTED, "takes players by IPv6 too", hint))
        detail = f"cdn_domain is {found['DomainName']}"
        if not config["Enabled"]:
            return Step(_item("distribution", self._label, State.DRIFTED, "is disabled", "Enable it."))
        return Step(_item("distribution", self._label, State.UNCHANGED, detail))

    def _make_distribution(self) -> str:
        def create() -> None:
            config = new_config(
                comment=self._label,
                bucket=self._options.bucket,
                region=self._options.region or "us-east-1",
                access_control=_there(self._account.access_control(self._label), "the origin access control"),
                key_group=_there(self._account.key_group(self._key_name), "the key group"),
                # Signed ranges are of IPv4: whoever came by IPv6 would be refused.
                ipv6=self._options.ip_range is None,
            )
            self._account.cloudfront.create_distribution(DistributionConfig=config)

        made = self._account.made(lambda: self._account.distribution(self._label), create)
        return f"set cdn_domain to {made['DomainName']}; it is everywhere in some minutes"

    def _trust(self, distribution_id: str, domain: str) -> str:
        config, etag = self._config(distribution_id)
        group = _there(self._account.key_group(self._key_name), "the key group")
        with self._account.translated():
            self._account.cloudfront.update_distribution(
                Id=distribution_id, IfMatch=etag, DistributionConfig=trusting(config, group)
            )
        return f"{domain} knows the key in some minutes; keys from before stay good until you remove them"

    def _config(self, distribution_id: str) -> tuple[dict[str, Any], str]:
        with self._account.translated():
            found = self._account.cloudfront.get_distribution_config(Id=distribution_id)
        return found["DistributionConfig"], found["ETag"]

    def _policy(self) -> Step:
        found = self._account.distribution(self._label)
        arn = found["ARN"] if found else None
        current = self._statements()
        name = self._options.bucket
        if arn and statement(name, arn) in current:
            return Step(_item("bucket policy", name, State.UNCHANGED, "lets the distribution read"))
        state = State.OUTDATED if current else State.MISSING
        return Step(_item("bucket policy", name, state, "does not let the distribution read"), self._permit)

    def _permit(self) -> str:
        found = _there(self._account.distribution(self._label), "the distribution")
        ours = statement(self._options.bucket, found["ARN"])
        # What others have permitted stays.
        kept = [each for each in self._statements() if each.get("Sid") != ours["Sid"]]
        policy = {"Version": "2012-10-17", "Statement": [*kept, ours]}
        with self._account.translated():
            self._account.s3.put_bucket_policy(Bucket=self._options.bucket, Policy=json.dumps(policy))
        return "lets the distribution read"

    def _statements(self) -> list[dict[str, Any]]:
        from botocore.exceptions import ClientError

        with self._account.translated():
            try:
                found = self._account.s3.get_bucket_policy(Bucket=self._options.bucket)["Policy"]
            except ClientError as error:
                if code_of(error) in ("NoSuchBucketPolicy", "NoSuchBucket"):
                    return []
                raise
        statements: list[dict[str, Any]] = json.loads(found)["Statement"]
        return statements

    def _settings(self) -> Sequence[Finding]:
        key_id = self._account.public_key(self._key_name)
        found = self._account.distribution(self._label) or {}
        return [
            _compared("cdn_key_pair_id", self._options.key_pair_id, key_id),
            _compared("cdn_domain", self._options.domain, found.get("DomainName")),
            self._secrecy(),
        ]

    def _secrecy(self) -> Finding:
        path = self._options.private_key_file
        is_open = sys.platform != "win32" and bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))
        detail = "others can read it" if is_open else "for its owner alone"
        remedy = f"chmod 600 {path}" if is_open else None
        return Finding(system=NAME, subject="private key", ok=not is_open, detail=detail, remedy=remedy)


def _there(found: Any, what: str) -> Any:  # noqa: ANN401 - an id or a summary
    if found is None:
        raise Unavailable(f"CloudFront: {what} is not there yet", hint=_INIT)
    return found


def _compared(setting: str, value: str | None, meant: str | None) -> Finding:
    ok = value is not None and value == meant
    detail = f"is {value}" if value else "is not set"
    remedy = None if ok else f"audiostream config set {setting} {meant}" if meant else _INIT
    return Finding(system=NAME, subject=setting, ok=ok, detail=detail, remedy=remedy)


def _item(kind: str, name: str, state: State, detail: str, hint: str | None = None) -> Item:
    return Item(system=NAME, kind=kind, name=name, state=state, detail=detail, hint=hint)


def _finding(item: Item) -> Finding:
    ok = item.state is State.UNCHANGED
    remedy = None if ok else item.hint or _INIT
    return Finding(system=NAME, subject=f"{item.kind}: {item.name}", ok=ok, detail=item.detail, remedy=remedy)

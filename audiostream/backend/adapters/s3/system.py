"""The bucket, as a system of the cluster: private, without versions, and rid of uploads that died."""

import time
from collections.abc import Callable, Sequence
from typing import Any

from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.backend.adapters.s3.failures import code_of
from audiostream.backend.cluster.system import Finding, Item, State, Step
from audiostream.errors import AudiostreamError

NAME = "storage"
# A live upload renews itself with each part; one that has rested so long is dead.
EXPIRES_DAYS = 2

_INIT = "Run: audiostream cluster init --only storage"
_RULE_ID = "audiostream-unfinished-uploads"
_PRIVATE = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
# A server that has no such thing says so, in one of these ways.
_UNKNOWN = frozenset({"NotImplemented", "MethodNotAllowed", "501", "405"})
_UNSET = frozenset({"NoSuchPublicAccessBlockConfiguration", "NoSuchLifecycleConfiguration"})
_EVERYONE = ("/global/AllUsers", "/global/AuthenticatedUsers")


class S3System:
    """One bucket, and the settings that it should have."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket
        self._settings: tuple[Callable[[bool], Step], ...] = (self._privacy, self._versions, self._leftovers)

    @property
    def name(self) -> str:
        """The name by which it is chosen."""
        return NAME

    def ping(self) -> None:
        """Return when the server answers, whether or not it has the bucket."""
        self._exists(self._bucket.once)

    def plan(self) -> Sequence[Step]:
        """Inspect the bucket; changes nothing."""
        there = self._exists(self._bucket.client)
        state = State.UNCHANGED if there else State.MISSING
        bucket = self._item("bucket", self._bucket.name, state, "is there" if there else "to be made")
        return [Step(bucket, None if there else self._make), *(each(there) for each in self._settings)]

    def health(self) -> Sequence[Finding]:
        """Tell what answers, how fast, and whether it is as it should be."""
        began = time.perf_counter()
        try:
            there, server = self._ask(self._bucket.once)
            took = f"answers in {(time.perf_counter() - began) * 1000:.0f} ms"
            answers = Finding(system=NAME, subject="server", ok=True, detail=f"{server}, {took}" if server else took)
            if not there:
                missing = f"there is no bucket {self._bucket.name!r}"
                return [answers, Finding(system=NAME, subject="bucket", ok=False, detail=missing, remedy=_INIT)]
            return [answers, *(self._finding(step.item) for step in self.plan())]
        except AudiostreamError as error:
            remedy = error.hint or "See that the server is up, and the s3_ settings."
            return [Finding(system=NAME, subject="server", ok=False, detail=error.message, remedy=remedy)]

    def _exists(self, client: Any) -> bool:  # noqa: ANN401 - boto3 makes its clients' classes at run time
        return self._ask(client)[0]

    def _ask(self, client: Any) -> tuple[bool, str | None]:  # noqa: ANN401 - as above
        """Return whether the bucket is there, and what the server calls itself, often with its version."""
        from botocore.exceptions import ClientError

        with self._bucket.translated():
            try:
                return True, _server(client.head_bucket(Bucket=self._bucket.name))
            except ClientError as error:
                if code_of(error) in ("404", "NoSuchBucket"):
                    return False, _server(error.response)
                raise

    def _make(self) -> str:
        from botocore.exceptions import ClientError

        client = self._bucket.client
        region = client.meta.region_name
        # The oldest region is the one that must not be named.
        place = {} if region in ("us-east-1", None) else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        with self._bucket.translated():
            try:
                client.create_bucket(Bucket=self._bucket.name, **place)
            except ClientError as error:
                if code_of(error) != "BucketAlreadyOwnedByYou":  # made by someone at the same moment
                    raise
        return f"in {region}"

    def _privacy(self, there: bool) -> Step:  # noqa: FBT001 - one of several of this form
        def apply() -> str:
            return self._set("put_public_access_block", "no public access", PublicAccessBlockConfiguration=_PRIVATE)

        item = ("privacy", "no public access")
        if not there:
            return Step(self._item(*item, State.MISSING, "to be set"), apply)
        found = self._get("get_public_access_block")
        if found is None:
            # Access lists are all that such a server has: nobody must be named in them.
            public = self._is_public()
            state = State.DRIFTED if public else State.UNCHANGED
            detail = "its access list lets anyone in" if public else "its access list names no strangers"
            hint = "Take the groups out of the bucket's access list." if public else None
            return Step(self._item(*item, state, detail, hint))
        good = found.get("PublicAccessBlockConfiguration") == _PRIVATE
        if good:
            return Step(self._item(*item, State.UNCHANGED, "blocked"))
        return Step(self._item(*item, State.OUTDATED, "not blocked as a whole"), apply)

    def _versions(self, there: bool) -> Step:  # noqa: FBT001 - as above
        item = ("versioning", "off")
        status = (self._get("get_bucket_versioning") or {}).get("Status") if there else None
        if status == "Enabled":
            hint = "Files never change, so versions only keep what was collected: suspend versioning on the bucket."
            return Step(self._item(*item, State.DRIFTED, "each file is kept after its removal", hint))
        return Step(self._item(*item, State.UNCHANGED, "no versions are kept"))

    def _leftovers(self, there: bool) -> Step:  # noqa: FBT001 - as above
        item = ("lifecycle", "unfinished uploads expire")
        rules = (self._get("get_bucket_lifecycle_configuration") or {}).get("Rules", []) if there else []
        after = f"after {EXPIRES_DAYS} days"
        if any(_aborts(rule) for rule in rules):
            return Step(self._item(*item, State.UNCHANGED, after))
        rule = {
            "ID": _RULE_ID,
            "Status": "Enabled",
            "Filter": {"Prefix": ""},
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": EXPIRES_DAYS},
        }

        def apply() -> str:
            # Rules of others stay: the whole list is what is written.
            kept = [each for each in rules if each.get("ID") != _RULE_ID]
            return self._set(
                "put_bucket_lifecycle_configuration", after, LifecycleConfiguration={"Rules": [*kept, rule]}
            )

        state = State.OUTDATED if there else State.MISSING
        return Step(self._item(*item, state, "no rule removes them"), apply)

    def _is_public(self) -> bool:
        found = self._get("get_bucket_acl") or {}
        return any(str(each.get("Grantee", {}).get("URI", "")).endswith(_EVERYONE) for each in found.get("Grants", ()))

    def _get(self, operation: str) -> dict[str, Any] | None:
        """Return a setting of the bucket: empty when it is not set, None where the server knows no such thing."""
        from botocore.exceptions import ClientError

        with self._bucket.translated():
            try:
                found: dict[str, Any] = getattr(self._bucket.client, operation)(Bucket=self._bucket.name)
            except ClientError as error:
                if code_of(error) in _UNSET:
                    return {}
                if code_of(error) in _UNKNOWN:
                    return None
                raise
        return found

    def _set(self, operation: str, done: str, **values: object) -> str:
        from botocore.exceptions import ClientError

        with self._bucket.translated():
            try:
                getattr(self._bucket.client, operation)(Bucket=self._bucket.name, **values)
            except ClientError as error:
                if code_of(error) in _UNKNOWN:
                    return "nothing to set: this server does not know it"
                raise
        return done

    @staticmethod
    def _item(kind: str, name: str, state: State, detail: str, hint: str | None = None) -> Item:
        return Item(system=NAME, kind=kind, name=name, state=state, detail=detail, hint=hint)

    @staticmethod
    def _finding(item: Item) -> Finding:
        ok = item.state is State.UNCHANGED
        remedy = None if ok else item.hint or _INIT
        return Finding(system=NAME, subject=f"{item.kind}: {item.name}", ok=ok, detail=item.detail, remedy=remedy)


def _server(answer: Any) -> str | None:  # noqa: ANN401 - boto3's types leave out what its answers have
    name: str | None = answer["ResponseMetadata"]["HTTPHeaders"].get("server")
    return name


def _aborts(rule: dict[str, Any]) -> bool:
    whole = not rule.get("Filter", {}).get("Prefix", rule.get("Prefix")) and set(rule.get("Filter", {})) <= {"Prefix"}
    return rule.get("Status") == "Enabled" and whole and "AbortIncompleteMultipartUpload" in rule

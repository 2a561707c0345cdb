"""Claim: signing an address for CloudFront takes no longer than botocore's signer takes with the same key."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from audiostream.backend.adapters.cloudfront.signer import Signer
from benchmarks.measure import spread
from benchmarks.report import Goal, Report
from benchmarks.size import FULL, Size

LIMIT = 1.05
_URLS = 10_000
_ROUNDS = 3


def run(size: Size, folder: Path) -> Report:
    """Sign as many different addresses with each kind of key, in turn with botocore's signer."""
    count = _URLS if size is FULL else 20
    rsa_key, ec_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    form = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys = {"RSA 2048": rsa_key.private_bytes(*form), "ECDSA P-256": ec_key.private_bytes(*form)}
    for name, pem in keys.items():
        (folder / name).write_bytes(pem)
    expires = datetime.now(UTC) + timedelta(minutes=20)
    sha1 = hashes.SHA1()  # noqa: S303 - the only one that botocore has
    theirs = CloudFrontSigner("K1", lambda message: rsa_key.sign(message, padding.PKCS1v15(), sha1))
    ways: dict[str, Callable[[str], str]] = {
        "botocore, RSA 2048": lambda url: theirs.generate_presigned_url(url, date_less_than=expires),
        **{name: _ours(Signer.load(folder / name, "K1"), expires) for name in keys},
    }
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(_ROUNDS if size is FULL else 1):
        for name, sign in ways.items():
            taken[name].append(_time(sign, count))
    ratio = spread([mine / their for mine, their in zip(taken["RSA 2048"], taken["botocore, RSA 2048"], strict=True)])
    rows = [
        [name, *spread(seconds).cells(), f"{spread(seconds).median / count * 1e6:,.0f}"]
        for name, seconds in taken.items()
    ]
    goal = Goal(what="RSA 2048 as a part of botocore's signer, median of pairs", value=ratio.median, limit=LIMIT)
    columns = (f"{count:,} addresses, one thread", "min s", "median s", "max s", "µs each")
    note = "ours with SHA-256, botocore's with SHA-1, which is all it has; the rest is the key's own arithmetic"
    return Report(name="signing", title="Signed addresses", columns=columns, rows=rows, goals=[goal], notes=[note])


def _ours(signer: Signer, expires: datetime) -> Callable[[str], str]:
    return lambda url: signer.signed(url, expires=expires)


def _time(sign: Callable[[str], str], count: int) -> float:
    urls = [f"https://d111111abcdef8.cloudfront.net/songs/{number:02x}/{number:064x}.flac" for number in range(count)]
    begin = time.perf_counter()
    for url in urls:
        sign(url)
    return time.perf_counter() - begin

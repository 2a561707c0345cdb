"""Signatures, held against botocore's and against the edge's own reading of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.signers import CloudFrontSigner
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

from audiostream.backend.adapters.cloudfront.signer import Signer, load_private_key, public_pem
from audiostream.backend.adapters.s3.bucket import Bucket
from audiostream.errors import Rejected
from tests.support.edge import Edge, Refused
from tests.support.s3 import options
from tests.support.signing import KINDS, make_key

BASE = "https://d111111abcdef8.cloudfront.net"
URL = f"{BASE}/songs/ab/ab12.flac"
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=20)


def _edge(key: object) -> Edge:
    return Edge(Bucket(options("none")), {"K1": key}, now=NOW.timestamp, url=BASE)


def _why(edge: Edge, url: str, client: str = "192.0.2.7") -> str | None:
    """Return why the edge refuses an address, None when it does not."""
    try:
        edge.check(url.removeprefix(BASE), client)
    except Refused as refusal:
        return str(refusal.args[1])
    return None


@pytest.mark.parametrize("sha256", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_an_edge_lets_a_signed_address_through(tmp_path: Path, kind: str, *, sha256: bool) -> None:
    edge = _edge(make_key(tmp_path / "key.pem", kind))
    signer = Signer.load(tmp_path / "key.pem", "K1", sha256=sha256)
    for url in (URL, f"{URL}?part=1"):
        signed = signer.signed(url, expires=LATER)
        assert _why(edge, signed) is None
        assert ("Hash-Algorithm" in parse_qs(urlsplit(signed).query)) is sha256
        assert _why(edge, signer.signed(url, expires=LATER, ip_range="192.0.2.0/24")) is None


def test_the_canned_and_the_custom_form_are_those_of_botocore(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem", "rsa")
    key = load_private_key(tmp_path / "key.pem")
    signer = Signer.load(tmp_path / "key.pem", "K1", sha256=False)
    sha1 = hashes.SHA1()  # noqa: S303 - the only one that botocore has
    theirs = CloudFrontSigner("K1", lambda message: key.sign(message, padding.PKCS1v15(), sha1))
    assert signer.signed(URL, expires=LATER) == theirs.generate_presigned_url(URL, date_less_than=LATER)
    policy = theirs.build_policy(URL, LATER, ip_address="192.0.2.0/24")
    ours = signer.signed(URL, expires=LATER, ip_range="192.0.2.0/24")
    assert ours == theirs.generate_presigned_url(URL, policy=policy)


def test_conditions_hold(tmp_path: Path) -> None:
    edge = _edge(make_key(tmp_path / "key.pem"))
    signer = Signer.load(tmp_path / "key.pem", "K1")
    assert _why(edge, signer.signed(URL, expires=NOW)) == "Access denied"
    bound = signer.signed(URL, expires=LATER, ip_range="192.0.2.0/24")
    assert _why(edge, bound) is None
    assert _why(edge, bound, client="198.51.100.7") == "Access denied"


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_changed_is_refused(tmp_path: Path, kind: str) -> None:
    edge = _edge(make_key(tmp_path / "key.pem", kind))
    signed = Signer.load(tmp_path / "key.pem", "K1").signed(URL, expires=LATER)
    expires = str(int(LATER.timestamp()))
    for changed in (
        signed.replace("ab12", "ab13"),
        signed.replace(expires, str(int(expires) + 1)),
        signed.replace("&Hash-Algorithm=SHA256", ""),
        signed.replace("Signature=", "Signature=AAAA"),
    ):
        assert _why(edge, changed) == "Access denied"
    assert _why(edge, signed.replace("=K1", "=K2")) == "Unknown Key"
    assert _why(edge, URL) == "Missing Key-Pair-Id query parameter or cookie value"
    make_key(tmp_path / "other.pem", kind)
    assert _why(edge, Signer.load(tmp_path / "other.pem", "K1").signed(URL, expires=LATER)) == "Access denied"


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_is_read_once_for_all_addresses(tmp_path: Path, kind: str) -> None:
    edge = _edge(make_key(tmp_path / "key.pem", kind))
    signer = Signer.load(tmp_path / "key.pem", "K1")
    (tmp_path / "key.pem").unlink()
    for number in range(20):
        assert _why(edge, signer.signed(f"{URL}?part={number}", expires=LATER)) is None


def test_nothing_shows_the_key(tmp_path: Path) -> None:
    make_key(tmp_path / "key.pem")
    signer = Signer.load(tmp_path / "key.pem", "K1")
    assert repr(signer) == "Signer(key_id='K1', sha256=True)"
    assert public_pem(load_private_key(tmp_path / "key.pem")).startswith("-----BEGIN PUBLIC KEY-----")


def test_a_key_that_cloudfront_does_not_take_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    with pytest.raises(Rejected, match="No such file") as caught:
        Signer.load(path, "K1")
    assert "openssl genpkey" in str(caught.value.hint)
    make_key(path, "rsa", bits=1024)
    with pytest.raises(Rejected, match="RSA keys of 2048 bits"):
        Signer.load(path, "K1")
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    other = ec.generate_private_key(ec.SECP384R1())
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(Rejected, match="P-256"):
        Signer.load(path, "K1")
    for text in (b"", b"no key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"):
        path.write_bytes(text)
        with pytest.raises(Rejected, match="not a private key"):
            Signer.load(path, "K1")

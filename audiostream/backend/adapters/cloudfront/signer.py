"""Signing addresses for CloudFront.

After "Create a signed URL using a canned policy", "... using a custom policy" and "Specify signers" of the Amazon
CloudFront Developer Guide.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from audiostream.errors import Rejected, Unavailable

_RSA_BITS = 2048
_CURVE = "secp256r1"
# What base64 has and an address should not: "Use ... characters ... Replace these invalid characters".
_URL_SAFE = str.maketrans("+=/", "-_~")
_KEY_HINT = (
    "Set cdn_private_key_file to a private key in PEM form, without a password. To make one: "
    "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out cdn.pem"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """A key of CloudFront's: RSA of 2048 bits, or ECDSA on the curve P-256.

    ``key_id`` is what CloudFront calls the public key. ``sha256`` chooses that hash; SHA-1 is what CloudFront takes it
    to be where an address does not say.
    """

    key_id: str
    sha256: bool = True
    _sign: Callable[[bytes], bytes] = field(repr=False)

    @classmethod
    def load(cls, path: Path, key_id: str, *, sha256: bool = True) -> "Signer":
        """Read a private key, once for all addresses.

        Raises:
            Rejected: the file cannot be read, or its key is none that CloudFront knows.
        """
        return cls(key_id=key_id, sha256=sha256, _sign=_signing(load_private_key(path), sha256=sha256))

    def signed(self, url: str, *, expires: datetime, ip_range: str | None = None) -> str:
        """Return an address with a signature, good until ``expires``.

        With a range of the players' addresses (``192.0.2.0/24``) a custom policy is sent along; otherwise the canned
        one, which is shorter.
        """
        policy = _policy(url, expires, ip_range)
        told = f"Policy={_encoded(policy)}" if ip_range else f"Expires={int(expires.timestamp())}"
        joint = "&" if "?" in url else "?"
        algorithm = "&Hash-Algorithm=SHA256" if self.sha256 else ""
        return f"{url}{joint}{told}&Signature={_encoded(self._sign(policy))}&Key-Pair-Id={self.key_id}{algorithm}"


def load_private_key(path: Path) -> Any:  # noqa: ANN401 - one of two classes that share nothing
    """Read a private key. Raises as :meth:`Signer.load` does."""
    try:
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric import ec, rsa
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError as error:
        raise Unavailable(f"cryptography is missing: {error}", hint="pip install 'audiostream[cluster]'") from error
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except OSError as error:
        raise Rejected(f"{path}: {error.strerror or error}", hint=_KEY_HINT) from error
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Rejected(f"{path}: not a private key: {error}", hint=_KEY_HINT) from error
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size == _RSA_BITS:
        return key
    if isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == _CURVE:
        return key
    raise Rejected(f"{path}: CloudFront takes RSA keys of 2048 bits and ECDSA keys on P-256", hint=_KEY_HINT)


def public_pem(key: Any) -> str:  # noqa: ANN401 - as above
    """Return the public half of a key in PEM form."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    pem: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return pem.decode("ascii")


def _signing(key: Any, *, sha256: bool) -> Callable[[bytes], bytes]:  # noqa: ANN401 - as above
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

    chosen = hashes.SHA256() if sha256 else hashes.SHA1()  # noqa: S303 - CloudFront's other choice
    if isinstance(key, rsa.RSAPrivateKey):
        scheme = padding.PKCS1v15()
        return lambda message: key.sign(message, scheme, chosen)
    return lambda message: key.sign(message, ec.ECDSA(chosen))


def _policy(url: str, expires: datetime, ip_range: str | None) -> bytes:
    """Return the statement that is signed; of a canned policy CloudFront makes it again, so each byte counts."""
    condition: dict[str, object] = {"DateLessThan": {"AWS:EpochTime": int(expires.timestamp())}}
    if ip_range is not None:
        condition["IpAddress"] = {"AWS:SourceIp": ip_range}
    statement = {"Statement": [{"Resource": url, "Condition": condition}]}
    return json.dumps(statement, separators=(",", ":")).encode("utf-8")


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii").translate(_URL_SAFE)

"""Keys of the two kinds that CloudFront takes."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

KINDS = ("rsa", "ecdsa")


def make_key(path: Path, kind: str = "ecdsa", *, bits: int = 2048) -> Any:  # noqa: ANN401 - one of two classes
    """Write a new private key; return its public half."""
    key = rsa.generate_private_key(65537, bits) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    path.chmod(0o600)
    return key.public_key()

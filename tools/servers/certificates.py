"""An authority of the tests' own, and a certificate of it for the servers on loopback."""

import datetime as dt
import ipaddress
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tools.servers import addresses

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.x509 import Certificate, KeyUsage, Name

STORE_PASSWORD = "audiostream"  # noqa: S105 - Java wants one; the file is of tests alone
# As servers are started at different times and must be of the same authority, it is made once and lives long.
_LIFE = dt.timedelta(days=3650)
_YESTERDAY = dt.timedelta(days=1)
_NODES = 3
_making = threading.Lock()


@dataclass(frozen=True)
class Certificates:
    """Where they are: in PEM form, and for Java certificate and key together (PKCS #12)."""

    folder: Path

    @property
    def authority(self) -> Path:
        """Whom clients have to trust."""
        return self.folder / "ca.pem"

    @property
    def certificate(self) -> Path:
        """The servers' certificate: for localhost and each loopback address that one listens on."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """Its private key, without a password."""
        return self.folder / "server.key"

    @property
    def store(self) -> Path:
        """Both as Java reads them, by ``STORE_PASSWORD``."""
        return self.folder / "server.p12"


def certificates(root: Path) -> Certificates:
    """Return the certificates of a folder of servers, made if there are none yet."""
    found = Certificates(root / "certificates")
    with _making:
        if not found.folder.exists():
            root.mkdir(parents=True, exist_ok=True)
            # Moved into place when whole, as servers are started by several processes.
            with tempfile.TemporaryDirectory(dir=root) as place:
                made = Certificates(Path(place) / "made")
                made.folder.mkdir()
                make_certificates(made)
                made.folder.rename(found.folder)
    return found


def make_certificates(made: Certificates) -> None:
    """Write new ones, of an authority that nobody else has."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        NoEncryption,
        PrivateFormat,
        pkcs12,
    )

    issuer, issuer_key = _name("audiostream tests"), ec.generate_private_key(ec.SECP256R1())
    authority = _certificate(issuer, issuer_key, issuer, issuer_key)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _certificate(_name("localhost"), key, issuer, issuer_key)
    made.authority.write_bytes(authority.public_bytes(Encoding.PEM))
    made.certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
    made.key.touch(mode=0o600)
    made.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    store = pkcs12.serialize_key_and_certificates(
        b"server", key, certificate, [authority], BestAvailableEncryption(STORE_PASSWORD.encode())
    )
    made.store.write_bytes(store)


def _name(common: str) -> "Name":
    from cryptography.x509 import Name, NameAttribute
    from cryptography.x509.oid import NameOID

    return Name([NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: "Name", key: "EllipticCurvePrivateKey", issuer: "Name", issuer_key: "EllipticCurvePrivateKey"
) -> "Certificate":
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    now, is_authority = dt.datetime.now(dt.UTC), subject == issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _YESTERDAY)
        .not_valid_after(now + _LIFE)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        # Python 3.13 and later check these two: https://docs.python.org/3/library/ssl.html#ssl.VERIFY_X509_STRICT
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
    )
    if is_authority:
        builder = builder.add_extension(_signs_certificates(), critical=True)
    else:
        hosts = [addresses.node_host(number) for number in range(1, _NODES + 1)]
        names = [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(host)) for host in hosts)]
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _signs_certificates() -> "KeyUsage":
    from cryptography.x509 import KeyUsage

    return KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )

"""The authority of the tests' own: made once, and believed by who is told of it alone."""

import ssl
from pathlib import Path

from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509 import DNSName, IPAddress, SubjectAlternativeName, load_pem_x509_certificate

from tools.servers.certificates import STORE_PASSWORD, certificates


def test_they_are_made_once_and_are_whole(tmp_path: Path) -> None:
    made = certificates(tmp_path)
    before = {path.name: path.read_bytes() for path in made.folder.iterdir()}
    assert {path.name: path.read_bytes() for path in certificates(tmp_path).folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["certificates"]
    ssl.create_default_context(cafile=made.authority)
    ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(made.certificate, made.key)
    store = pkcs12.load_pkcs12(made.store.read_bytes(), STORE_PASSWORD.encode())
    assert store.cert is not None
    assert store.cert.certificate == load_pem_x509_certificate(made.certificate.read_bytes())


def test_the_servers_certificate_is_for_each_address_they_listen_on(tmp_path: Path) -> None:
    certificate = load_pem_x509_certificate(certificates(tmp_path).certificate.read_bytes())
    names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    assert names.get_values_for_type(DNSName) == ["localhost"]
    assert [str(each) for each in names.get_values_for_type(IPAddress)] == ["127.0.0.1", "127.0.0.2", "127.0.0.3"]

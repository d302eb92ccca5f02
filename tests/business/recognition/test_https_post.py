"""Messages go by HTTPS with client certificates, tried against a real TLS server: the right one is let in, every other is not."""

import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from smartcustoms.business.recognition.post_gateway import HttpsPost, NotDelivered

SINCE = datetime(2026, 1, 1, tzinfo=UTC)


class Authority:
    """A certification authority of the test."""

    def __init__(self, name: str, folder: Path) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.folder = folder
        self.file = folder / f"{name}.pem"
        made = self._built(self.name, self.key.public_key(), authority=True).sign(self.key, hashes.SHA256())
        self.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))

    def certify(self, name: str) -> Path:
        """Give a file with a certificate of this authority and its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        both = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        built = self._built(subject, key.public_key(), authority=False)
        built = built.add_extension(x509.ExtendedKeyUsage(both), critical=False)
        built = built.add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        made = built.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        plain = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = self.folder / f"{name}.pem"
        file.write_bytes(plain + made)
        return file

    def _built(self, subject: x509.Name, key: Any, *, authority: bool) -> x509.CertificateBuilder:
        usage = x509.KeyUsage(
            digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
            key_cert_sign=authority, crl_sign=authority, encipher_only=False, decipher_only=False,
        )  # fmt: skip
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(SINCE)
            .not_valid_after(SINCE + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )


class Quiet(ThreadingHTTPServer):
    """A server that does not print whom it refused."""

    got: list[bytes]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: the test looks at what the client is told."""


class Partner(BaseHTTPRequestHandler):
    """A partner's address: keeps what came, and answers a receipt."""

    server: Quiet

    def do_POST(self) -> None:
        """Take a message."""
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"receipt of " + self.path.encode())

    def log_message(self, *args: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority("ours", tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def partner(ours: Authority) -> Iterator[Quiet]:
    server = Quiet(("127.0.0.1", 0), Partner)
    server.got, server.daemon_threads = [], True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(ours.certify("partner"))
    context.load_verify_locations(ours.file)
    context.verify_mode = ssl.CERT_REQUIRED
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def post(partner: Quiet, authority: Path, certificate: Path | None) -> HttpsPost:
    return HttpsPost(f"https://127.0.0.1:{partner.server_port}/{{arrangement}}", certificate, authority)


def test_who_shows_our_certificate_is_let_in_and_gets_the_receipt(partner: Quiet, ours: Authority) -> None:
    link = post(partner, ours.file, ours.certify("customs"))
    link.send("HK-SG", b"sealed")
    assert partner.got[-1] == b"sealed"
    assert list(link.collect()) == [b"receipt of /HK-SG"]
    assert list(link.collect()) == []


def test_another_certificate_or_none_is_refused_and_the_message_stays(
    partner: Quiet, ours: Authority, tmp_path: Path
) -> None:
    stranger, before = Authority("stranger", tmp_path), len(partner.got)
    for wrong in (stranger.certify("pretender"), None):
        with pytest.raises(NotDelivered):
            post(partner, ours.file, wrong).send("HK-SG", b"sealed")
    assert len(partner.got) == before


def test_a_partner_whom_our_authorities_do_not_know_gets_nothing(
    partner: Quiet, ours: Authority, tmp_path: Path
) -> None:
    before = len(partner.got)
    with pytest.raises(NotDelivered):
        post(partner, Authority("another", tmp_path).file, ours.certify("customs-2")).send("HK-SG", b"sealed")
    with pytest.raises(NotDelivered, match="not https"):
        HttpsPost("http://127.0.0.1:1/{arrangement}").send("HK-SG", b"sealed")
    assert len(partner.got) == before

"""Keys and JSON signatures of papers: made from the master secret or the administration's own, signed and verified by JWS. Pure.

Each generation of keys is derived from the master secret, so that no private key is kept anywhere; its public key and certificate are
kept for ever, so that old papers stay verifiable. Only `ES256` and `PS256` count: `none` and everything else is refused by name.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from smartcustoms.kernel.keys import key
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.papers.model import Genuine, KeyUnusable, NotGenuine, PublicKey
from smartcustoms.kernel.settings import Settings
from smartcustoms.kernel.words.model import Sentence, sentence

ALGORITHMS: Final = ("ES256", "PS256")
TYPE: Final = "smartcustoms-paper+jws"
_YEARS: Final = timedelta(days=3653)
_ORDER_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ASK: Final = sentence("Ask whoever gave you the paper for the file as it was issued.")

Private = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs: its private key, certificate and public half."""

    private: Private
    certificate: x509.Certificate
    public: PublicKey


def derived(settings: Settings, generation: int) -> ec.EllipticCurvePrivateKey:
    """Give the private key of a generation: two derived keys taken modulo the curve's order, so that no number is likelier."""
    halves = [key(settings, f"papers signing {generation} {half}") for half in ("high", "low")]
    return ec.derive_private_key(int.from_bytes(b"".join(halves)) % (_ORDER_P256 - 1) + 1, ec.SECP256R1())


def self_made(settings: Settings, private: ec.EllipticCurvePrivateKey, *, at: datetime) -> x509.Certificate:
    """Make the platform's own certificate for a key."""
    named = f"Smart Customs {settings.administration} papers"
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, settings.administration[:2]),
            x509.NameAttribute(NameOID.COMMON_NAME, named),
        ]
    )
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
    made = made.serial_number(x509.random_serial_number()).not_valid_before(at - timedelta(days=1))
    made = made.not_valid_after(at + _YEARS).add_extension(usage, critical=True)
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    return made.sign(private, hashes.SHA256())


def from_file(path: Path, password: str) -> tuple[Private, x509.Certificate]:
    """Read the administration's own key and certificate.

    Raises:
        KeyUnusable: the file cannot be read, the password is wrong, or the key is neither P-256 nor RSA of 2048 bits or more.
    """
    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), password.encode() or None)
    except (OSError, ValueError) as fault:
        raise _unusable(str(fault)[:120]) from fault
    fits = (isinstance(private, ec.EllipticCurvePrivateKey) and private.curve.name == "secp256r1") or (
        isinstance(private, rsa.RSAPrivateKey) and private.key_size >= 2048
    )
    if certificate is None or not fits:
        raise _unusable(type(private).__name__)
    return private, certificate  # type: ignore[return-value] # checked above


def public_key(certificate: x509.Certificate, *, since: datetime) -> PublicKey:
    """Give the public half of a certificate as a JSON Web Key; its id is the key's thumbprint (RFC 7638)."""
    public = certificate.public_key()
    if isinstance(public, ec.EllipticCurvePublicKey):
        numbers = public.public_numbers()
        members = {"crv": "P-256", "kty": "EC", "x": _text(numbers.x, 32), "y": _text(numbers.y, 32)}
        algorithm = "ES256"
    else:
        assert isinstance(public, rsa.RSAPublicKey)  # noqa: S101 - `from_file` lets nothing else in
        of = public.public_numbers()
        members = {"e": _text(of.e, 3), "kty": "RSA", "n": _text(of.n, (of.n.bit_length() + 7) // 8)}
        algorithm = "PS256"
    kid = _encoded(hashlib.sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest())
    der = base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()
    return PublicKey(kid, {**members, "alg": algorithm, "use": "sig", "kid": kid, "x5c": [der]}, since)


def certificate_of(known: PublicKey) -> x509.Certificate:
    """Give the certificate of a key."""
    return x509.load_der_x509_certificate(base64.b64decode(known.jwk["x5c"][0]))


def signed(paper: Mapping[str, Any], signer: Signer) -> str:
    """Sign a paper; give it as a compact JWS."""
    from joserfc import jws
    from joserfc.jwk import ECKey, RSAKey

    pem = signer.private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kind = ECKey if isinstance(signer.private, ec.EllipticCurvePrivateKey) else RSAKey
    head = {"alg": signer.public.jwk["alg"], "kid": signer.public.kid, "typ": TYPE}
    body = json.dumps(paper, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return jws.serialize_compact(head, body.encode(), kind.import_key(pem), algorithms=list(ALGORITHMS))


def verified(text: str, known: Iterable[PublicKey]) -> Genuine:
    """Verify a compact JWS.

    Raises:
        NotGenuine: the reason is named: form, algorithm, unknown key, no signature, or a signature that does not fit.
    """
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import ECKey, RSAKey

    head, signature = _head(text)
    if head.get("alg") not in ALGORITHMS:
        raise refusal(
            sentence("The signature's algorithm is {algorithm}: papers are signed by ES256 or PS256.",
                     algorithm=str(head.get("alg"))[:20])
        )  # fmt: skip
    if not signature:
        raise refusal(sentence("The signature was taken off."))
    mine = {each.kid: each for each in known}.get(str(head.get("kid")))
    if mine is None:
        raise refusal(
            sentence("The signature names a key that is not among these keys."), seen=str(head.get("kid"))[:60]
        )
    if head["alg"] != mine.jwk["alg"]:
        raise refusal(sentence("The signature's algorithm is not the one of its key."), seen=str(head["alg"]))
    public = certificate_of(mine).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    kind = ECKey if isinstance(public, ec.EllipticCurvePublicKey) else RSAKey
    try:
        opened = jws.deserialize_compact(text, kind.import_key(pem), algorithms=[mine.jwk["alg"]])
        paper = read_json(opened.payload)
    except (JoseError, JsonUnfit, ValueError) as fault:
        raise refusal(sentence("The signature does not fit what the paper says: it was altered.")) from fault
    if not isinstance(paper, dict) or not isinstance(paper.get("number"), str):
        raise refusal(sentence("What was signed is no paper."))
    return Genuine("jws", mine.kid, paper)


def refusal(says: Sentence, *, seen: str | None = None) -> NotGenuine:
    """Make the refusal of a file that is not genuine."""
    return NotGenuine(says, mend=_ASK, field="file", seen=seen)


def read_keys(content: bytes) -> tuple[PublicKey, ...]:
    """Read a set of public keys, as `/api/v1/papers/keys` gives it.

    Raises:
        NotGenuine: it is no such set.
    """
    try:
        keys = read_json(content)["keys"]
        found = [public_key(_certificate(each), since=datetime.fromisoformat(each["since"])) for each in keys]
    except (JsonUnfit, KeyError, TypeError, ValueError, IndexError) as fault:
        raise NotGenuine(
            sentence("The file of keys cannot be read."),
            mend=sentence("Fetch it anew from /api/v1/papers/keys of the authority that issues the papers."),
            field="keys",
            seen=str(fault)[:80],
        ) from fault
    return tuple(found)


def _certificate(each: Mapping[str, Any]) -> x509.Certificate:
    found = x509.load_der_x509_certificate(base64.b64decode(each["x5c"][0], validate=True))
    public = found.public_key()
    if not isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise ValueError("a key of another kind")
    if isinstance(public, ec.EllipticCurvePublicKey) and public.curve.name != "secp256r1":
        raise ValueError("a curve other than P-256")
    return found


def _head(text: str) -> tuple[dict[str, Any], str]:
    parts = text.strip().split(".")
    if len(parts) != 3:
        raise refusal(sentence("This is no signed paper: a JWS has three parts with points between."))
    try:
        head = read_json(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (JsonUnfit, ValueError) as fault:
        raise refusal(sentence("This is no signed paper: the head of the JWS cannot be read.")) from fault
    if not isinstance(head, dict):
        raise refusal(sentence("This is no signed paper: the head of the JWS cannot be read."))
    return head, parts[2]


def _unusable(seen: str) -> KeyUnusable:
    return KeyUnusable(
        sentence("The certificate that signs papers cannot be used."),
        mend=sentence("Give a PKCS #12 file with a P-256 or RSA key (2048 bits or more), and its password."),
        field="SMARTCUSTOMS_PAPERS_CERTIFICATE",
        seen=seen,
    )


def _text(number: int, length: int) -> str:
    return _encoded(number.to_bytes(length))


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

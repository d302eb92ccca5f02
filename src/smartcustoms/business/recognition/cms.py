"""The suites of CMS (RFC 5652): signed data inside authenticated-enveloped data (RFC 5083, AES-GCM by RFC 5084), written as PEM. Pure.

The key of the content is agreed by ECDH with a key made for the message (RFC 5753, X9.63 key derivation) and wrapped (RFC 3394). Keys are
those that the installation knows, found by their id as subject key identifier: no certificates travel, and those that came would not
count. A message must be, byte for byte, what its parts make: no other spelling, attribute or algorithm is taken.
"""

import base64
import binascii
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import asn1crypto.algos
import asn1crypto.cms
import asn1crypto.core
import asn1crypto.keys
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.x963kdf import X963KDF
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from smartcustoms.business.recognition.model import CMS_BEGINS, SUITES, Fault, Keys, MessageRefused, Suite
from smartcustoms.business.recognition.refusing import known, not_decrypted, not_signed, reader, refused, wrong_suite
from smartcustoms.kernel.words.model import sentence

FORM: Final = "cms"
algos: Any = asn1crypto.algos  # the package has no types
asn1: Any = asn1crypto.cms
asn1_keys: Any = asn1crypto.keys
core: Any = asn1crypto.core
_END = "-----END CMS-----"
_BAD: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)
_KEY_BITS: Final = 256
_TAG, _NONCE, _LINE = 16, 12, 64
_AGREEMENTS: Final = {  # dhSinglePass-stdDH-sha*kdf-scheme, RFC 5753
    "P-256": ("1.3.132.1.11.1", hashes.SHA256(), "secp256r1", ec.SECP256R1()),
    "P-384": ("1.3.132.1.11.2", hashes.SHA384(), "secp384r1", ec.SECP384R1()),
}
_DIGESTS: Final = {"P-256": ("sha256", hashes.SHA256()), "P-384": ("sha384", hashes.SHA384())}


@dataclass(frozen=True, slots=True)
class _Envelope:
    """The parts of the outer form: the reader's key id, the point made for the message, wrapped key, nonce, what is encrypted, tag."""

    kid: bytes
    point: bytes
    wrapped: bytes
    nonce: bytes
    body: bytes
    tag: bytes


def seal(content: bytes, suite: Suite, signer: Mapping[str, Any], to: Mapping[str, Any]) -> bytes:
    """Sign a content with a private key and encrypt it to a public one."""
    name, digest = _DIGESTS[suite.curve]
    signed_over = _attributes(name, content).untag().dump()
    signature = _private(signer).sign(signed_over, ec.ECDSA(digest))
    inside = _signed(name, content, str(signer["kid"]).encode(), signature)
    once = ec.generate_private_key(_AGREEMENTS[suite.curve][3])
    shared = once.exchange(ec.ECDH(), _public(to))
    content_key, nonce = AESGCM.generate_key(_KEY_BITS), os.urandom(_NONCE)
    sealed = AESGCM(content_key).encrypt(nonce, inside, None)
    point = once.public_key().public_numbers()
    size = (once.key_size + 7) // 8
    made = _Envelope(
        kid=str(to["kid"]).encode(),
        point=b"\x04" + point.x.to_bytes(size) + point.y.to_bytes(size),
        wrapped=aes_key_wrap(_derived(shared, suite), content_key),
        nonce=nonce,
        body=sealed[:-_TAG],
        tag=sealed[-_TAG:],
    )
    return _pem(_enveloped(made, suite))


def opened(sealed: bytes, keys: Keys) -> tuple[bytes, Suite, Mapping[str, Any]]:
    """Decrypt a message and verify who signed it; give its content, the suite and the signer's key.

    Raises:
        MessageRefused: says why.
    """
    suite, envelope = _parsed(_der(sealed))
    own = reader(envelope.kid.decode("ascii", "replace"), keys)
    if own.get("crv") != suite.curve:
        raise wrong_suite(str(own.get("crv")))
    try:
        once = ec.EllipticCurvePublicKey.from_encoded_point(_AGREEMENTS[suite.curve][3], envelope.point)
        shared = _private(own).exchange(ec.ECDH(), once)
        content_key = aes_key_unwrap(_derived(shared, suite), envelope.wrapped)
        inside = AESGCM(content_key).decrypt(envelope.nonce, envelope.body + envelope.tag, None)
    except (InvalidUnwrap, InvalidTag, *_BAD) as fault:
        raise not_decrypted() from fault
    return _verified(inside, suite, keys)


def _verified(inside: bytes, suite: Suite, keys: Keys) -> tuple[bytes, Suite, Mapping[str, Any]]:
    name, digest = _DIGESTS[suite.curve]
    try:
        said = asn1.SignedData.load(inside, strict=True)
        content = bytes(said["encap_content_info"]["content"].native)
        signer_info = said["signer_infos"][0]
        kid, signature = bytes(signer_info["sid"].chosen.native), bytes(signer_info["signature"].native)
    except _BAD as fault:
        raise wrong_suite("signed data") from fault
    if _signed(name, content, kid, signature) != inside:
        raise wrong_suite("signed data")
    signer = known(kid.decode("ascii", "replace"), keys, "sig")
    if signer.get("crv") != suite.curve:
        raise wrong_suite(str(signer.get("crv")))
    try:
        _public(signer).verify(signature, _attributes(name, content).untag().dump(), ec.ECDSA(digest))
    except (InvalidSignature, *_BAD) as fault:
        raise not_signed(str(signer["kid"])) from fault
    return content, suite, signer


def _attributes(name: str, content: bytes) -> Any:
    return asn1.CMSAttributes(
        [
            {"type": "content_type", "values": ["data"]},
            {"type": "message_digest", "values": [hashlib.new(name, content).digest()]},
        ]
    )


def _signed(name: str, content: bytes, kid: bytes, signature: bytes) -> bytes:
    """Give the DER of signed data: the content, and its one signer by the id of the key."""
    digest = {"algorithm": name}
    signer = {
        "version": "v3",
        "sid": asn1.SignerIdentifier("subject_key_identifier", kid),
        "digest_algorithm": digest,
        "signed_attrs": _attributes(name, content),
        "signature_algorithm": {"algorithm": f"{name}_ecdsa"},
        "signature": signature,
    }
    whole = asn1.SignedData(
        {
            "version": "v3",
            "digest_algorithms": [digest],
            "encap_content_info": {"content_type": "data", "content": content},
            "signer_infos": [signer],
        }
    )
    return bytes(whole.dump())


def _enveloped(parts: _Envelope, suite: Suite) -> bytes:
    """Give the DER of the whole: authenticated-enveloped data with one recipient by the id of the key."""
    agreement, _, curve, _ = _AGREEMENTS[suite.curve]
    wrap = asn1.KeyEncryptionAlgorithm({"algorithm": "aes256_wrap"})
    recipient = asn1.KeyAgreeRecipientInfo(
        {
            "version": "v3",
            "originator": asn1.OriginatorIdentifierOrKey(
                "originator_key",
                asn1_keys.PublicKeyInfo(
                    {
                        "algorithm": {"algorithm": "ec", "parameters": asn1_keys.ECDomainParameters("named", curve)},
                        "public_key": asn1_keys.ECPointBitString(parts.point),
                    }
                ),
            ),
            "key_encryption_algorithm": {"algorithm": agreement, "parameters": wrap},
            "recipient_encrypted_keys": [
                {
                    "rid": asn1.KeyAgreementRecipientIdentifier("r_key_id", {"subject_key_identifier": parts.kid}),
                    "encrypted_key": parts.wrapped,
                }
            ],
        }
    )
    whole = asn1.AuthEnvelopedData(
        {
            "version": "v0",
            "recipient_infos": [asn1.RecipientInfo("kari", recipient)],
            "auth_encrypted_content_info": {
                "content_type": "signed_data",
                "content_encryption_algorithm": {"algorithm": "aes256_gcm", "parameters": _gcm(parts.nonce)},
                "encrypted_content": parts.body,
            },
            "mac": parts.tag,
        }
    )
    return bytes(asn1.ContentInfo({"content_type": "authenticated_enveloped_data", "content": whole}).dump())


class _GcmParameters(core.Sequence):  # type: ignore[misc] # the package has no types
    """AES-GCM's nonce and length of tag (RFC 5084)."""

    _fields = [("nonce", core.OctetString), ("tag_length", core.Integer)]  # noqa: RUF012 - as the package wants it


def _gcm(nonce: bytes) -> Any:
    return _GcmParameters({"nonce": nonce, "tag_length": _TAG})


def _parsed(der: bytes) -> tuple[Suite, _Envelope]:
    """Take the parts out, and check that they make just these bytes under a known suite."""
    try:
        info = asn1.ContentInfo.load(der, strict=True)
        kind, whole = str(info["content_type"].native), info["content"]
        if not isinstance(whole, asn1.AuthEnvelopedData):
            raise wrong_suite(kind[:40])
        recipient = whole["recipient_infos"][0].chosen
        to = recipient["recipient_encrypted_keys"][0]
        inside = whole["auth_encrypted_content_info"]
        parameters = inside["content_encryption_algorithm"]["parameters"]
        parts = _Envelope(
            kid=bytes(to["rid"].chosen["subject_key_identifier"].native),
            point=bytes(recipient["originator"].chosen["public_key"].native),
            wrapped=bytes(to["encrypted_key"].native),
            nonce=bytes(_GcmParameters.load(parameters.dump())["nonce"].native),
            body=bytes(inside["encrypted_content"].native),
            tag=bytes(whole["mac"].native),
        )
        found = next((each for each in SUITES.values() if each.form == FORM and _enveloped(parts, each) == der), None)
    except _BAD as fault:
        raise _no_message() from fault
    if found is None:
        raise wrong_suite("authenticated-enveloped data")
    return found, parts


def _der(sealed: bytes) -> bytes:
    """Take a message out of its PEM, in the one spelling that it has."""
    text = sealed.strip().decode("ascii", "replace")
    found = re.fullmatch(f"{CMS_BEGINS}\n(.*)\n{_END}", text, re.DOTALL)
    try:
        der = base64.b64decode((found.group(1) if found else "").replace("\n", ""), validate=True)
    except (ValueError, binascii.Error) as fault:
        raise _no_message() from fault
    if not der or _pem(der) != text.encode():
        raise _no_message()
    return der


def _pem(der: bytes) -> bytes:
    text = base64.b64encode(der).decode()
    lines = [text[place : place + _LINE] for place in range(0, len(text), _LINE)]
    return "\n".join([CMS_BEGINS, *lines, _END]).encode()


def _derived(shared: bytes, suite: Suite) -> bytes:
    """Derive the key that wraps (X9.63 with the shared info of RFC 5753)."""
    wrap = algos.EncryptionAlgorithm({"algorithm": "aes256_wrap"})
    info = b"".join([wrap.dump(), core.OctetString(_KEY_BITS.to_bytes(4), explicit=2).dump()])
    whole = b"\x30" + bytes([len(info)]) + info
    return X963KDF(_AGREEMENTS[suite.curve][1], _KEY_BITS // 8, whole).derive(shared)


def _private(jwk: Mapping[str, Any]) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(_number(jwk["d"]), _AGREEMENTS[str(jwk["crv"])][3])


def _public(jwk: Mapping[str, Any]) -> ec.EllipticCurvePublicKey:
    curve = _AGREEMENTS[str(jwk["crv"])][3]
    return ec.EllipticCurvePublicNumbers(_number(jwk["x"]), _number(jwk["y"]), curve).public_key()


def _number(text: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def _no_message() -> MessageRefused:
    return refused(Fault.NOT_A_MESSAGE, sentence("This is no message: it is no CMS of the form agreed."), None)

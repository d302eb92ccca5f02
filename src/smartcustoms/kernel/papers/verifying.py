"""Is a file a paper as it was signed? By its bytes and the public keys alone: no database, no network. Pure.

A PDF is not parsed: nothing hidden in its structure can mislead. The one signature must cover every byte of the file but its own, and fit
one of the keys; so a revision appended after signing, a byte changed or a second signature is seen. The JSON paper lies in the PDF, in
the signed bytes, and is verified by its own signature.
"""

import re
from collections.abc import Sequence
from typing import Any, Final

from smartcustoms.kernel.papers.model import LARGEST, Genuine, PublicKey
from smartcustoms.kernel.papers.signing import certificate_of, refusal, verified
from smartcustoms.kernel.words.model import sentence

_RANGE: Final = re.compile(rb"/ByteRange\s*\[\s*(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s+(\d{1,10})\s*\]")
_JWS: Final = re.compile(rb"eyJ[A-Za-z0-9_-]{10,2000}\.[A-Za-z0-9_-]{10,4000000}\.[A-Za-z0-9_-]{40,1400}")
_LARGEST_SIGNATURE: Final = 64 * 1024


def check_file(content: bytes, known: Sequence[PublicKey]) -> Genuine:
    """Verify a file, PDF or JWS.

    Raises:
        NotGenuine: with the reason.
    """
    if len(content) > LARGEST:
        raise refusal(sentence("The file is too large for a paper."), seen=str(len(content)))
    if content.startswith(b"%PDF-"):
        return _pdf(content, known)
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as fault:
        raise refusal(sentence("This is neither a PDF nor a JWS.")) from fault
    return verified(text.strip(), known)


def _pdf(content: bytes, known: Sequence[PublicKey]) -> Genuine:
    first, second, signature = _parts(content)
    signer = _signer(first + second, signature, known)
    found = _JWS.search(second) or _JWS.search(first)
    if found is None:
        raise refusal(sentence("The PDF is signed, but holds no paper of this platform."))
    inside = verified(found.group().decode("ascii"), known)
    return Genuine("pdf", signer.kid, inside.paper)


def _parts(content: bytes) -> tuple[bytes, bytes, bytes]:
    """Give the two stretches of bytes that the signature covers, and the signature."""
    ranges = _RANGE.findall(content)
    if not ranges:
        raise refusal(sentence("The PDF has no signature: it was taken off, or was never there."))
    if len(ranges) > 1:
        raise refusal(sentence("The PDF has more than one signature: something was added after it was issued."))
    start, length, later, rest = (int(each) for each in ranges[0])
    if start != 0 or not length < later <= len(content):
        raise refusal(sentence("The signature of the PDF does not cover its beginning."))
    if later + rest != len(content):
        raise refusal(
            sentence("Something was added to the PDF after it was signed."), seen=str(len(content) - later - rest)
        )
    between = content[length:later]
    if not (between[:1] == b"<" and between[-1:] == b">" and len(between) <= 2 * _LARGEST_SIGNATURE):
        raise refusal(sentence("The signature of the PDF is not where it says."))
    try:
        signature = bytes.fromhex(between[1:-1].decode("ascii"))
    except ValueError as fault:
        raise refusal(sentence("The signature of the PDF cannot be read.")) from fault
    return content[:length], content[later:], signature


def _signer(covered: bytes, signature: bytes, known: Sequence[PublicKey]) -> PublicKey:
    """Verify the signature (CMS, RFC 5652) over the covered bytes; give the key that made it."""
    import hashlib

    from asn1crypto import x509
    from pyhanko.sign.validation import errors, generic_cms

    try:
        # zeros that fill the place reserved for it follow; only what is read counts
        info = _content_info(signature)
        data = info["content"]
        signed_by = data["signer_infos"][0]
        alone = len(data["signer_infos"]) == 1
        serial = signed_by["sid"].chosen["serial_number"].native
        algorithm = signed_by["digest_algorithm"]["algorithm"].native
    except Exception as fault:
        raise refusal(sentence("The signature of the PDF cannot be read.")) from fault
    mine = next((each for each in known if certificate_of(each).serial_number == serial), None)
    if mine is None:
        raise refusal(
            sentence("The PDF was signed by a certificate that is not among these keys."), seen=str(serial)[:50]
        )
    if not alone or algorithm != "sha256":
        raise refusal(sentence("The signature of the PDF is not of the form that papers have."), seen=str(algorithm))
    certificate = x509.Certificate.load(_der(mine))  # type: ignore[no-untyped-call]
    digest = hashlib.sha256(covered).digest()
    try:
        intact, valid = generic_cms.validate_sig_integrity(signed_by, certificate, "data", actual_digest=digest)
    except (errors.SignatureValidationError, ValueError, TypeError, KeyError) as fault:
        raise refusal(sentence("The signature of the PDF does not fit: it was altered.")) from fault
    if not (intact and valid):
        raise refusal(sentence("The PDF was altered after it was signed."))
    return mine


def _der(known: PublicKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate_of(known).public_bytes(Encoding.DER)


def _content_info(signature: bytes) -> Any:
    from asn1crypto import cms

    load: Any = cms.ContentInfo.load
    return load(signature)

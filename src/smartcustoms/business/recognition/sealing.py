"""Signs and encrypts messages, and opens them: JWS (RFC 7515) inside JWE (RFC 7516). Pure.

Headers must be exactly those of a known suite: no compression (a small text could unpack to a large one), no key or address in a header, no
`none`. Only keys the installation knows count, found by their id; the signer must be the party that the content names.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from smartcustoms.business.recognition.model import (
    LARGEST,
    SUITES,
    Arrangement,
    Fault,
    Keys,
    Message,
    MessageRefused,
    Opened,
    Suite,
)
from smartcustoms.business.recognition.payload import read, written
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import Sentence, sentence

OUTER: Final = "smartcustoms-recognition+jwe"
INNER: Final = "smartcustoms-recognition+jws"
_ASK: Final = sentence("Ask the partner administration to send it again, and compare your keys.")
_OUTER_NAMES: Final = frozenset({"alg", "enc", "kid", "typ", "cty", "epk"})
_INNER_NAMES: Final = frozenset({"alg", "kid", "typ"})


def digest(sealed: bytes) -> str:
    """Give the digest by which a sealed message is known."""
    return hashlib.sha256(sealed.strip()).hexdigest()


def seal(message: Message, arrangement: Arrangement, keys: Keys) -> bytes:
    """Sign a message with the sender's key and encrypt it for the recipient.

    Raises:
        MessageRefused: a key is not known.
    """
    from joserfc import jwe, jws

    suite = arrangement.suite
    signer = _needed(keys, message.sender, "sig", suite)
    reader = _needed(keys, message.recipient, "enc", suite)
    inside = {"alg": suite.signature, "kid": signer["kid"], "typ": INNER}
    signed = jws.serialize_compact(
        inside, written(message, arrangement), _key(signer), algorithms=[suite.signature], registry=_jws(suite)
    )
    outside = {"alg": suite.key, "enc": suite.content, "kid": reader["kid"], "typ": OUTER, "cty": "JWS"}
    return jwe.encrypt_compact(outside, signed.encode(), _key(_public(reader)), registry=_jwe(suite)).encode()


def open_sealed(sealed: bytes, keys: Keys) -> Opened:
    """Decrypt a message, verify who signed it, and read what it says.

    Raises:
        MessageRefused: says why.
    """
    from joserfc import jwe, jws
    from joserfc.errors import JoseError

    text = _text(sealed)
    outside = _header(text.split(".")[0], _OUTER_NAMES)
    suite = _suite(outside)
    own = _known(outside, keys, "enc")
    if "d" not in own or own.get("party") != keys.own:
        raise _refused(Fault.NOT_FOR_US, sentence("The message is not for this administration."), str(own.get("kid")))
    try:
        signed = jwe.decrypt_compact(text, _key(own), registry=_jwe(suite)).plaintext or b""
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _refused(
            Fault.ALTERED, sentence("The message cannot be decrypted: it was changed or cut."), None
        ) from fault
    inside = _header(signed.split(b".")[0].decode("ascii", "replace"), _INNER_NAMES)
    if inside.get("alg") != suite.signature or inside.get("typ") != INNER:
        raise _wrong_suite(f"{inside.get('alg')}")
    signer = _known(inside, keys, "sig")
    try:
        content = jws.deserialize_compact(signed, _key(_public(signer)), registry=_jws(suite)).payload
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise _refused(
            Fault.ALTERED, sentence("The signature does not fit what was signed."), str(signer["kid"])
        ) from fault
    message = read(content)
    if signer.get("party") != message.sender:
        raise _refused(
            Fault.NOT_AGREED, sentence("Another party signed than the message names."), str(signer.get("party"))
        )
    if message.recipient != keys.own:
        raise _refused(Fault.NOT_FOR_US, sentence("The message is not for this administration."), message.recipient)
    return Opened(message, suite, str(signer["kid"]), digest(sealed))


def _text(sealed: bytes) -> str:
    if len(sealed) > LARGEST:
        raise _refused(
            Fault.NOT_A_MESSAGE,
            sentence("The message is larger than {most} MB.", most=LARGEST // 2**20),
            str(len(sealed)),
        )
    text = sealed.strip().decode("ascii", "replace")
    if text.count(".") != 4 or not all(map(_is_canonical, text.split("."))):
        raise _refused(
            Fault.NOT_A_MESSAGE, sentence("This is no message: five parts with points between are expected."), text[:20]
        )
    return text


def _is_canonical(part: str) -> bool:
    """Tell whether a part is base64url in its one spelling, so that no other text opens as the same message."""
    try:
        raw = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error):
        return False
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode() == part


def _header(part: str, names: frozenset[str]) -> dict[str, Any]:
    """Read a header, which must have only the names that are known."""
    try:
        if len(part) > 4096:
            raise ValueError("header too long")
        said = read_json(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, JsonUnfit) as fault:
        raise _refused(Fault.NOT_A_MESSAGE, sentence("A header cannot be read."), part[:20]) from fault
    if not isinstance(said, dict) or any(not isinstance(each, str) for name, each in said.items() if name != "epk"):
        raise _refused(Fault.NOT_A_MESSAGE, sentence("A header cannot be read."), part[:20])
    if set(said) != names:
        raise _wrong_suite(", ".join(sorted(set(said) ^ names))[:60])
    return said


def _suite(header: Mapping[str, Any]) -> Suite:
    curve = header["epk"].get("crv") if isinstance(header["epk"], dict) else None
    said = (header["alg"], header["enc"], curve)
    found = next((each for each in SUITES.values() if (each.key, each.content, each.curve) == said), None)
    if found is None or (header["typ"], header["cty"]) != (OUTER, "JWS"):
        raise _wrong_suite(f"{header['alg']}, {header['enc']}, {curve}")
    return found


def _known(header: Mapping[str, Any], keys: Keys, use: str) -> Mapping[str, Any]:
    found = keys.by_id.get(header["kid"])
    if found is None or found.get("use") != use:
        raise _refused(
            Fault.UNKNOWN_KEY, sentence("The key {key} is not known.", key=header["kid"][:40]), header["kid"][:40]
        )
    return found


def _needed(keys: Keys, party: str, use: str, suite: Suite) -> Mapping[str, Any]:
    found = keys.of(party, use, suite.curve)
    if found is None:
        raise _refused(
            Fault.UNKNOWN_KEY, sentence("There is no key of {party} for {use}.", party=party, use=use), f"{party} {use}"
        )
    return found


def _public(jwk: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in jwk.items() if name != "d"}


def _key(jwk: Mapping[str, Any]) -> Any:
    from joserfc.jwk import ECKey

    return ECKey.import_key({name: jwk[name] for name in ("kty", "crv", "x", "y", "d") if name in jwk})


def _jws(suite: Suite) -> Any:
    from joserfc.jws import JWSRegistry

    found = JWSRegistry(algorithms=[suite.signature])
    found.max_payload_length = LARGEST
    return found


def _jwe(suite: Suite) -> Any:
    from joserfc.jwe import JWERegistry

    found = JWERegistry(algorithms=[suite.key, suite.content])
    found.max_ciphertext_length = LARGEST
    return found


def _wrong_suite(seen: str) -> MessageRefused:
    return _refused(
        Fault.WRONG_SUITE, sentence("The message does not use the suite of algorithms that was agreed."), seen
    )


def _refused(fault: Fault, says: Sentence, seen: str | None) -> MessageRefused:
    return MessageRefused(fault, says, mend=_ASK, seen=seen)

"""The suites of JOSE: JWS (RFC 7515) inside JWE (RFC 7516). Pure.

Headers must be exactly those of a known suite: no compression (a small text could unpack to a large one), no key or address in a header, no
`none`. Only keys the installation knows count, found by their id.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final

from smartcustoms.business.recognition.model import LARGEST, SUITES, Fault, Keys, Suite
from smartcustoms.business.recognition.refusing import known, not_decrypted, not_signed, reader, refused, wrong_suite
from smartcustoms.kernel.outside import JsonUnfit, read_json
from smartcustoms.kernel.words.model import sentence

FORM: Final = "jose"
OUTER: Final = "smartcustoms-recognition+jwe"
INNER: Final = "smartcustoms-recognition+jws"
_OUTER_NAMES: Final = frozenset({"alg", "enc", "kid", "typ", "cty", "epk"})
_INNER_NAMES: Final = frozenset({"alg", "kid", "typ"})


def seal(content: bytes, suite: Suite, signer: Mapping[str, Any], to: Mapping[str, Any]) -> bytes:
    """Sign a content with a private key and encrypt it to a public one."""
    from joserfc import jwe, jws

    inside = {"alg": suite.signature, "kid": signer["kid"], "typ": INNER}
    signed = jws.serialize_compact(inside, content, _key(signer), algorithms=[suite.signature], registry=_jws(suite))
    outside = {"alg": suite.key, "enc": suite.content, "kid": to["kid"], "typ": OUTER, "cty": "JWS"}
    return jwe.encrypt_compact(outside, signed.encode(), _key(_public(to)), registry=_jwe(suite)).encode()


def opened(sealed: bytes, keys: Keys) -> tuple[bytes, Suite, Mapping[str, Any]]:
    """Decrypt a message and verify who signed it; give its content, the suite and the signer's key.

    Raises:
        MessageRefused: says why.
    """
    from joserfc import jwe, jws
    from joserfc.errors import JoseError

    text = _text(sealed)
    outside = _header(text.split(".")[0], _OUTER_NAMES)
    suite = _suite(outside)
    own = reader(outside["kid"], keys)
    try:
        signed = jwe.decrypt_compact(text, _key(own), registry=_jwe(suite)).plaintext or b""
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise not_decrypted() from fault
    inside = _header(signed.split(b".")[0].decode("ascii", "replace"), _INNER_NAMES)
    if inside.get("alg") != suite.signature or inside.get("typ") != INNER:
        raise wrong_suite(f"{inside.get('alg')}")
    signer = known(inside["kid"], keys, "sig")
    try:
        content = jws.deserialize_compact(signed, _key(_public(signer)), registry=_jws(suite)).payload
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as fault:
        raise not_signed(str(signer["kid"])) from fault
    return content, suite, signer


def _text(sealed: bytes) -> str:
    text = sealed.strip().decode("ascii", "replace")
    if text.count(".") != 4 or not all(map(_is_canonical, text.split("."))):
        raise refused(
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
        raise refused(Fault.NOT_A_MESSAGE, sentence("A header cannot be read."), part[:20]) from fault
    if not isinstance(said, dict) or any(not isinstance(each, str) for name, each in said.items() if name != "epk"):
        raise refused(Fault.NOT_A_MESSAGE, sentence("A header cannot be read."), part[:20])
    if set(said) != names:
        raise wrong_suite(", ".join(sorted(set(said) ^ names))[:60])
    return said


def _suite(header: Mapping[str, Any]) -> Suite:
    curve = header["epk"].get("crv") if isinstance(header["epk"], dict) else None
    said = (header["alg"], header["enc"], curve)
    found = next(
        (each for each in SUITES.values() if each.form == FORM and (each.key, each.content, each.curve) == said), None
    )
    if found is None or (header["typ"], header["cty"]) != (OUTER, "JWS"):
        raise wrong_suite(f"{header['alg']}, {header['enc']}, {curve}")
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

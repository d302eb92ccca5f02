"""COSE_Sign1 and the suites, against the examples of their standards."""

import cbor2
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from smartcustoms.trade.elocks.model import FrameRefused
from smartcustoms.trade.elocks.signing import sm2
from smartcustoms.trade.elocks.signing.cose import KEY_ID, Signed, opened, sign1, signed_text
from smartcustoms.trade.elocks.signing.suites import NAMED, NoKey, PublicKey, SigningKey

# RFC 9052, C.2.1: one ECDSA signature with the key "11" of its C.7.1
RFC_SINGLE = bytes.fromhex(
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c083106c4"
    "d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
)
RFC_KEY = bytes.fromhex(
    "bac5b11cad8f99f9c72b05cf4b9e26d244dc189f745228255a219a86d6a09eff20138bf82dc1b6d562be0fa54ab7804a3a64b6d72ccfed6b6fb6ed28bbfc117e"
)
# the COSE working group's example eddsa-sig-01 with the first key of RFC 8032, 7.1
EDDSA_SINGLE = bytes.fromhex(
    "d28445a201270300a10442313154546869732069732074686520636f6e74656e742e58407142fd2ff96d56db85bee905a76ba1d0b7321a95c8c4d3607c5781932b7afb8711"
    "497dfa751bf40b58b3bcc32300b1487f3db34085eef013bf08f4a44d6fef0d"
)
EDDSA_KEY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
# GB/T 32918.5, A.2
SM2_PRIVATE = bytes.fromhex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")
SM2_PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SM2_DRAWN = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SM2_SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
CONTENT = b"This is the content."


@pytest.mark.parametrize(
    ("raw", "suite", "key"), [(RFC_SINGLE, "es256", RFC_KEY), (EDDSA_SINGLE, "ed25519", EDDSA_KEY)]
)
def test_the_standards_examples_hold(raw: bytes, suite: str, key: bytes) -> None:
    signed = opened(raw, longest=1000)
    assert (signed.payload, signed.key_id, signed.suite.name) == (CONTENT, b"11", suite)
    signed.check(PublicKey.read(suite, key))


def test_the_example_that_is_deterministic_comes_out_byte_for_byte() -> None:
    key = SigningKey.of("ed25519", bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public.raw == EDDSA_KEY
    assert (
        key.sign(signed_text(opened(EDDSA_SINGLE, longest=1000).protected, CONTENT))
        == opened(EDDSA_SINGLE, longest=1000).signature
    )


def test_sm2_gives_the_standards_signature() -> None:
    assert sm2.public_of(SM2_PRIVATE) == SM2_PUBLIC
    assert sm2.sign(SM2_PRIVATE, b"message digest", drawn=SM2_DRAWN) == SM2_SIGNATURE
    assert sm2.holds(SM2_PUBLIC, SM2_SIGNATURE, b"message digest")


def test_sm2_refuses_what_gmssl_lets_pass() -> None:
    assert not sm2.is_point(SM2_PUBLIC[:-1] + b"\x14")
    for signature in (
        bytes(64),
        SM2_SIGNATURE[:63],
        b"\xff" * 64,
        bytes(32) + SM2_SIGNATURE[32:],
        SM2_SIGNATURE + b"\0",
    ):
        assert not sm2.holds(SM2_PUBLIC, signature, b"message digest")
    with pytest.raises(sm2.NoPrivateKey):
        sm2.sign(bytes(32), b"x")


def test_a_key_of_sm2_that_begins_with_04_works() -> None:
    found = next(
        key for number in range(1, 3000) if (key := SigningKey.of("sm2", number.to_bytes(32, "big"))).public.raw[0] == 4
    )
    assert found.public.holds(found.sign(b"text"), b"text")


@pytest.mark.parametrize("name", sorted(NAMED))
def test_each_suite_signs_and_no_other_text_holds(name: str) -> None:
    key, other = (SigningKey.of(name, bytes([n]) * 32) for n in (1, 2))
    raw = sign1(b"payload", key, {KEY_ID: key.public.id})
    signed = opened(raw, longest=1000)
    signed.check(key.public)
    assert cbor2.loads(raw).value[2] == b"payload"
    for public in (other.public, SigningKey.of("es256" if name != "es256" else "sm2", bytes([1]) * 32).public):
        with pytest.raises(FrameRefused, match="signature"):
            signed.check(public)
    assert not key.public.holds(signed.signature, b"another text")


def test_what_is_no_key_is_told() -> None:
    for name, raw in (("sm2", bytes(64)), ("es256", bytes(64)), ("ed25519", b"short"), ("rsa", bytes(32))):
        with pytest.raises(NoKey, match="no public key"):
            PublicKey.read(name, raw)


def _signed_parts(signed: Signed) -> tuple[bytes, bytes, bytes]:
    return signed.protected, signed.payload, signed.signature


@example(raw=bytes.fromhex("1901004800000000"), at=105, cut=105)
@given(raw=st.binary(max_size=300), at=st.integers(0, 200), cut=st.integers(0, 200))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes, at: int, cut: int) -> None:
    damaged = RFC_SINGLE[: at % len(RFC_SINGLE)] + raw + RFC_SINGLE[cut % len(RFC_SINGLE) :]
    for each in (raw, damaged):
        reason, signed = "", None
        try:
            signed = opened(each, longest=1000)
        except FrameRefused as refused:
            reason = refused.reason.split(":")[0]
        assert reason in {"", "length", "type", "value"}
        # the unprotected headers are not signed (RFC 9052, 4.4): another key's name there is no other message
        is_same = signed is not None and _signed_parts(signed) == _signed_parts(opened(RFC_SINGLE, longest=1000))
        assert signed is None or signed.is_of(PublicKey.read("es256", RFC_KEY)) == is_same

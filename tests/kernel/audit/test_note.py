"""Signed checkpoints: read back as written, and refused after any change of one character."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smartcustoms.kernel.audit.note import Checkpoint, NoteUnusable, opened, public_key, read_public_key, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CHECKPOINT = Checkpoint("smartcustoms/hk/audit", 1000, bytes(32), 17, datetime(2026, 11, 24, 4, 0, tzinfo=UTC))
NOTE = sign(CHECKPOINT, KEY)


def test_what_is_signed_is_read_back() -> None:
    assert opened(NOTE, KEY.public_key()) == CHECKPOINT
    assert NOTE.startswith("smartcustoms/hk/audit\n1000\n")


@settings(max_examples=300)
@given(st.integers(0, len(NOTE) - 1), st.characters())
def test_any_changed_character_is_refused(place: int, character: str) -> None:
    changed = NOTE[:place] + character + NOTE[place + 1 :]
    assume(changed != NOTE)
    with pytest.raises(NoteUnusable):
        opened(changed, KEY.public_key())


def test_another_key_is_refused() -> None:
    with pytest.raises(NoteUnusable, match="another key"):
        opened(NOTE, Ed25519PrivateKey.generate().public_key())


@given(st.text(max_size=200))
def test_nonsense_is_refused(text: str) -> None:
    with pytest.raises(NoteUnusable):
        opened(text, KEY.public_key())


def test_a_public_key_travels_as_text() -> None:
    text = public_key("smartcustoms/hk/audit", KEY.public_key())
    assert opened(NOTE, read_public_key(text)) == CHECKPOINT
    for bad in ("", "a+b", text.replace("hk", "sg"), text[:-3]):
        with pytest.raises(NoteUnusable):
            read_public_key(bad)

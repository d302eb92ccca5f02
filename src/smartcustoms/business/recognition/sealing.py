"""Signs and encrypts messages, and opens them, in the form of the suite agreed: JOSE (`jose.py`) or CMS (`cms.py`). Pure.

Only keys the installation knows count, found by their id; the signer must be the party that the content names.
"""

import hashlib
from typing import Any, Final

from smartcustoms.business.recognition import jose
from smartcustoms.business.recognition.model import CMS_BEGINS, LARGEST, Arrangement, Fault, Keys, Message, Opened
from smartcustoms.business.recognition.payload import read, written
from smartcustoms.business.recognition.refusing import needed, refused, too_large
from smartcustoms.kernel.words.model import sentence

_CMS: Final = CMS_BEGINS.encode()


def digest(sealed: bytes) -> str:
    """Give the digest by which a sealed message is known."""
    return hashlib.sha256(sealed.strip()).hexdigest()


def seal(message: Message, arrangement: Arrangement, keys: Keys) -> bytes:
    """Sign a message with the sender's key and encrypt it for the recipient.

    Raises:
        MessageRefused: a key is not known.
    """
    suite = arrangement.suite
    signer, to = needed(keys, message.sender, "sig", suite), needed(keys, message.recipient, "enc", suite)
    sealed: bytes = _form(suite.form).seal(written(message, arrangement), suite, signer, to)
    return sealed


def media_type(sealed: bytes) -> str:
    """Give the media type of a message."""
    return "application/cms" if sealed.startswith(_CMS) else "application/jose"


def _form(name: str) -> Any:
    if name == jose.FORM:
        return jose
    from smartcustoms.business.recognition import cms  # here: it loads the library of ASN.1

    return cms


def open_sealed(sealed: bytes, keys: Keys) -> Opened:
    """Decrypt a message, verify who signed it, and read what it says.

    Raises:
        MessageRefused: says why.
    """
    if len(sealed) > LARGEST:
        raise too_large(sealed, LARGEST)
    form = _form("cms" if sealed.lstrip().startswith(_CMS) else jose.FORM)
    content, suite, signer = form.opened(sealed, keys)
    message = read(content)
    if signer.get("party") != message.sender:
        raise refused(
            Fault.NOT_AGREED, sentence("Another party signed than the message names."), str(signer.get("party"))
        )
    if message.recipient != keys.own:
        raise refused(Fault.NOT_FOR_US, sentence("The message is not for this administration."), message.recipient)
    return Opened(message, suite, str(signer["kid"]), digest(sealed))

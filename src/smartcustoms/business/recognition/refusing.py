"""How a sealed message is refused, and by which keys it may be opened, whatever form it has. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from smartcustoms.business.recognition.model import Fault, Keys, MessageRefused, Suite
from smartcustoms.kernel.words.model import Sentence, sentence

_ASK: Final = sentence("Ask the partner administration to send it again, and compare your keys.")


def refused(fault: Fault, says: Sentence, seen: str | None) -> MessageRefused:
    """Refuse a message; say what was seen."""
    return MessageRefused(fault, says, mend=_ASK, seen=seen)


def wrong_suite(seen: str) -> MessageRefused:
    """Refuse a message of other algorithms than a known suite's."""
    return refused(
        Fault.WRONG_SUITE, sentence("The message does not use the suite of algorithms that was agreed."), seen
    )


def not_decrypted() -> MessageRefused:
    """Refuse a message that cannot be decrypted."""
    return refused(Fault.ALTERED, sentence("The message cannot be decrypted: it was changed or cut."), None)


def not_signed(kid: str) -> MessageRefused:
    """Refuse a message whose signature does not fit."""
    return refused(Fault.ALTERED, sentence("The signature does not fit what was signed."), kid)


def known(kid: str, keys: Keys, use: str) -> Mapping[str, Any]:
    """Give a key that the installation knows, by its id.

    Raises:
        MessageRefused: it is not known.
    """
    found = keys.by_id.get(kid)
    if found is None or found.get("use") != use:
        raise refused(Fault.UNKNOWN_KEY, sentence("The key {key} is not known.", key=kid[:40]), kid[:40])
    return found


def reader(kid: str, keys: Keys) -> Mapping[str, Any]:
    """Give one's own private key for which a message was encrypted.

    Raises:
        MessageRefused: it is not known, or another's.
    """
    own = known(kid, keys, "enc")
    if "d" not in own or own.get("party") != keys.own:
        raise refused(Fault.NOT_FOR_US, sentence("The message is not for this administration."), str(own.get("kid")))
    return own


def needed(keys: Keys, party: str, use: str, suite: Suite) -> Mapping[str, Any]:
    """Give the newest key of a party for a use.

    Raises:
        MessageRefused: none is known.
    """
    found = keys.of(party, use, suite.curve)
    if found is None:
        raise refused(
            Fault.UNKNOWN_KEY, sentence("There is no key of {party} for {use}.", party=party, use=use), f"{party} {use}"
        )
    return found


def too_large(sealed: bytes, most: int) -> MessageRefused:
    """Refuse a message for its size."""
    says = sentence("The message is larger than {most} MB.", most=most // 2**20)
    return refused(Fault.NOT_A_MESSAGE, says, str(len(sealed)))

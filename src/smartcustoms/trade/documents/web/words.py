"""What codes are called on the pages of documents."""

from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.documents.model import State

DIRECTIONS: Final[dict[str, Sentence]] = {
    "import": sentence("Import"),
    "export": sentence("Export"),
    "transhipment": sentence("Transhipment"),
    "transit": sentence("Transit"),
    "removal": sentence("Removal"),
}
KINDS: Final[dict[str, Sentence]] = {
    "licence": sentence("Licence"),
    "permit": sentence("Permit"),
    "certificate": sentence("Certificate"),
    "notification": sentence("Notification"),
    "declaration": sentence("Declaration"),
    "cargo report": sentence("Cargo report"),
    "manifest": sentence("Manifest"),
}
STATES: Final[dict[str, tuple[Sentence, str]]] = {
    State.DRAFT.value: (sentence("Draft"), "grey"),
    State.LODGED.value: (sentence("Being decided"), "blue"),
    State.ASKED.value: (sentence("Waits for you"), "orange"),
    State.ISSUED.value: (sentence("Issued"), "green"),
    State.REFUSED.value: (sentence("Refused"), "red"),
    State.WITHDRAWN.value: (sentence("Withdrawn"), "grey"),
    State.EXPIRED.value: (sentence("Expired"), "grey"),
    State.REVOKED.value: (sentence("Revoked"), "red"),
}
"""Each state with what it is called and the colour of its mark."""
COUNTED: Final[dict[str, Sentence]] = {
    "after import": sentence("after import"),
    "after import or export": sentence("after import or export"),
    "after issue": sentence("after issue"),
    "after arrival": sentence("after arrival"),
    "after expiry": sentence("after expiry"),
}

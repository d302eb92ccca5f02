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
EFFECTS: Final[dict[str, tuple[Sentence, str]]] = {
    "forbidden": (sentence("Forbidden"), "red"),
    "may_be_forbidden": (sentence("May be forbidden"), "orange"),
    "quota": (sentence("Quota"), "yellow"),
    "asks": (sentence("Paper of the other country"), "blue"),
    "not_needed": (sentence("Not needed"), "green"),
}
"""What a country's rule does, with what it is called and the colour of its mark."""
STATES: Final[dict[str, tuple[Sentence, str]]] = {
    State.DRAFT.value: (sentence("Draft"), "grey"),
    State.LODGED.value: (sentence("Being decided"), "blue"),
    State.ASKED.value: (sentence("Waits for you"), "orange"),
    State.ISSUED.value: (sentence("Issued"), "green"),
    State.REFUSED.value: (sentence("Refused"), "red"),
    State.WITHDRAWN.value: (sentence("Withdrawn"), "grey"),
    State.EXPIRED.value: (sentence("Expired"), "grey"),
    State.REVOKED.value: (sentence("Revoked"), "red"),
    State.REPLACED.value: (sentence("Replaced"), "grey"),
}
"""Each state with what it is called and the colour of its mark."""
COUNTED: Final[dict[str, Sentence]] = {
    "after import": sentence("after import"),
    "after import or export": sentence("after import or export"),
    "after issue": sentence("after issue"),
    "after arrival": sentence("after arrival"),
    "after expiry": sentence("after expiry"),
}
DEEDS: Final[dict[str, Sentence]] = {
    "begun": sentence("Draft begun"),
    "lodged": sentence("Lodged"),
    "amended": sentence("Amended"),
    "asked": sentence("Information asked"),
    "answered": sentence("Answered"),
    "issued": sentence("Issued"),
    "refused": sentence("Refused"),
    "withdrawn": sentence("Withdrawn"),
    "appealed": sentence("Appeal lodged"),
    "expired": sentence("Expired"),
    "revoked": sentence("Revoked"),
    "replaced": sentence("Replaced"),
    "attached": sentence("File attached"),
    "detached": sentence("File taken off"),
    "linked": sentence("Linked"),
    "used": sentence("Written off"),
    "given_back": sentence("Given back"),
    "passed_on": sentence("Passed on to the next agency"),
}
RELATIONS: Final[dict[str, Sentence]] = {
    "renews": sentence("Renews"),
    "amends": sentence("Amends"),
    "copied_from": sentence("Copied from"),
    "import_of": sentence("Import licence of the export licence"),
    "export_of": sentence("Export licence of the import licence"),
    "declared_by": sentence("Declared by"),
    "by:renews": sentence("Renewed by"),
    "by:amends": sentence("Amended by"),
    "by:copied_from": sentence("Copied to"),
    "by:import_of": sentence("Import licence that goes with it"),
    "by:export_of": sentence("Export licence that goes with it"),
    "by:declared_by": sentence("Declared by"),
}

"""What kinds, states and reasons are called, by their code."""

from typing import Final

from smartcustoms.business.traders.model import (
    IdentityKind,
    NameKind,
    Progress,
    RelationKind,
    Role,
    Stage,
    State,
    What,
)
from smartcustoms.kernel.words.model import Sentence, sentence

STATES: Final[dict[str, Sentence]] = {
    State.KNOWN.value: sentence("Known from declarations"),
    State.REGISTERED.value: sentence("Registered"),
    State.CLOSED.value: sentence("Closed"),
    State.MERGED.value: sentence("Merged"),
}
ROLES: Final[dict[str, Sentence]] = {
    Role.IMPORTER.value: sentence("Importer"),
    Role.EXPORTER.value: sentence("Exporter"),
    Role.DECLARANT.value: sentence("Declarant"),
    Role.BROKER.value: sentence("Customs broker"),
    Role.FORWARDER.value: sentence("Freight forwarder"),
    Role.CARRIER.value: sentence("Carrier"),
    Role.WAREHOUSE.value: sentence("Warehouse keeper"),
    Role.SELLER.value: sentence("Seller"),
}
IDENTITIES: Final[dict[str, Sentence]] = {
    IdentityKind.DECLARED.value: sentence("Code in declarations"),
    IdentityKind.BUSINESS_REGISTRATION.value: sentence("Business registration number"),
    IdentityKind.TIN.value: sentence("Trader identification number (TIN)"),
    IdentityKind.LEI.value: sentence("Legal entity identifier (LEI)"),
}
NAME_KINDS: Final[dict[str, Sentence]] = {
    NameKind.LEGAL.value: sentence("Legal name"),
    NameKind.ROMANISED.value: sentence("Romanised name"),
    NameKind.TRADING.value: sentence("Trading name"),
    NameKind.BRAND.value: sentence("Brand"),
}
RELATIONS: Final[dict[str, Sentence]] = {
    RelationKind.OWNS.value: sentence("owns"),
    RelationKind.BRANCH_OF.value: sentence("is a branch of"),
    RelationKind.SUCCEEDS.value: sentence("succeeds"),
    RelationKind.SHARES_PREMISES.value: sentence("shares premises with"),
    RelationKind.SHARES_PEOPLE.value: sentence("shares directors or owners with"),
}
WHATS: Final[dict[str, Sentence]] = {
    What.LODGE.value: sentence("Lodge declarations"),
    What.DOCUMENTS.value: sentence("Apply for documents"),
    What.PAY.value: sentence("Pay demand notes"),
}
PROGRESS: Final[dict[str, Sentence]] = {
    Progress.PROPOSED.value: sentence("Waits for an officer"),
    Progress.ACCEPTED.value: sentence("Accepted"),
    Progress.REFUSED.value: sentence("Refused"),
    Progress.WITHDRAWN.value: sentence("Withdrawn"),
}
WHYS: Final[dict[str, Sentence]] = {
    "same_number": sentence("They have the same number"),
    "name": sentence("Their names are alike"),
    "name_read": sentence("One's Chinese name reads like the other's name in letters"),
    "address": sentence("Their addresses are alike"),
    "other_number": sentence("Each has a business registration number of its own (counts against)"),
}
STAGES: Final[dict[str, Sentence]] = {
    Stage.ASKED.value: sentence("Waits for the applicant's mail to be confirmed"),
    Stage.CONFIRMED.value: sentence("Waits for the office"),
    Stage.VERIFIED.value: sentence("Verified"),
    Stage.REFUSED.value: sentence("Refused"),
}
COUNTED: Final[dict[str, Sentence]] = {
    "declarations": sentence("Declarations that name it"),
    "examinations": sentence("Examinations of its goods"),
    "findings": sentence("Examinations with a finding"),
}

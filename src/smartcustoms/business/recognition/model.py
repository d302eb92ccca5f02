"""The words of recognition: arrangements, operators as they are told to partners, messages and why one is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from smartcustoms.business.traders.model import Why
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence

VERIFY: Final = Permission("recognition.verify", "Make and verify messages of recognition on the command line")
SEE: Final = Permission("recognition.see", "See what is exchanged with partner administrations")
LEAD: Final = Permission("recognition.lead", "Ask for a reconciliation with a partner administration")
DELIVER: Final = Permission("recognition.deliver", "Deliver a message of a partner administration")
TRUST: Final = Permission("recognition.trust", "Say which keys of partners are trusted")

CONSENT: Final = Permission("recognition.consent", "Say which partner administrations are told of one's own business")
PUBLISH: Final = Permission(
    "recognition.publish", "Tell partner administrations of our operators, and keep their consents"
)
MATCH: Final = Permission("recognition.match", "Say which consignors are partners' operators")

LARGEST: Final = 8 * 1024 * 1024
"""Bytes of a message; a part of a reconciliation has some 3 million."""
LATE: Final = timedelta(minutes=1)
"""A change that no partner acknowledged by then is shown as late."""
ALWAYS_TOLD: Final = ("number", "status", "changed_at")
FIELDS: Final = (*ALWAYS_TOLD, "tin", "name", "address", "roles", "tier", "valid_from", "valid_until")


class Status(StrEnum):
    """How an operator stands with the administration that authorised it."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


class Kind(StrEnum):
    """What a message does."""

    ADD = "add"
    CHANGE = "change"
    SUSPEND = "suspend"
    REVOKE = "revoke"
    WITHDRAW = "withdraw"  # the operator took its consent back: the partner forgets it
    RECONCILIATION = "reconciliation"
    ACKNOWLEDGEMENT = "acknowledgement"


class Fault(StrEnum):
    """Why a message is refused."""

    NOT_A_MESSAGE = "not_a_message"  # truncated, or no JWE at all
    WRONG_SUITE = "wrong_suite"
    UNKNOWN_KEY = "unknown_key"
    NOT_FOR_US = "not_for_us"
    ALTERED = "altered"  # decryption or signature fails
    UNREADABLE = "unreadable"  # genuine, and its content is not of the form
    NOT_AGREED = "not_agreed"  # against the arrangement: party, direction, day or field
    WRONG_TIME = "wrong_time"
    REPLAYED = "replayed"
    OUT_OF_ORDER = "out_of_order"


class MessageRefused(Refused):
    """A message is not taken; `fault` says why."""

    code = "message_refused"

    def __init__(self, fault: Fault, says: Sentence, *, mend: Sentence, seen: str | None = None) -> None:
        super().__init__(says, mend=mend, field=fault.value, seen=seen)
        self.fault = fault


class NoSuchArrangement(NotFound):
    """There is no such arrangement."""

    code = "no_such_arrangement"


class KeysUnusable(Refused):
    """A file of keys cannot be used."""

    code = "recognition_keys_unusable"


class MatchState(StrEnum):
    """What is said of a consignor and an operator that may be it."""

    PROPOSED = "proposed"  # waits for an officer
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class How(StrEnum):
    """By what a consignor and an operator were brought together."""

    NUMBER = "number"  # the consignor is declared under the operator's TIN or number
    NAME = "name"  # by name and address


class NoSuchMatch(NotFound):
    """There is no such match."""

    code = "no_such_match"


@dataclass(frozen=True, slots=True)
class Suite:
    """Algorithms that belong together: of the signature, of the key's encryption, of the content; `form`: jose or cms."""

    code: str
    signature: str
    key: str
    content: str
    curve: str
    form: str = "jose"


CMS_BEGINS: Final = "-----BEGIN CMS-----"
"""The first line of a message in CMS; what begins otherwise is JOSE."""

SUITES: Final[Mapping[str, Suite]] = {
    each.code: each
    for each in (
        Suite("jose-p256", "ES256", "ECDH-ES+A256KW", "A256GCM", "P-256"),
        Suite("jose-p384", "ES384", "ECDH-ES+A256KW", "A256GCM", "P-384"),
        Suite(
            "cms-p256", "ecdsa-with-SHA256", "dhSinglePass-stdDH-sha256kdf, aes256-wrap", "aes256-GCM", "P-256", "cms"
        ),
        Suite(
            "cms-p384", "ecdsa-with-SHA384", "dhSinglePass-stdDH-sha384kdf, aes256-wrap", "aes256-GCM", "P-384", "cms"
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """A mutual recognition arrangement between two administrations, as data."""

    code: str
    parties: tuple[str, str]
    names: Mapping[str, str]
    since: date
    until: date | None
    fields: tuple[str, ...]
    directions: frozenset[str]
    suite: Suite
    schedule: str
    """When our whole list goes to the partner: cron, in UTC; changes go at once."""
    longest_days: int
    benefits: tuple[str, ...]
    spared: float
    """Share (0 to 1) of the risk model's selections that is not examined where the consignor is the partner's operator."""
    source: str

    def partner_of(self, party: str) -> str:
        """Give the other party."""
        return self.parties[1] if party == self.parties[0] else self.parties[0]

    def tells(self, sender: str) -> bool:
        """Tell whether a party tells the other about its operators."""
        return sender in self.directions

    def holds(self, on: date) -> bool:
        """Tell whether the arrangement is in force on a day."""
        return self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as an administration tells of it; only number, status and moment are always told."""

    number: str
    status: Status
    changed_at: datetime
    tin: str | None = None
    name: str | None = None
    address: str | None = None
    roles: tuple[str, ...] | None = None
    tier: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """Whether an operator consents to be told under an arrangement: given and withdrawn when, by whom it was given."""

    number: str
    arrangement: str
    given_at: datetime
    given_by: str
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Consignor:
    """Who sends goods to us, as declarations and bills say: the code declared, and what is known of name and address."""

    code: str
    name: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class Likely:
    """An operator that a consignor may be: how likely (0 to 1), whether nothing else comes near, and why."""

    administration: str
    number: str
    score: float
    sure: bool
    reasons: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A consignor and the operator it is or may be; `operator` None: its administration tells of it no more.

    decided_by: empty where the number alone decided; says: what an officer wrote.
    """

    consignor: Consignor
    likely: Likely
    how: How
    state: MatchState
    operator: Operator | None
    proposed_at: datetime
    decided_at: datetime | None = None
    decided_by: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class TrustedConsignor:
    """A consignor that is an operator in good standing: `spared` (0 to 1) is what the arrangement's benefits give."""

    code: str
    administration: str
    number: str
    arrangement: str
    spared: float


@dataclass(frozen=True, slots=True)
class Message:
    """What a message says, once it was opened and read."""

    arrangement: str
    sender: str
    recipient: str
    sequence: int
    sent_at: datetime
    kind: Kind
    operators: tuple[Operator, ...] = ()
    span: tuple[str, str | None] = ("", None)
    """Of a reconciliation: the numbers this part covers, from the first to before the second (None: to the end)."""
    whole: tuple[int, str] | None = None
    """Of the last part of a reconciliation: how many operators there are in all, and their digest."""
    answers: tuple[str, str, str] | None = None
    """Of an acknowledgement: digest of the message answered, outcome, reason."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A genuine message: what it says, by which suite and keys, and the digest of its sealed form."""

    message: Message
    suite: Suite
    signed_by: str
    digest: str


@dataclass(frozen=True, slots=True)
class Link:
    """How the exchange under one arrangement stands, seen from this side."""

    arrangement: str
    sent: int = 0
    received: int = 0
    reconciled_at: datetime | None = None
    differences: int | None = None
    """Of the last reconciliation received: operators that had to be put right."""
    agrees: bool | None = None
    """Whether after it both sides have the same list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message of ours that no receipt has answered yet."""

    arrangement: str
    sequence: int
    kind: Kind
    made_at: datetime
    sent_at: datetime | None
    sealed: bytes = b""
    about: str = ""
    """The operator it tells of; empty: of several."""

    def is_late(self, at: datetime) -> bool:
        """Tell whether the partner should have it by now."""
        return at - self.made_at > LATE


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A message that was refused: when, why, what was seen."""

    digest: str
    at: datetime
    fault: Fault
    says: str
    arrangement: str
    times: int


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a message: its fault (None: accepted), and the sealed receipt to send back (None: nobody to tell)."""

    fault: Fault | None
    says: str = ""
    answer: bytes | None = None
    arrangement: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys an installation knows, as JSON Web Keys by their id: its own private ones and its partners' public ones."""

    own: str
    by_id: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, party: str, use: str, curve: str) -> Mapping[str, Any] | None:
        """Give the newest key of a party for `sig` or `enc` on a curve."""
        found = [
            each
            for each in self.by_id.values()
            if each.get("party") == party and each.get("use") == use and each.get("crv") == curve
        ]
        return found[-1] if found else None

"""The words of declarations: as drafted, as checked, as lodged; faults found at entry; files of many."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.money import Money
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.trade.risk.model import Lane

LODGE: Final = Permission("declarations.lodge", "Lodge, amend and withdraw declarations")
SEE: Final = Permission("declarations.see", "See declarations")
DECIDE: Final = Permission("declarations.decide", "Release and detain goods")
IMPORT_FILE: Final = Permission("declarations.import", "Lodge a file of declarations for an organisation")
ASSESS_FILE: Final = Permission(
    "declarations.assess_file", "Assess a file of declarations apart from the platform's own"
)
READ_MESSAGE: Final = Permission("declarations.read_message", "Read and write a message apart from what is lodged")
VERIFY_RECEIPT: Final = Permission("declarations.verify_receipt", "Verify a receipt")

PREFIX: Final = "DEC"

Cells = Mapping[str, str]
"""What was entered, as text by field name (`fields.py`); a field left empty is absent."""


class Direction(StrEnum):
    """Which way the goods go."""

    IMPORT = "import"
    EXPORT = "export"
    TRANSHIPMENT = "transhipment"


class Status(StrEnum):
    """Where a declaration stands. A draft has no number yet and lives apart."""

    LODGED = "lodged"  # stored; waits for its assessment
    ACCEPTED = "accepted"  # assessed, and nothing stops it
    UNDER_CONTROL = "under_control"  # its documents are checked or its goods examined
    RELEASED = "released"
    DETAINED = "detained"
    WITHDRAWN = "withdrawn"


MAY_BECOME: Final[Mapping[Status, frozenset[Status]]] = {
    Status.LODGED: frozenset({Status.ACCEPTED, Status.UNDER_CONTROL, Status.RELEASED, Status.WITHDRAWN}),
    Status.ACCEPTED: frozenset({Status.UNDER_CONTROL, Status.RELEASED, Status.DETAINED, Status.WITHDRAWN}),
    Status.UNDER_CONTROL: frozenset({Status.RELEASED, Status.DETAINED}),
    Status.RELEASED: frozenset({Status.DETAINED}),  # found after release: an audit, or another agency's word
    Status.DETAINED: frozenset({Status.RELEASED}),
    Status.WITHDRAWN: frozenset(),
}
"""The life of a declaration: what may follow what."""


_BEFORE_ARRIVAL: Final = frozenset("DEFK")
_WITH_LETTER: Final = 3


def is_pre_lodged(kind: str) -> bool:
    """Tell by its type whether a declaration was lodged before its goods arrived (IMD, EXD, IMK; third letter D, E, F or K).

    The letters are those of administrations that run the WCO Data Model 3.6, as the given messages use them.
    """
    return len(kind) == _WITH_LETTER and kind.isalpha() and kind[2].upper() in _BEFORE_ARRIVAL


class Channel(StrEnum):
    """How a declaration came."""

    FORM = "form"
    API = "api"
    FILE = "file"


class Weight(StrEnum):
    """What a fault means: the declaration is not taken, or it is taken and the trader is told."""

    REFUSES = "refuses"
    TELLS = "tells"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong at entry: which rule, which field of which item (0 = header), what was seen, how to mend it."""

    code: str
    weight: Weight
    field: str
    item: int
    seen: str
    says: Sentence
    mend: Sentence
    meant: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Where it is in the JSON of the declaration, such as `items[0].hs_code`."""
        return f"items[{self.item - 1}].{self.field}" if self.item else self.field


@dataclass(frozen=True, slots=True)
class Drafted:
    """A declaration as entered: cells of its header and of each goods item. Nothing in it has been checked."""

    header: Cells
    items: tuple[Cells, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What is said once for the consignment."""

    declared_on: date
    direction: Direction
    office: str
    currency: str
    importer: str | None = None
    declarant: str | None = None
    seller: str | None = None
    seller_name: str | None = None
    seller_address: str | None = None
    courier: str | None = None
    reference: str | None = None
    procedure: str = ""
    type: str = ""
    use: str = ""
    payment: str = ""
    transport: str = ""
    departure: str = ""
    destination: str | None = None
    route: str | None = None
    previous: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsItem:
    """One kind of goods in a consignment. Masses in kg, `value` in the header's currency, `tax_rate` in percent."""

    item: int
    hs_code: str
    origin: str
    net_mass_kg: Decimal
    value: Decimal
    gross_mass_kg: Decimal | None = None
    packages: int | None = None
    description: str | None = None
    origin_marking: str = ""
    tax_rate: Decimal = Decimal(0)
    tax_type: str = ""
    licences: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A declaration that passed every rule that refuses; `told` is what the trader is told all the same.

    Only `checking.checked` makes one.
    """

    header: Header
    items: tuple[GoodsItem, ...]
    told: tuple[Fault, ...] = ()

    @property
    def value(self) -> Money:
        """The value of all items."""
        return Money(sum((item.value for item in self.items), Decimal(0)), self.header.currency)


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason that may be shown: a sentence, and how to mend it where the trader can."""

    says: Sentence
    mend: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Assessed:
    """What the risk engine said of one declaration: its lane, and what may be told about it."""

    lane: Lane
    told: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A declaration that was lodged, in its present version."""

    number: str
    lodged_on: date
    lodged_at: datetime
    organisation: str
    lodged_by: str
    channel: Channel
    status: Status
    lane: Lane | None
    version: int
    original: str
    header: Header
    items: tuple[GoodsItem, ...] = ()
    told: tuple[Fault, ...] = ()

    @property
    def value(self) -> Money:
        """The value of all items."""
        return Money(sum((item.value for item in self.items), Decimal(0)), self.header.currency)

    @property
    def awaits_goods(self) -> bool:
        """Tell whether it was lodged before its goods, which have not come yet."""
        return self.status is Status.LODGED and is_pre_lodged(self.header.type)


@dataclass(frozen=True, slots=True)
class Links:
    """Declarations that belong together: the simplified one that this one completes, and the supplementary ones that complete it."""

    completes: str | None
    completed_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A declaration as one line of a list."""

    number: str
    lodged_at: datetime
    declared_on: date
    organisation: str
    direction: Direction
    office: str
    reference: str | None
    importer: str | None
    status: Status
    lane: Lane | None
    items: int
    first_hs_code: str
    value: Money
    version: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list and how many declarations match in all."""

    rows: tuple[Listed, ...]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list is asked for: filters, order, page. `sort` is a column of the list, with `-` before it for falling."""

    text: str = ""
    status: Status | None = None
    lane: Lane | None = None
    direction: Direction | None = None
    office: str = ""
    since: date | None = None
    until: date | None = None
    sort: str = "-lodged_at"
    page: int = 1
    per_page: int = 25


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a timeline: a deed's code, when, by whom, in which version, and why."""

    at: datetime
    deed: str
    by: str
    version: int
    because: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """A declaration as it was before an amendment."""

    version: int
    replaced_at: datetime
    replaced_by: str
    because: str
    header: Header
    items: tuple[GoodsItem, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A declaration being written, kept for its organisation."""

    id: UUID
    organisation: str
    changed_at: datetime
    drafted: Drafted


@dataclass(frozen=True, slots=True)
class Lodged:
    """The answer to a lodging: its number, and all that the trader may know at once."""

    number: str
    version: int
    at: datetime
    status: Status
    lane: Lane | None
    original: str
    told: tuple[Fault, ...] = ()
    reasons: tuple[Reason, ...] = ()
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLodged:
    """A file of declarations and how far it has come. `rows` is None until the file has been read to its end."""

    id: UUID
    organisation: str
    name: str
    original: str
    mapping: str
    started_at: datetime
    finished_at: datetime | None = None
    rows: int | None = None
    taken: int = 0
    refused: int = 0
    declarations: int = 0
    fault: str = ""
    lanes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row of a file that was not taken: its number in the file (the first row after the heads is 1), and the fault."""

    row: int
    fault: Fault


class NotAccepted(Refused):
    """A declaration breaks rules that refuse it; `faults` names each."""

    code = "declaration_not_accepted"

    def __init__(self, says: Sentence, *, mend: Sentence, faults: tuple[Fault, ...], **more: Any) -> None:
        super().__init__(says, mend=mend, **more)
        self.faults = faults


class NoSuchDeclaration(NotFound):
    """There is no declaration of this number, or it is not the asker's to see."""

    code = "declaration_unknown"


class NotByMessage(Refused):
    """What the message asks for is not done by message here."""

    code = "not_by_message"


class KeyUsed(Conflict):
    """The idempotency key was used before for another declaration; that one stands untouched."""

    code = "idempotency_key_used"


class NotInThatState(Conflict):
    """A declaration in its present status cannot become what was asked."""

    code = "declaration_not_in_that_state"


class ChangedSince(Conflict):
    """Somebody amended the declaration after it was read."""

    code = "declaration_changed_since"

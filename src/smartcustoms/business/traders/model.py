"""The words of the register: trader, name, identity, address, role; and who may see and change them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from smartcustoms.kernel.errors import Conflict, NotFound, Refused
from smartcustoms.kernel.permissions import Permission

SEE: Final = Permission("traders.see", "See the register of traders")
KEEP: Final = Permission("traders.keep", "Register traders, decide their corrections and merge duplicates")
OWN: Final = Permission("traders.own", "See what customs knows of one's own business and propose corrections")
LEAD: Final = Permission("traders.lead", "Give agents authority, and invite users into one's own company")
APPLY: Final = Permission("traders.apply", "Register a company")

PREFIX: Final = "TR"
LONGEST_CODE: Final = 35
"""Characters of the longest code by which a declaration names a party (WCO Data Model, an..35)."""


class NameKind(StrEnum):
    """What a name of a trader is."""

    LEGAL = "legal"
    ROMANISED = "romanised"
    TRADING = "trading"
    BRAND = "brand"


class IdentityKind(StrEnum):
    """By what kind of number a trader is known."""

    DECLARED = "declared"  # the code that declarations carry: importer, declarant, seller, courier
    BUSINESS_REGISTRATION = "business_registration"
    TIN = "tin"
    LEI = "lei"


class Role(StrEnum):
    """What a trader does in the supply chain."""

    IMPORTER = "importer"
    EXPORTER = "exporter"
    DECLARANT = "declarant"
    BROKER = "broker"
    FORWARDER = "forwarder"
    CARRIER = "carrier"
    WAREHOUSE = "warehouse"
    SELLER = "seller"


class State(StrEnum):
    """Where a trader stands in the register."""

    KNOWN = "known"  # from declarations only: nobody has checked who it is
    REGISTERED = "registered"  # an officer has checked who it is
    CLOSED = "closed"
    MERGED = "merged"  # found to be another; its number keeps answering with that one


class NoSuchTrader(NotFound):
    """There is no such trader, or it is not the asker's to see."""

    code = "no_such_trader"


class NotAnIdentity(Refused):
    """A number cannot be what it is said to be: its form or check digit is wrong."""

    code = "not_an_identity"


class NotATrader(Refused):
    """What was written of a trader lacks something or cannot be read."""

    code = "not_a_trader"


class IdentityTaken(Conflict):
    """Another trader is known by this number already."""

    code = "identity_taken"


@dataclass(frozen=True, slots=True)
class Name:
    """One name; `language` as in BCP 47 (`en`, `zh-Hant`, `zh-Hans`), empty when nobody said."""

    text: str
    kind: NameKind = NameKind.LEGAL
    language: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """One number by which a trader is known, in canonical form; `country` as in ISO 3166-1 (empty for codes of declarations)."""

    kind: IdentityKind
    value: str
    country: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether it is valid on a day (both ends included)."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Address:
    """One address: free lines as written, and the country (ISO 3166-1, empty when unknown)."""

    text: str
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trader:
    """One operator of the supply chain; what was merged into it is told as its own (`absorbed`: the other numbers)."""

    number: str
    names: tuple[Name, ...]
    identities: tuple[Identity, ...] = ()
    addresses: tuple[Address, ...] = ()
    roles: frozenset[Role] = frozenset()
    state: State = State.KNOWN
    organisation: str | None = None
    version: int = 1
    since: datetime
    changed_at: datetime
    absorbed: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its legal name, else its first; its number when it has none."""
        legal = next((each.text for each in self.names if each.kind is NameKind.LEGAL), "")
        return legal or next((each.text for each in self.names), self.number)

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code under which a declaration or a risk history may name it: its numbers, and the values of its identities."""
        known = (self.number, *self.absorbed, *(each.value for each in self.identities))
        return tuple(dict.fromkeys(known))


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is written of a trader: everything but its number, state and account."""

    names: tuple[Name, ...]
    identities: tuple[Identity, ...] = ()
    addresses: tuple[Address, ...] = ()
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class PartySeen:
    """A party as something lodged names it: its code, its role, and its name where that is carried."""

    code: str
    role: Role
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a list of traders is asked for. `sort` is `name`, `number` or `changed`, with `-` before it for falling."""

    text: str = ""
    role: Role | None = None
    state: State | None = None
    country: str = ""
    sort: str = "name"
    page: int = 1
    size: int = 50


@dataclass(frozen=True, slots=True)
class Owner:
    """Who the register knows behind a code: the living trader, its account (None: it has none), and whether declarations carry the code."""

    code: str
    number: str
    organisation: str | None
    state: State
    declared: bool


SORTS: Final = frozenset({"name", "-name", "number", "-number", "changed", "-changed"})


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something happened to a trader in a year, such as `declarations`, `examinations`, `findings`."""

    what: str
    year: int
    count: int


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a trader's data: when, from which authority, in what role."""

    at: datetime
    who: str
    organisation: str
    about: str


def codes_of(traders: Iterable[Trader]) -> dict[str, str]:
    """Give the number of the trader behind each code."""
    return {code: each.number for each in traders for code in each.codes}


@dataclass(frozen=True, slots=True)
class Known:
    """All that customs tells a trader of itself. `partly` says that looks or events are more than are listed."""

    trader: Trader
    tallies: tuple[Tally, ...] = ()
    looks: tuple[Look, ...] = field(default=())


class RelationKind(StrEnum):
    """How a trader stands to another."""

    OWNS = "owns"
    BRANCH_OF = "branch_of"
    SUCCEEDS = "succeeds"
    SHARES_PREMISES = "shares_premises"
    SHARES_PEOPLE = "shares_people"


class What(StrEnum):
    """For what an agent may act."""

    LODGE = "lodge"
    DOCUMENTS = "documents"
    PAY = "pay"


class Progress(StrEnum):
    """Where a correction stands."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class NotAuthorised(Refused):
    """An authority cannot be given or withdrawn so."""

    code = "not_an_authority"


class NotThere(NotFound):
    """There is no such correction, authority, merge or registration, or it is not the asker's to see."""

    code = "not_there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """How a trader stands to another, as an officer noted it, from and until when (both included)."""

    number: UUID
    trader: str
    other: str
    kind: RelationKind
    since: date | None
    until: date | None
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorisation:
    """A principal lets an agent act for it: for what, from and until when (both included); None: until withdrawn."""

    number: str
    principal: str
    principal_name: str
    agent: str
    agent_name: str
    giver: str
    what: frozenset[What]
    since: date
    until: date | None
    given_at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_because: str = ""

    def holds(self, on: date) -> bool:
        """Tell whether the agent may act on a day."""
        return self.withdrawn_at is None and self.since <= on and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a trader says should be written of it, and what the office answered."""

    number: str
    trader: str
    organisation: str
    progress: Progress
    proposed: Particulars
    version: int
    because: str
    proposed_at: datetime
    proposed_by: str
    decided_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """One reason why two traders may be one: its code, how alike (0 to 1), and what was compared."""

    code: str
    likeness: float
    one: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two traders that may be one: how sure (0 to 1), and why."""

    one: str
    other: str
    one_name: str
    other_name: str
    score: float
    reasons: tuple[Why, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A trader was found to be another, and perhaps later not."""

    number: UUID
    survivor: str
    absorbed: str
    at: datetime
    by: str
    because: str
    undone_at: datetime | None = None


class Account(StrEnum):
    """What kind of account is asked for."""

    COMPANY = "company"
    INDIVIDUAL = "individual"


class Stage(StrEnum):
    """Where a registration stands."""

    ASKED = "asked"  # the mail's link was not opened yet
    CONFIRMED = "confirmed"  # the office checks
    VERIFIED = "verified"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """Somebody asks for an account for his company or himself. `due_at`: until when the office means to have answered."""

    number: str
    account: Account
    stage: Stage
    written: Particulars
    contact: str
    email: str
    language: str
    asked_at: datetime
    due_at: datetime | None = None
    decided_at: datetime | None = None
    because: str = ""
    trader: str | None = None
    organisation: str | None = None

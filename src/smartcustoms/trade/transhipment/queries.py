"""What can be asked of transhipment; never writes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.spreadsheet import csv_of
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.agencies.queries import business_seconds
from smartcustoms.trade.documents import queries as documents
from smartcustoms.trade.documents.model import DocumentType
from smartcustoms.trade.transhipment import agreements as _agreements
from smartcustoms.trade.transhipment import fees, lodging, reading, store
from smartcustoms.trade.transhipment.model import (
    CERTIFICATE,
    Agreement,
    Application,
    Attached,
    Class,
    Company,
    CompanyState,
    ControlKind,
    Fee,
    FeeLine,
    Incomplete,
    Line,
    NoSuchApplication,
    Particulars,
    Processing,
    Simulated,
    State,
    Wanted,
    Whole,
)
from smartcustoms.trade.transhipment.priority import bound
from smartcustoms.trade.transhipment.rules import rule
from smartcustoms.trade.transhipment.simulated import simulate

DAYS: Final = 30
"""Days over which the waits of the live page are told."""
_EXPORT: Final = 100_000
_SHOWN: Final = 200

CONTROLS: Final[Mapping[ControlKind, Sentence]] = {
    ControlKind.EXAMINATION: sentence("Examination of the goods"),
    ControlKind.SUPERVISION: sentence("Supervision of the processing"),
}
_ON_TOP: Final[Mapping[Processing, Sentence]] = {
    Processing.NONE: sentence("Carried on as it came"),
    Processing.STORAGE: sentence("Stored here"),
    Processing.CONSOLIDATION: sentence("Unpacked or consolidated here, under supervision"),
}


def application(uow: UnitOfWork, number: str) -> Application:
    """Give one application.

    Raises:
        NoSuchApplication: there is none, or it is not the asker's to see.
    """
    found = store.applications.one(uow, number)
    if found is None:
        raise NoSuchApplication(
            sentence("There is no such application."),
            mend=sentence("Look in the list of applications."),
            seen=number[:40],
        )
    return found


def whole(uow: UnitOfWork, number: str) -> Whole:
    """Give one application with its files, controls and history.

    Raises:
        NoSuchApplication.
    """
    found = application(uow, number)
    files, controls = store.applications.files(uow, number), store.applications.controls(uow, number)
    return Whole(found, tuple(files), tuple(controls), tuple(store.applications.steps(uow, number)))


def applications(uow: UnitOfWork, wanted: Wanted) -> tuple[list[Application], int]:
    """Give a page of the applications the asker sees, and how many there are."""
    return store.applications.listed(uow, wanted)


def exported(uow: UnitOfWork, wanted: Wanted) -> str:
    """Give the applications of a list as CSV."""
    found, _ = store.applications.listed(
        uow, Wanted(wanted.text, wanted.state, wanted.of, wanted.agreement, wanted.sort, 1, _EXPORT)
    )
    heads = [
        "number", "organisation", "state", "class", "agreement", "origin", "destination", "through_bill", "arrives_on", "processing",
        "fee", "currency", "lodged_at", "queued_at", "bound_minutes", "taken_at", "decided_at",
    ]  # fmt: skip
    rows = (
        [
            each.number, each.organisation, each.state, each.of or "", p.agreement, p.origin, p.destination, p.through_bill, p.arrives_on,
            p.processing, each.fee.amount if each.fee else "", each.fee.currency if each.fee else "",
            *(at.isoformat() if at else "" for at in (each.lodged_at, each.queued_at)), each.bound or "",
            *(at.isoformat() if at else "" for at in (each.taken_at, each.decided_at)),
        ]
        for each in found
        for p in (each.particulars,)
    )  # fmt: skip
    return csv_of(heads, rows)


def file(uow: UnitOfWork, number: str, which: UUID) -> Attached:
    """Give one file of an application the asker sees.

    Raises:
        NoSuchApplication, NotFound.
    """
    application(uow, number)
    found = next((each for each in store.applications.files(uow, number) if each.id == which), None)
    if found is None:
        raise NotFound(
            sentence("There is no such file."), mend=sentence("Open the application again."), seen=str(which)
        )
    return found


def company(uow: UnitOfWork, organisation: str) -> Company | None:
    """Give a company's registration; None where it never asked."""
    return store.companies.company(uow, organisation)


def companies(
    uow: UnitOfWork, *, state: CompanyState | None = None, text: str = "", page: int = 1, size: int = 50
) -> tuple[list[Company], int]:
    """Give a page of registrations, those to be checked first, and how many there are."""
    return store.companies.companies(uow, state=state, text=text, limit=size, offset=(page - 1) * size)


def companies_exported(uow: UnitOfWork, *, state: CompanyState | None = None, text: str = "") -> str:
    """Give registrations as CSV."""
    found, _ = companies(uow, state=state, text=text, size=_EXPORT)
    heads = ["organisation", "name", "business_number", "valid_until", "state", "asked_at", "decided_at"]
    return csv_of(
        heads,
        (
            [each.organisation, each.name, each.business_number, each.valid_until, each.state, each.asked_at.isoformat(),
             each.decided_at.isoformat() if each.decided_at else ""]
            for each in found
        ),
    )  # fmt: skip


def class_of(uow: UnitOfWork, organisation: str) -> Class:
    """Tell in which class an organisation's applications wait now: that of AEOs where its tier brings priority at counters today."""
    found = aeo.benefits_of(uow, organisation)
    return Class.AEO if found is not None and found.counters else Class.OTHER


def certificate_type(uow: UnitOfWork, on: date) -> DocumentType:
    """Give the certificate's type as the catalogue of documents has it on a day.

    Raises:
        NoSuchType: the catalogue has none in force.
    """
    return documents.document_type(uow, CERTIFICATE, on=on)


def last_day_of(kind: DocumentType, first: date) -> date | None:
    """Give the last day of a certificate that begins on a day; None: no end."""
    return first + timedelta(days=kind.valid_days - 1) if kind.valid_days else None


def fee_for(uow: UnitOfWork, said: Particulars) -> Fee:
    """Give the fee: the catalogue's for the certificate, and what mode and processing add.

    Raises:
        Incomplete: the mode of arrival is missing.
    """
    if said.arrives_by is None:
        raise Incomplete(sentence("This is missing."), mend=sentence("Fill it in."), field="arrives_by")
    on = day_of(uow.at)
    base = certificate_type(uow, on).fee
    more, source = fees.surcharge(said.arrives_by, said.processing, on)
    lines = [FeeLine(sentence("Certificate of non-manipulation"), base, "Catalogue of documents, FTA-CNM")]
    if more.amount:
        lines.append(FeeLine(_ON_TOP[said.processing], more, source))
    return Fee(tuple(lines))


def fee_table(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Give the fees in force today: by processing, the whole fee by mode."""
    on = day_of(uow.at)
    base = certificate_type(uow, on).fee
    return [
        {**each, "amounts": {mode: base + more for mode, more in each["amounts"].items()}} for each in fees.table(on)
    ]


def entered(given: Mapping[str, Any]) -> Particulars:
    """Read particulars from plain values.

    Raises:
        NotLodgeable: names what cannot be read.
    """
    return reading.entered(given)


def last_day(arrives_on: date) -> date:
    """Give the last day on which an application for goods that arrive on a day is in time."""
    return lodging.last_day(arrives_on)


def agreements() -> tuple[Agreement, ...]:
    """Give every agreement held."""
    return _agreements.agreements()


def economies(on: date) -> frozenset[str]:
    """Give the economies from which goods go north under an agreement in force on a day."""
    return _agreements.economies(on)


def published() -> dict[str, Any]:
    """Give what the scheme is published to cover."""
    return _agreements.published()


def covering(origin: str, destination: str, on: date) -> list[Agreement]:
    """Give the agreements in force on a day that cover a route."""
    return list(_agreements.covering(origin, destination, on))


def line(uow: UnitOfWork) -> Line:
    """Give the queue as it stands, and the waits of the last days."""
    held, waiting = rule(day_of(uow.at)), store.line.waiting(uow)
    waits, over = store.line.waits(uow, uow.at - timedelta(days=DAYS))
    since = store.line.oldest(uow)
    return Line(
        rule=held,
        row=store.line.row(uow),
        waiting=waiting,
        oldest={each: waited(at, uow.at) for each, at in since.items()},
        newcomer={each: bound(waiting[each], each, held) for each in Class},
        waits=waits,
        over_bound=over,
        days=DAYS,
    )


def waited(since: datetime | None, at: datetime) -> float:
    """Give working minutes between two moments; none without the first."""
    return 0.0 if since is None else business_seconds(since, at) / 60


def in_line(uow: UnitOfWork) -> list[Application]:
    """Give who waits, in the order of coming."""
    return store.line.in_line(uow, _SHOWN)


def in_hand(uow: UnitOfWork, officer: str = "") -> list[Application]:
    """Give what officers have in hand or under control; of one officer only what is in his hands."""
    return store.line.in_hand(uow, officer)


def figures(uow: UnitOfWork) -> dict[str, Any]:
    """Give how many applications the asker sees, by state and by agreement."""
    counted = store.applications.counts(uow)
    states = {each.value: 0 for each in State}
    by: dict[str, dict[str, int]] = {}
    for agreement, state, count in counted:
        states[state] += count
        by.setdefault(agreement or "-", {})[state] = count
    return {"states": states, "agreements": by}


def simulation(*, on: date, days: int, share: float, load: float, seed: int) -> Simulated:
    """Simulate the queue under the rule in force on a day.

    Raises:
        NotSimulated: a figure is out of its range.
    """
    return simulate(rule(on), days=days, share=share, load=load, seed=seed)

"""The certificate of non-manipulation: a signed paper (PDF and JWS, with QR code and validation code), issued and revoked."""

from typing import Any, Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.papers import actions as papers
from smartcustoms.kernel.papers.model import Section, Worded
from smartcustoms.kernel.places import country_name
from smartcustoms.kernel.words.model import LANGUAGES, Sentence, sentence
from smartcustoms.kernel.words.say import reader, say
from smartcustoms.trade.agencies.queries import agencies
from smartcustoms.trade.documents import queries as documents
from smartcustoms.trade.transhipment import queries, store
from smartcustoms.trade.transhipment.actions.loading import in_hands, loaded, moved, said, tell
from smartcustoms.trade.transhipment.agreements import agreement
from smartcustoms.trade.transhipment.events import CertificateIssued
from smartcustoms.trade.transhipment.fees import control_of, processing_names
from smartcustoms.trade.transhipment.life import after
from smartcustoms.trade.transhipment.model import (
    CERTIFICATE,
    Application,
    Control,
    NotNow,
    Particulars,
    State,
    Step,
)

_SHOWN: Final = 20  # lines of goods on the PDF; the JSON holds all


def issue(uow: UnitOfWork, number: str) -> Application:
    """Issue the certificate; issuing it again gives the application as it stands.

    Raises:
        NoSuchApplication, NotTheirs.
        NotNow: a control is not in order, or what its processing asks was not done.
    """
    found = loaded(uow, number)
    if found.state is State.ISSUED:
        return found
    found, state = in_hands(uow, number, Step.ISSUE)
    done = store.applications.controls(uow, number)
    _in_order(found, done)
    kind, first = documents.document_type(uow, CERTIFICATE, on=day_of(uow.at)), day_of(uow.at)
    paper = papers.issue(
        uow,
        kind=kind.code,
        number=number,
        title=kind.names,
        holder=found.organisation,
        content=_content(found, done),
        sections=_sections(found, done),
        valid_from=first,
        valid_until=queries.last_day_of(kind, first),
        by=agencies()[kind.agency].names,
        at=uow.at,
    )
    moved(uow, found, state, Step.ISSUE, paper=paper.number, decided_at=uow.at)
    uow.record(CertificateIssued(number=number, organisation=found.organisation, agreement=found.particulars.agreement))
    tell(uow, found, sentence("The certificate of non-manipulation {number} is issued.", number=number))
    return loaded(uow, number)


def revoke(uow: UnitOfWork, number: str, *, because: str) -> Application:
    """Revoke a certificate and its paper, with the reason that whoever checks it reads.

    Raises:
        NoSuchApplication, NotNow, Incomplete.
    """
    found = loaded(uow, number)
    if found.state is State.REVOKED:
        return found
    state, why = after(found.state, Step.REVOKE), said(because)
    kind = documents.document_type(uow, CERTIFICATE, on=day_of(uow.at))
    papers.revoke(uow, found.paper, because=why, by=agencies()[kind.agency].names, at=uow.at)
    moved(uow, found, state, Step.REVOKE, told=why, because=why)
    tell(uow, found, sentence("Certificate {number} was revoked: {because}", number=number, because=why[:300]))
    return loaded(uow, number)


def _in_order(found: Application, done: list[Control]) -> None:
    """The last control of each kind counts: goods that were not in order may be put right and looked at again."""
    last = {each.kind: each for each in done}
    wrong = next((each for each in last.values() if not each.in_order), None)
    if wrong is not None:
        raise NotNow(
            sentence("A control was not in order: {note}", note=wrong.note[:200]),
            mend=sentence("Refuse the certificate, or order the same control again."),
            field="control",
            seen=wrong.kind.value,
        )
    needs = control_of(found.particulars.processing)
    if needs is not None and needs not in last:
        raise NotNow(
            sentence("This processing must be supervised before the certificate is issued."),
            mend=sentence("Order the supervision and give its result."),
            field="control",
            seen=found.particulars.processing.value,
        )


def _content(found: Application, done: list[Control]) -> dict[str, Any]:
    one = found.particulars
    return {
        "agreement": one.agreement,
        "origin": one.origin,
        "destination": one.destination,
        "arrives_on": one.arrives_on.isoformat() if one.arrives_on else None,
        "arrives_by": one.arrives_by,
        "leaves_by": one.leaves_by,
        "processing": one.processing,
        "consignor": one.consignor,
        "consignee": one.consignee,
        "through_bill": one.through_bill,
        "certificate_of_origin": one.certificate,
        "goods": [
            {
                "hs_code": e.hs_code,
                "description": e.description,
                "packages": e.packages,
                "gross_mass_kg": str(e.gross_mass_kg),
            }
            for e in one.goods
        ],
        "controls": [{"kind": e.kind, "on": e.done_at.date().isoformat() if e.done_at else None} for e in done],
        "manipulated": False,
    }


def _sections(found: Application, done: list[Control]) -> list[Section]:
    one = found.particulars
    known = agreement(one.agreement)
    certified = sentence(
        "While these goods were here they stayed under customs control and underwent nothing but what keeps them in good condition, "
        "unloading, reloading and the processing named."
    )
    route: list[tuple[Worded, Worded]] = [
        (_worded(sentence("Agreement")), known.names if known else one.agreement),
        (_worded(sentence("Origin")), _country(one.origin)),
        (_worded(sentence("Destination")), _country(one.destination)),
        (_worded(sentence("Arrives on")), _worded(sentence("{day}", day=one.arrives_on))),
        (_worded(sentence("Processing here")), processing_names(one.processing)),
        (_worded(sentence("Through bill of lading")), one.through_bill),
        (_worded(sentence("Certificate of origin")), one.certificate),
        (_worded(sentence("Consignor")), one.consignor),
        (_worded(sentence("Consignee")), one.consignee),
    ]
    controlled = tuple(
        (_worded(queries.CONTROLS[each.kind]), _worded(sentence("{at}", at=each.done_at))) for each in done
    )
    sections = [
        Section(_worded(sentence("Certified")), ((_worded(sentence("Non-manipulation")), _worded(certified)),)),
        Section(_worded(sentence("Route and papers")), tuple(route)),
        Section(_worded(sentence("Goods")), _goods(one)),
    ]
    return [*sections, Section(_worded(sentence("Controls found in order")), controlled)] if controlled else sections


def _goods(one: Particulars) -> tuple[tuple[Worded, Worded], ...]:
    rows: list[tuple[Worded, Worded]] = [
        (
            each.hs_code,
            _worded(
                sentence(
                    "{goods}; {packages} packages, {mass} kg",
                    goods=each.description,
                    packages=each.packages,
                    mass=each.gross_mass_kg,
                )
            ),
        )
        for each in one.goods[:_SHOWN]
    ]
    if len(one.goods) > _SHOWN:
        rows.append((_worded(sentence("Further lines")), _worded(sentence("{count}", count=len(one.goods) - _SHOWN))))
    return tuple(rows)


def _country(code: str) -> dict[str, str]:
    return {language: country_name(code, language) for language in LANGUAGES}


def _worded(says: Sentence) -> Worded:
    return {language: say(says, reader(language)) for language in LANGUAGES}

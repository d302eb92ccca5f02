"""What comes of an application: the review's number, the decision, the paper; revoked, or over."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.notify import actions as notify
from smartcustoms.kernel.papers import actions as papers
from smartcustoms.kernel.papers.model import Section
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.documents import catalogue, queries, store
from smartcustoms.trade.documents.actions.loading import loaded, step
from smartcustoms.trade.documents.content import goods_of, labelled
from smartcustoms.trade.documents.events import DocumentIssued
from smartcustoms.trade.documents.model import OPEN, Document, DocumentType, Names, Relation, State

_SUPERSEDES = {Relation.AMENDS.value: State.REPLACED}
_HEAD: Names = {"en": "Document", "zh-Hant": "文件", "zh-Hans": "文件"}
_CONDITIONS: Names = {"en": "Conditions", "zh-Hant": "條件", "zh-Hans": "条件"}
_DUTIES: Names = {"en": "The holder must", "zh-Hant": "持有人須", "zh-Hans": "持有人须"}


def for_review(uow: UnitOfWork, number: str, *, edition: int) -> Document | None:
    """Give an application that is to be decided, locked; None when it is over, has a review, or a newer edition is lodged."""
    found = loaded(uow, number)
    return found if found.state in OPEN and found.version == edition and not found.review else None


def passed_on(uow: UnitOfWork, number: str, *, agency: str) -> None:
    """Note for which agency an application waits next."""
    found = loaded(uow, number)
    if found.state is State.LODGED and found.waits_for != agency:
        store.written.change(uow, number, {"waits_for": agency, "waits_since": uow.at})
        step(uow, number, found.organisation, "passed_on", waits_for=agency)


def appealed(uow: UnitOfWork, number: str, *, agency: str, because: str) -> None:
    """Open a refused application again after an appeal; its review goes on. A second time nothing happens."""
    found = loaded(uow, number)
    if found.state is State.REFUSED:
        changes = {"state": State.LODGED.value, "waits_for": agency, "waits_since": uow.at}
        store.written.change(uow, number, changes)
        step(uow, number, found.organisation, "appealed", waits_for=agency, note=because)


def review_begun(uow: UnitOfWork, number: str, *, review: str) -> None:
    """Keep the number of the review that decides on an application."""
    found = loaded(uow, number)
    if found.state in OPEN:
        store.written.change(uow, number, {"review": review})


def decided(
    uow: UnitOfWork,
    number: str,
    *,
    review: str,
    granted: bool,
    conditions: Sequence[Mapping[str, str]] = (),
    reasons: Sequence[Mapping[str, str]] = (),
) -> None:
    """Carry out the decision on an application: issue the paper, or refuse with the reasons. A second time nothing happens.

    A decision of a review that the application has left (it was amended since) is passed over.

    Raises:
        NoSuchDocument: there is no such application.
    """
    found = loaded(uow, number)
    if found.state not in OPEN or (found.review or review) != review:
        return
    if granted:
        _issue(uow, found, conditions)
    else:
        _refuse(uow, found, reasons)


def revoke(uow: UnitOfWork, number: str, *, because: str) -> None:
    """Revoke an issued document and its paper.

    Raises:
        NoSuchDocument, NotNow: it is not issued.
    """
    found = loaded(uow, number, State.ISSUED)
    _end(uow, found, State.REVOKED, because)
    says = sentence("Document {number} was revoked: {because}", number=number, because=because[:300])
    notify.tell(uow, found.organisation, says, about=number, link=f"/documents/{number}")


def expire_over(uow: UnitOfWork, *, limit: int = 500) -> int:
    """Mark issued documents whose last day is over; give how many."""
    numbers = store.asked.over(uow, on=day_of(uow.at), limit=limit)
    for number in numbers:
        found = loaded(uow, number)
        store.written.change(uow, number, {"state": State.EXPIRED.value})
        step(uow, number, found.organisation, "expired", waits_for="")
    return len(numbers)


def _issue(uow: UnitOfWork, found: Document, conditions: Sequence[Mapping[str, str]]) -> None:
    kind, first = queries.type_of(uow, found), day_of(uow.at)
    last = first + timedelta(days=kind.valid_days - 1) if kind.valid_days else None
    paper = papers.issue(
        uow,
        kind=kind.code,
        number=found.number,
        title=kind.names,
        holder=found.organisation,
        content=_content(found, kind, conditions),
        sections=_sections(found, kind, conditions),
        valid_from=first,
        valid_until=last,
        by=catalogue.agencies()[kind.agency].names,
        at=uow.at,
    )
    changes = {
        "state": State.ISSUED.value,
        "waits_for": "",
        "waits_since": None,
        "paper": paper.number,
        "issued_at": uow.at,
        "valid_from": first,
        "valid_until": last,
        "conditions": [dict(each) for each in conditions],
    }
    store.written.change(uow, found.number, changes)
    if kind.is_used_up:
        store.written.put_goods(uow, found.number, found.organisation, goods_of(found.content))
    step(uow, found.number, found.organisation, "issued", waits_for="")
    _supersede(uow, found)
    uow.record(
        DocumentIssued(
            number=found.number,
            organisation=found.organisation,
            type=kind.code,
            valid_from=first.isoformat(),
            valid_until=last.isoformat() if last else "",
        )
    )
    says = sentence("Document {number} is issued: {title}", number=found.number, title=found.title)
    notify.tell(uow, found.organisation, says, about=found.number, link=f"/documents/{found.number}")


def _refuse(uow: UnitOfWork, found: Document, reasons: Sequence[Mapping[str, str]]) -> None:
    given = [dict(each) for each in reasons]
    changes = {"state": State.REFUSED.value, "waits_for": "", "waits_since": None, "reasons": given}
    store.written.change(uow, found.number, changes)
    why = "; ".join(each.get("en", each.get("code", "")) for each in given)
    step(uow, found.number, found.organisation, "refused", waits_for="", note=why)
    says = sentence("Application {number} is refused: {why}", number=found.number, why=why[:300])
    notify.tell(uow, found.organisation, says, about=found.number, link=f"/documents/{found.number}")


def _supersede(uow: UnitOfWork, found: Document) -> None:
    """End what an amended document replaces, now that it is issued."""
    for each in store.asked.links(uow, found.number):
        state = _SUPERSEDES.get(each.relation)
        earlier = store.asked.one(uow, each.other, lock=True) if state else None
        if state and earlier is not None and earlier.state is State.ISSUED:
            _end(uow, earlier, state, f"Replaced by {found.number}.")


def _end(uow: UnitOfWork, found: Document, state: State, because: str) -> None:
    kind = queries.type_of(uow, found)
    if found.paper:
        papers.revoke(uow, found.paper, because=because, by=catalogue.agencies()[kind.agency].names, at=uow.at)
    store.written.change(uow, found.number, {"state": state.value})
    step(uow, found.number, found.organisation, state.value, waits_for="", note=because)


def _content(found: Document, kind: DocumentType, conditions: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    return {
        "document": found.number,
        "type": kind.code,
        "type_version": kind.version,
        "law": kind.law,
        "application": dict(found.content),
        "conditions": [dict(each) for each in conditions],
        "duties": [{"code": each.code, "days": each.days, "counted": each.counted} for each in kind.duties],
    }


def _sections(found: Document, kind: DocumentType, conditions: Sequence[Mapping[str, str]]) -> list[Section]:
    law: tuple[Names, Names] = (
        {"en": "Law", "zh-Hant": "法例", "zh-Hans": "法律依据"},
        dict.fromkeys(("en", "zh-Hant", "zh-Hans"), kind.law),
    )
    made = [Section(_HEAD, (law,))]
    made += [Section(heading, tuple(rows)) for heading, rows in labelled(kind.form, found.content)]
    if conditions:
        rows = tuple((each.get("code", ""), _languages(each)) for each in conditions)
        made.append(Section(_CONDITIONS, rows))
    if kind.duties:
        made.append(Section(_DUTIES, tuple((_days(each.days), each.says) for each in kind.duties)))
    return made


def _languages(each: Mapping[str, str]) -> Names:
    return {language: each.get(language) or each.get("en", "") for language in ("en", "zh-Hant", "zh-Hans")}


def _days(days: int) -> Names:
    return {"en": f"{days} days", "zh-Hant": f"{days} 日", "zh-Hans": f"{days} 日"}

"""Hold an authorisation: granted or renewed with its certificate, suspended, reinstated, revoked, restored, over, given up.

The certificate always says how the operator stands: a suspension revokes the paper, a reinstatement issues its next edition.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from smartcustoms.business.aeo import completeness, dates, lifecycle, programme, store
from smartcustoms.business.aeo.actions.loading import application, move, number, operator, publish, step, tell
from smartcustoms.business.aeo.model import Application, Deed, Operator, Report, Rules, Standing, Worded
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import new_id
from smartcustoms.kernel.papers import actions as papers
from smartcustoms.kernel.papers.model import Section
from smartcustoms.kernel.words.model import sentence

KIND, PREFIX = "AEO", "AE"
_TITLE: Worded = {
    "en": "Certificate of an authorised economic operator", "zh-Hant": "認可經濟營運商證書", "zh-Hans": "认可经济运营商证书",
}  # fmt: skip
_ISSUER: Worded = {
    "en": "Office of the AEO Programme", "zh-Hant": "認可經濟營運商計劃辦事處", "zh-Hans": "认可经济运营商计划办事处",
}  # fmt: skip
_OPERATOR: Worded = {"en": "Operator", "zh-Hant": "營運商", "zh-Hans": "运营商"}
_NAME: Worded = {"en": "Name", "zh-Hant": "名稱", "zh-Hans": "名称"}
_NUMBER: Worded = {"en": "Number", "zh-Hant": "編號", "zh-Hans": "编号"}
_TIER: Worded = {"en": "Tier", "zh-Hant": "級別", "zh-Hans": "级别"}
_QUESTIONS: Worded = {"en": "Questionnaire", "zh-Hant": "問卷版本", "zh-Hans": "问卷版本"}
_BASIS: Worded = {"en": "Standard", "zh-Hant": "標準", "zh-Hans": "标准"}


def grant(uow: UnitOfWork, which: str, *, because: str) -> Operator:
    """Grant an application: a new authorisation from today, or a renewal that goes on from the day after the last.

    Raises:
        NoSuchThing, NotNow.
    """
    found, on = application(uow, which), day_of(uow.at)
    move(uow, found, Deed.GRANT, because, decided_at=uow.at, note="")
    held = operator(uow, found.renews) if found.renews else None
    if held is not None and held.standing is Standing.ACTIVE and on <= held.valid_until:
        return _renewed(uow, held, found)
    rules = programme.rules(on)
    made = Operator(
        number=number(uow, PREFIX, found.organisation),
        organisation=found.organisation,
        since=on,
        valid_from=on,
        valid_until=dates.last_day(on, years=rules.certificate_years),
        standing=Standing.ACTIVE,
        edition=0,
        paper="",
        contact=uow.by.user,
        **_of(found),
        changed_at=uow.at,
    )
    return _begun(uow, _certified(uow, made, found.version), on, rules, Deed.GRANT)


def suspend(uow: UnitOfWork, which: str, *, because: str) -> Operator:
    """Suspend an operator: its certificate and benefits end until it is reinstated.

    Raises:
        NoSuchThing, NotNow.
    """
    return _ended(uow, operator(uow, which), Deed.SUSPEND, because)


def revoke(uow: UnitOfWork, which: str, *, because: str) -> Operator:
    """Revoke an authorisation; the bar begins today.

    Raises:
        NoSuchThing, NotNow.
    """
    on = day_of(uow.at)
    until = dates.barred_until(on, programme.rules(on).bar_years)
    return _ended(uow, operator(uow, which), Deed.REVOKE, because, barred_until=until)


def leave(uow: UnitOfWork, which: str, *, because: str = "") -> None:
    """Give an authorisation up at the operator's own wish; giving it up again changes nothing.

    Raises:
        NoSuchThing, NotNow.
    """
    found = operator(uow, which)
    if found.standing is not Standing.LEFT:
        _ended(uow, found, Deed.LEAVE, because or "At the operator's own wish.")


def reinstate(uow: UnitOfWork, which: str, *, because: str) -> Operator:
    """End a suspension; the certificate's days stay as they were. One whose days are over has expired.

    Raises:
        NoSuchThing, NotNow.
    """
    return _back(uow, operator(uow, which), Deed.REINSTATE, because)


def restore(uow: UnitOfWork, which: str, *, because: str) -> Operator:
    """Undo a revocation after an appeal: the bar ends, the certificate's days stay as they were.

    Raises:
        NoSuchThing, NotNow.
    """
    return _back(uow, operator(uow, which), Deed.RESTORE, because, barred_until=None)


def name_contact(uow: UnitOfWork, which: str, *, officer: str) -> None:
    """Name the officer whom an operator may call.

    Raises:
        NoSuchThing.
    """
    found = operator(uow, which)
    if found.contact != officer:
        store.operators.change(uow, which, {"contact": officer[:60]})
        step(uow, which, found.organisation, "contact_named", officer[:60])


def expire_over(uow: UnitOfWork, *, limit: int = 500) -> int:
    """End the authorisations whose last day is over; give how many."""
    numbers = store.operators.over(uow, on=day_of(uow.at), limit=limit)
    for each in numbers:
        found = operator(uow, each)
        _ended(uow, found, Deed.EXPIRE, f"Its last day was {found.valid_until.isoformat()}.")
    return len(numbers)


def begin_renewed(uow: UnitOfWork, *, limit: int = 500) -> int:
    """Let the renewed periods whose first day has come be the ones that count: days, certificate and tier; give how many."""
    found = store.operators.to_begin(uow, on=day_of(uow.at), limit=limit)
    for each in found:
        made = replace(_begun_anew(each, application(uow, each.application)), changed_at=uow.at)
        store.operators.put(uow, made)
        step(uow, made.number, made.organisation, "renewal_begun", made.valid_from.isoformat())
        publish(uow, made, Deed.RENEW)
    return len(found)


def _begun_anew(each: Operator, lodged: Application) -> Operator:
    if each.renewed_from is None:
        return each
    return replace(
        each, valid_from=each.renewed_from, tier=lodged.tier, paper=each.renewed_paper, renewed_from=None, renewed_paper=""
    )  # fmt: skip


def _renewed(uow: UnitOfWork, held: Operator, found: Application) -> Operator:
    """Add a period from the day after the last; until then the certificate and the tier of the one that runs stay in force."""
    first = held.valid_until + timedelta(days=1)
    rules = programme.rules(day_of(uow.at))
    lifecycle.standing_after(held.standing, Deed.RENEW)
    made = replace(
        held,
        **_of(found) | {"tier": held.tier},
        valid_until=dates.last_day(first, years=rules.certificate_years),
        renewed_from=first,
        changed_at=uow.at,
    )
    store.operators.change(uow, held.number, {"reminded": ""})
    return _begun(uow, _certified_anew(uow, made, found), first, rules, Deed.RENEW)


def _of(found: Application) -> dict[str, Any]:
    """Give what an operator takes from its application."""
    return {
        "name": found.name,
        "tier": found.tier,
        "application": found.number,
        "parties": completeness.parties(found.form.get("parties", "")),
        "public": found.form.get("public") == "yes",
    }


def _begun(uow: UnitOfWork, made: Operator, first: date, rules: Rules, deed: Deed) -> Operator:
    store.operators.put(uow, made)
    due = dates.report_days(first, made.valid_until, rules.report_months)
    reports = [Report(new_id(uow.at), made.number, made.organisation, day) for day in due]
    store.operators.add_reports(uow, reports)
    step(uow, made.number, made.organisation, deed.value, made.application)
    publish(uow, made, deed)
    says = sentence(
        "You are an authorised economic operator: {number}, until {day}.", number=made.number, day=made.valid_until
    )
    tell(uow, made.organisation, says, about=made.number)
    return made


def _ended(uow: UnitOfWork, found: Operator, deed: Deed, because: str, **changes: Any) -> Operator:
    standing = lifecycle.standing_after(found.standing, deed)
    _take_back(uow, found, because)
    made = replace(
        found, standing=standing, paper="", renewed_paper="", changed_at=uow.at, because=because, **changes
    )  # fmt: skip
    store.operators.put(uow, made)
    step(uow, found.number, found.organisation, deed.value, because)
    publish(uow, made, deed)
    says = {
        Deed.SUSPEND: sentence("{number} is suspended: {because}", number=found.number, because=because[:300]),
        Deed.REVOKE: sentence("{number} is revoked: {because}", number=found.number, because=because[:300]),
    }.get(deed, sentence("{number} has ended: {because}", number=found.number, because=because[:300]))
    tell(uow, found.organisation, says, about=found.number)
    return made


def _back(uow: UnitOfWork, found: Operator, deed: Deed, because: str, **changes: Any) -> Operator:
    standing = lifecycle.standing_after(found.standing, deed)
    if day_of(uow.at) > found.valid_until:
        return _ended(uow, replace(found, standing=standing, **changes), Deed.EXPIRE, because)
    lodged = application(uow, found.application)
    again = replace(found, standing=standing, changed_at=uow.at, because="", **changes)
    if again.renewed_from is not None and again.renewed_from <= day_of(uow.at):
        again = _begun_anew(again, lodged)
    made = _certified(uow, again, lodged.version)
    if made.renewed_from is not None:
        made = _certified_anew(uow, made, lodged)
    store.operators.put(uow, made)
    step(uow, found.number, found.organisation, deed.value, because)
    publish(uow, made, deed)
    says = sentence("{number} is in force again, until {day}.", number=found.number, day=found.valid_until)
    tell(uow, found.organisation, says, about=found.number)
    return made


def _take_back(uow: UnitOfWork, found: Operator, because: str) -> None:
    for paper in (found.paper, found.renewed_paper):
        if paper:
            papers.revoke(uow, paper, because=because, by=_ISSUER, at=uow.at)


def _certified(uow: UnitOfWork, made: Operator, version: str) -> Operator:
    """Issue the next edition of the certificate of the period that runs."""
    paper = _issued(uow, made, version, made.tier, made.valid_from, made.period_until)
    return replace(made, edition=made.edition + 1, paper=paper)


def _certified_anew(uow: UnitOfWork, made: Operator, lodged: Application) -> Operator:
    """Issue the next edition for the renewed period; the certificate of the period that runs stays as it is."""
    first = made.renewed_from or made.valid_from
    paper = _issued(uow, made, lodged.version, lodged.tier, first, made.valid_until)
    return replace(made, edition=made.edition + 1, renewed_paper=paper)


def _issued(uow: UnitOfWork, made: Operator, version: str, tier: int, first: date, last: date) -> str:
    rows = ((_NAME, made.name), (_NUMBER, made.number), (_TIER, str(tier)), (_QUESTIONS, version))
    paper = papers.issue(
        uow,
        kind=KIND,
        number=f"{made.number}{made.edition + 1:02d}",
        title=_TITLE,
        holder=made.organisation,
        content={"operator": made.number, "tier": tier, "name": made.name, "questionnaire": version},
        sections=[Section(_OPERATOR, (*rows, (_BASIS, "WCO SAFE Framework of Standards")))],
        valid_from=first,
        valid_until=last,
        by=_ISSUER,
        at=uow.at,
    )
    return paper.number

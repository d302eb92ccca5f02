"""Watch operators: self-reports, figures from declarations and examinations, reminders by the clock."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from smartcustoms.business.aeo import dates, programme, store
from smartcustoms.business.aeo.actions.loading import OFFICERS, operator, step, tell
from smartcustoms.business.aeo.events import AeoFiguresAsked
from smartcustoms.business.aeo.model import Figures, NotFilledIn, NotNow, Report
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import Sentence, sentence

ASKED: Final = ("changes", "incidents", "outsourced", "contact")
"""What a self-report tells."""
_REPORT: Final = sentence("the self-report")


def report(uow: UnitOfWork, which: str, said: Mapping[str, str]) -> Report:
    """Lodge the self-report that is owed next; what was lodged stays.

    Raises:
        NoSuchThing. NotNow: none is owed. NotFilledIn: changes or incidents are not told.
    """
    found = operator(uow, which)
    owed = next((each for each in store.operators.reports(uow, which) if each.lodged_at is None), None)
    if owed is None:
        raise NotNow(sentence("No report is owed."), mend=sentence("Tell the named contact of changes."), seen=which)
    given = {code: said[code].strip()[:4000] for code in ASKED if said.get(code, "").strip()}
    for code in ("changes", "incidents"):
        if code not in given:
            raise NotFilledIn(
                sentence("Changes and incidents must be told."), mend=sentence("Write what happened, or \"none\"."),
                field=code,
            )  # fmt: skip
    store.operators.change_report(uow, owed.id, {"lodged_at": uow.at, "said": given})
    step(uow, which, found.organisation, "reported", owed.due_on.isoformat())
    return Report(owed.id, which, found.organisation, owed.due_on, uow.at, given)


def ask_for_figures(uow: UnitOfWork) -> int:
    """Ask that every held operator's figures of the last months be counted; give how many were asked for."""
    on = day_of(uow.at)
    since = dates.shifted(on, -programme.rules(on).report_months)
    held = store.operators.held(uow)
    for each in held:
        uow.record(AeoFiguresAsked(organisation=each.organisation, since=since.isoformat(), until=on.isoformat()))
    return len(held)


def keep_figures(uow: UnitOfWork, made: Figures) -> None:
    """Keep an organisation's figures; counted again they take the place of those of the same day."""
    store.operators.put_figures(uow, made)
    uow.note("aeo.figures_kept", made.organisation, declarations=made.declarations, findings=made.findings)


def remind(uow: UnitOfWork) -> int:
    """Remind of what is due soon, of what is late, and of renewals that opened; each once. Give how many were reminded."""
    on = day_of(uow.at)
    rules = programme.rules(on)
    soon, count = on + timedelta(days=rules.remind_days + 1), 0
    for stage, before in (("late", on), ("soon", soon)):
        for each in store.visits.due_corrections(uow, before=before, stage=stage):
            tell(uow, each.organisation, _due(stage, each.says[:300], each.due_on), about=each.about)
            if stage == "late":
                tell(
                    uow,
                    each.found_by,
                    sentence("A corrective action of {number} is late.", number=each.about),
                    about=each.about,
                )
            store.visits.change_correction(uow, each.id, {"reminded": stage})
            count += 1
        for owed in store.operators.due_reports(uow, before=before, stage=stage):
            tell(uow, owed.organisation, _due(stage, _REPORT, owed.due_on), about=owed.operator)
            store.operators.change_report(uow, owed.id, {"reminded": stage})
            count += 1
    return count + _renewals(uow)


def _renewals(uow: UnitOfWork) -> int:
    on = day_of(uow.at)
    months = programme.rules(on).renew_months
    far, count = dates.shifted(on, months) + timedelta(days=31), 0
    for each in store.operators.to_remind(uow, stage="renewal", until=far):
        if dates.may_renew(on, each.valid_until, months):
            says = sentence("{number} ends on {day}: apply for its renewal.", number=each.number, day=each.valid_until)
            tell(uow, each.organisation, says, about=each.number)
            tell(uow, OFFICERS, says, about=each.number)
            store.operators.change(uow, each.number, {"reminded": "renewal"})
            count += 1
    return count


def _due(stage: str, what: str | Sentence, day: date) -> Sentence:
    if stage == "late":
        return sentence("Late since {day}: {what}", day=day, what=what)
    return sentence("Due by {day}: {what}", day=day, what=what)

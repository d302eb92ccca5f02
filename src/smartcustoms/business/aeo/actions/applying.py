"""Apply: begin, fill in, carry the self-assessment over, attach, lodge, withdraw; and give back what is not complete."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from smartcustoms.business.aeo import completeness, dates, programme, queries, store
from smartcustoms.business.aeo.actions.loading import application, move, number, raise_matter, said, step, tell
from smartcustoms.business.aeo.events import AeoFiguresAsked
from smartcustoms.business.aeo.lifecycle import CHANGEABLE, HELD
from smartcustoms.business.aeo.model import (
    TIERS,
    Application,
    Attached,
    Barred,
    Deed,
    NotComplete,
    NotFilledIn,
    NotNow,
    Operator,
    Rules,
    State,
)
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files.object_gateway import Objects
from smartcustoms.kernel.words.model import sentence

PREFIX: Final = "AP"
TYPES: Final = ("application/pdf", "image/png", "image/jpeg")
LARGEST: Final = 20_000_000
MOST_FILES: Final = 40


def begin(uow: UnitOfWork, *, tier: int) -> Application:
    """Begin an application of the actor's organisation; one that is not decided is given instead. Within the last months of a
    certificate it renews that; the newest finished self-assessment of the tier is carried over as its questionnaire.

    Raises:
        NotFilledIn: there is no such tier. Barred: a revocation's bar is not over.
        NotNow: the organisation is authorised, and renewal is not open yet.
    """
    if tier not in TIERS:
        raise NotFilledIn(
            sentence("The tier is neither 1 nor 2."), mend=sentence("Choose 1 or 2."), field="tier", seen=str(tier)
        )
    there = store.applications.undecided(uow, uow.by.organisation)
    if there is not None:
        return there
    renews = _renewing(uow, uow.by.organisation)
    earlier = next(iter(store.applications.of_organisation(uow, uow.by.organisation)), None)
    form = dict(earlier.form) if earlier else {}
    made = Application(
        number=number(uow, PREFIX, uow.by.organisation),
        organisation=uow.by.organisation,
        name=form.get("name", ""),
        tier=tier,
        state=State.DRAFT,
        renews=renews,
        **_questionnaire(uow, tier),
        form=form,
        note="",
        begun_at=uow.at,
        changed_at=uow.at,
    )
    if not store.applications.insert(uow, made):
        return store.applications.undecided(uow, uow.by.organisation) or made
    step(uow, made.number, made.organisation, "begun", f"{tier} {renews}".strip())
    return made


def save(uow: UnitOfWork, which: str, form: Mapping[str, str]) -> Application:
    """Keep fields of the form; what is not one of its fields is left out. What is odd is told when it is lodged.

    Raises:
        NoSuchThing, NotNow: it is being decided on.
    """
    found = _changeable(uow, which)
    asked = {each.code for each in programme.form_fields(found.tier)}
    given = {code: text.strip()[: completeness.LONGEST] for code, text in form.items() if code in asked}
    changed = {code: text for code, text in {**found.form, **given}.items() if text}
    if changed != dict(found.form):
        store.applications.change(uow, which, {"form": changed, "name": changed.get("name", "")[:200]})
        uow.note("aeo.saved", which, fields=len(changed))
    return replace(found, form=changed, name=changed.get("name", ""))


def carry_over(uow: UnitOfWork, which: str) -> Application:
    """Take the newest finished self-assessment of the tier as the questionnaire.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: there is no finished one.
    """
    found = _changeable(uow, which)
    taken = _questionnaire(uow, found.tier)
    if not taken["assessment"]:
        raise NotFilledIn(
            sentence("There is no finished self-assessment of tier {tier}.", tier=found.tier),
            mend=sentence("Finish one under My self-assessments, then carry it over."),
            field="questionnaire",
        )
    if taken["assessment"] != found.assessment:
        store.applications.change(uow, which, taken)
        step(uow, which, found.organisation, "carried_over", str(taken["assessment"]))
    return replace(found, **taken)


def attach(
    uow: UnitOfWork, which: str, code: str, content: bytes, *, name: str, through: Objects | None = None
) -> Attached:
    """Attach a file: PDF, PNG or JPEG, told by its bytes, at most 20 MB; the same again changes nothing.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: it is none of the files that go along, or there are 40.
        EmptyFile, TooLarge, TypeDiffers.
    """
    found, known = _changeable(uow, which), [each.code for each in programme.wanted()]
    held = store.applications.attachments(uow, which)
    if code not in known or len(held) >= MOST_FILES:
        raise NotFilledIn(
            sentence("This file cannot be attached."),
            mend=sentence("Choose one of: {known}; at most {most} files.", known=", ".join(known), most=MOST_FILES),
            field="code",
            seen=code[:40],
        )
    kept = files.keep(
        uow, content, name=name, owner=found.organisation, at_most=LARGEST, only=TYPES, through=through
    )  # fmt: skip
    made = Attached(code, kept.hash, kept.name, kept.media_type, kept.size, uow.at)
    if store.applications.attach(uow, which, found.organisation, made):
        step(uow, which, found.organisation, "attached", f"{code}: {kept.name}")
    return made


def lodge(uow: UnitOfWork, which: str) -> Application:
    """Lodge an application that is complete; its compliance history is counted then.

    Raises:
        NoSuchThing, NotNow, Barred. NotComplete: something is missing; `gaps` names each.
    """
    found, on = application(uow, which), day_of(uow.at)
    if found.state in CHANGEABLE:  # else the state machine refuses it
        gaps = queries.gaps_of(uow, found)
        if gaps:
            refused = NotComplete(
                sentence("{count} things are missing.", count=len(gaps)),
                mend=sentence("Mend each that is named, then lodge again."),
                field=gaps[0].code,
                seen="; ".join(each.says["en"] for each in gaps)[:500],
            )
            refused.gaps = gaps
            raise refused
    renews = _renewing(uow, found.organisation)
    move(uow, found, Deed.LODGE, lodged_at=found.lodged_at or uow.at, renews=renews, note="")
    months = programme.rules(on).history_months
    since = dates.shifted(on, -months)
    uow.record(AeoFiguresAsked(organisation=found.organisation, since=since.isoformat(), until=on.isoformat()))
    raise_matter(uow, which, found.organisation, "lodged")
    return replace(found, state=State.LODGED, renews=renews, lodged_at=found.lodged_at or uow.at)


def withdraw(uow: UnitOfWork, which: str, *, because: str = "") -> None:
    """Withdraw an application that is not decided.

    Raises:
        NoSuchThing, NotNow.
    """
    found = application(uow, which)
    if found.state is not State.WITHDRAWN:
        move(uow, found, Deed.WITHDRAW, because[:500])


def give_back(uow: UnitOfWork, which: str, *, because: str) -> None:
    """Give a lodged application back, saying what is missing.

    Raises:
        NoSuchThing, NotNow. NotFilledIn: no words.
    """
    found, words = application(uow, which), said(because, "because")
    move(uow, found, Deed.RETURN, words, note=words)
    says = sentence("Application {number} is not complete: {because}", number=which, because=words[:300])
    tell(uow, found.organisation, says, about=which)


def _renewing(uow: UnitOfWork, organisation: str) -> str:
    """Give the operator's number that an application of today renews; empty: it is a new one."""
    on = day_of(uow.at)
    rules = programme.rules(on)
    for each in store.operators.of_organisation(uow, organisation):
        _check_bar(each, on)
        if each.standing in HELD and on <= each.valid_until:
            _check_window(each, on, rules)
            return each.number
    return ""


def _check_bar(each: Operator, on: date) -> None:
    if each.barred_until is not None and on <= each.barred_until:
        raise Barred(
            sentence("The authorisation {number} was revoked.", number=each.number),
            mend=sentence("Apply again after {day}.", day=each.barred_until),
            seen=each.barred_until.isoformat(),
        )


def _check_window(each: Operator, on: date, rules: Rules) -> None:
    if not dates.may_renew(on, each.valid_until, rules.renew_months):
        opens = dates.renewal_opens(each.valid_until, rules.renew_months)
        raise NotNow(
            sentence("The business is authorised as {number}.", number=each.number),
            mend=sentence("Renewal opens on {day}.", day=opens),
            seen=opens.isoformat(),
        )


def _changeable(uow: UnitOfWork, which: str) -> Application:
    found = application(uow, which)
    if found.state not in CHANGEABLE:
        raise NotNow(
            sentence("The application is being decided on; it stays as it was lodged."),
            mend=sentence("Ask the office to give it back, or withdraw it."),
            seen=found.state.value,
        )
    return found


def _questionnaire(uow: UnitOfWork, tier: int) -> dict[str, Any]:
    done = self_assessment.newest_finished(uow, uow.by.organisation, tier)
    if done is None:
        return {"assessment": "", "version": self_assessment.question_set().version, "answers": {}}
    return {"assessment": done.number, "version": done.version, "answers": dict(done.answers)}

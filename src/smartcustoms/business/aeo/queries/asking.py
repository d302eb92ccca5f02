"""What is asked about applications, operators, visits and the programme in figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from smartcustoms.business.aeo import completeness, dates, indicators, lifecycle, programme, store
from smartcustoms.business.aeo.model import (
    Appeal,
    Application,
    Attached,
    Benefits,
    Correction,
    Decision,
    Figures,
    FormField,
    Gap,
    Indicator,
    Met,
    NoSuchThing,
    Operator,
    Point,
    Report,
    Rules,
    Step,
    Visit,
    Wanted,
    Worded,
)
from smartcustoms.business.aeo.store.applications import Listed as ListedApplications
from smartcustoms.business.aeo.store.operators import Listed as ListedOperators
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.business.self_assessment.model import Criterion, Question, Result
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.words.model import Sentence, sentence

__all__ = ["ListedApplications", "ListedOperators"]
MOST = 10_000


@dataclass(frozen=True, slots=True)
class WholeApplication:
    """An application with everything about it."""

    application: Application
    gaps: tuple[Gap, ...]
    obstacles: tuple[Sentence, ...]
    attachments: list[Attached]
    visits: list[Visit]
    corrections: list[Correction]
    decisions: list[Decision]
    appeals: list[Appeal]
    steps: list[Step]
    figures: list[Figures]
    result: Result | None


@dataclass(frozen=True, slots=True)
class WholeOperator:
    """An operator with everything about it."""

    operator: Operator
    benefits: Benefits
    indicators: tuple[Indicator, ...]
    renewal_opens: date
    visits: list[Visit]
    corrections: list[Correction]
    decisions: list[Decision]
    appeals: list[Appeal]
    reports: list[Report]
    steps: list[Step]
    figures: list[Figures]


@dataclass(frozen=True, slots=True)
class WholeVisit:
    """A visit with its checklist by criterion, the applicant's answers, and its findings."""

    visit: Visit
    criteria: tuple[tuple[Criterion, tuple[Question, ...]], ...]
    answers: Mapping[str, str]
    noted: Mapping[str, Point]
    corrections: list[Correction]

    @property
    def done(self) -> int:
        """How many points have an answer."""
        return len(self.noted)

    @property
    def total(self) -> int:
        """How many points there are."""
        return sum(len(questions) for _, questions in self.criteria)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The programme in figures: how many by state or standing and tier, and days from lodging to decision (50 and 90 %)."""

    applications: list[tuple[str, int, int]]
    operators: list[tuple[str, int, int]]
    decided: int
    half: float | None
    nine_tenths: float | None


def rules(on: date) -> Rules:
    """Give the deadlines that hold on a day."""
    return programme.rules(on)


def benefits(tier: int, on: date) -> Benefits:
    """Give what a tier brings on a day."""
    return programme.benefits(tier, on)


def form(tier: int) -> tuple[FormField, ...]:
    """Give the fields of the application form of a tier."""
    return programme.form_fields(tier)


def parts() -> Mapping[str, Worded]:
    """Give the parts of the form."""
    return programme.parts()


def wanted() -> tuple[Wanted, ...]:
    """Give the files that go along."""
    return programme.wanted()


def gaps_of(uow: UnitOfWork, found: Application) -> tuple[Gap, ...]:
    """Say what an application lacks."""
    questions = self_assessment.question_set(found.version)
    missing = [each.id for each in self_assessment.missing(questions, found.tier, found.answers)]
    attached = {each.code for each in store.applications.attachments(uow, found.number)}
    return completeness.gaps(form(found.tier), found.form, wanted(), attached, missing)


def application(uow: UnitOfWork, number: str) -> Application:
    """Give one application.

    Raises:
        NoSuchThing: there is none, or it is not the asker's to see.
    """
    found = store.applications.one(uow, number)
    if found is None:
        raise _unknown(number)
    return found


def whole_application(uow: UnitOfWork, number: str) -> WholeApplication:
    """Give an application with everything about it.

    Raises:
        NoSuchThing: there is none, or it is not the asker's to see.
    """
    found = application(uow, number)
    visits, corrections = store.visits.about(uow, number), store.visits.corrections(uow, number)
    questions = self_assessment.question_set(found.version)
    whole = not self_assessment.missing(questions, found.tier, found.answers)
    uow.looked(f"AEO application {number}")
    return WholeApplication(
        application=found,
        gaps=gaps_of(uow, found) if found.state in lifecycle.CHANGEABLE else (),
        obstacles=lifecycle.obstacles(visits, corrections),
        attachments=store.applications.attachments(uow, number),
        visits=visits,
        corrections=corrections,
        decisions=store.operators.decisions(uow, [number]),
        appeals=store.operators.appeals(uow, [number]),
        steps=store.applications.steps(uow, [number]),
        figures=store.operators.figures(uow, found.organisation),
        result=self_assessment.result(questions, found.tier, found.answers) if whole else None,
    )


def operator(uow: UnitOfWork, number: str) -> Operator:
    """Give one operator.

    Raises:
        NoSuchThing: there is none, or it is not the asker's to see.
    """
    found = store.operators.one(uow, number)
    if found is None:
        raise _unknown(number)
    return found


def whole_operator(uow: UnitOfWork, number: str) -> WholeOperator:
    """Give an operator with everything about it.

    Raises:
        NoSuchThing: there is none, or it is not the asker's to see.
    """
    found, on = operator(uow, number), day_of(uow.at)
    known, figures = programme.rules(on), store.operators.figures(uow, found.organisation)
    corrections, reports = (
        store.visits.corrections(uow, number, found.application),
        store.operators.reports(uow, number),
    )
    uow.looked(f"AEO {number}")
    return WholeOperator(
        operator=found,
        benefits=programme.benefits(found.tier, on),
        indicators=indicators.watched(figures[0] if figures else None, corrections, reports, known, on=on),
        renewal_opens=dates.renewal_opens(found.valid_until, known.renew_months),
        visits=store.visits.about(uow, number, found.application),
        corrections=corrections,
        decisions=store.operators.decisions(uow, [number]),
        appeals=store.operators.appeals(uow, [number]),
        reports=reports,
        steps=store.applications.steps(uow, [number]),
        figures=figures,
    )


def visit(uow: UnitOfWork, number: str) -> WholeVisit:
    """Give a visit with its checklist.

    Raises:
        NoSuchThing: there is none.
    """
    found = store.visits.one(uow, number)
    if found is None:
        raise _unknown(number)
    questions = self_assessment.question_set(found.version)
    asked = questions.questions_of(found.tier)
    by_criterion = tuple(
        (each, tuple(one for one in asked if one.criterion == each.code)) for each in questions.criteria_of(found.tier)
    )
    lodged = store.applications.one(uow, found.about)
    uow.looked(f"AEO visit {number}")
    return WholeVisit(
        visit=found,
        criteria=by_criterion,
        answers=lodged.answers if lodged else {},
        noted={each.code: each for each in found.points},
        corrections=[each for each in store.visits.corrections(uow, found.about) if each.visit == number],
    )


def my_visits(uow: UnitOfWork) -> list[Visit]:
    """Give the officer's open visits."""
    return store.visits.planned(uow, uow.by.user)


def own(uow: UnitOfWork) -> tuple[list[Operator], list[Application]]:
    """Give the actor's organisation's authorisations and applications, the newest first."""
    mine = uow.by.organisation
    return store.operators.of_organisation(uow, mine), store.applications.of_organisation(uow, mine)


def applications(
    uow: UnitOfWork, asked: ListedApplications, *, page: int = 1, size: int = 50
) -> tuple[list[Application], int]:
    """Give a page of lodged applications, and how many there are."""
    return store.applications.listed(uow, asked, page=page, size=size)


def operators(uow: UnitOfWork, asked: ListedOperators, *, page: int = 1, size: int = 50) -> tuple[list[Operator], int]:
    """Give a page of operators, and how many there are."""
    return store.operators.listed(uow, asked, page=page, size=size)


def waiting(uow: UnitOfWork) -> tuple[list[Decision], list[Appeal]]:
    """Give the proposals that wait for a second person, and the appeals that wait to be heard."""
    return store.operators.decisions(uow, waiting=True), store.operators.appeals(uow, waiting=True)


def statistics(uow: UnitOfWork) -> Statistics:
    """Give the programme in figures."""
    days = sorted(store.applications.days_to_decide(uow))
    return Statistics(
        applications=store.applications.counts(uow),
        operators=store.operators.counts(uow),
        decided=len(days),
        half=days[(len(days) - 1) // 2] if days else None,
        nine_tenths=days[max(0, -(-9 * len(days) // 10) - 1)] if days else None,
    )


def figures_of(uow: UnitOfWork, organisation: str) -> Figures | None:
    """Give an organisation's newest figures."""
    return next(iter(store.operators.figures(uow, organisation, limit=1)), None)


def is_photo(uow: UnitOfWork, number: str, digest: str) -> bool:
    """Tell whether a file belongs to an application, visit or finding that the actor sees: what is named by it may be opened."""
    if number.startswith("AV"):
        found = store.visits.one(uow, number)
        return found is not None and any(digest in each.photos for each in found.points)
    if any(each.hash == digest for each in store.applications.attachments(uow, number)):
        return True
    return any(each.evidence == digest for each in store.visits.corrections(uow, number))


def told_partners(uow: UnitOfWork, found: Operator) -> bool:
    """Tell whether an operator consents that partner administrations are told of it."""
    lodged = store.applications.one(uow, found.application)
    return lodged is not None and lodged.form.get("partners") == "yes"


def address_of(uow: UnitOfWork, found: Operator) -> tuple[str, str]:
    """Give an operator's address and its main role, from its application."""
    lodged = store.applications.one(uow, found.application)
    return (lodged.form.get("address", ""), lodged.form.get("role", "")) if lodged else ("", "")


def deeds_for(found: Operator) -> Sequence[str]:
    """Give what may be proposed about an operator."""
    return [
        deed.value
        for (standing, deed) in lifecycle.OPERATOR
        if standing is found.standing and deed in lifecycle.PROPOSED
    ]


def met_of(code: str) -> Met | None:
    """Read an answer of a checklist; None for anything else."""
    return next((each for each in Met if each.value == code), None)


def rate_shown(found: Figures) -> Decimal | None:
    """Give the rate of findings in hundredths of a per cent."""
    return found.rate.quantize(Decimal("0.0001")) if found.rate is not None else None


def decision(uow: UnitOfWork, which: UUID) -> Decision:
    """Give one decision.

    Raises:
        NoSuchThing: there is none, or it is not the asker's to see.
    """
    found = store.operators.decision(uow, which)
    if found is None:
        raise _unknown(str(which))
    return found


def _unknown(seen: str) -> NoSuchThing:
    return NoSuchThing(
        sentence("There is nothing of this number in the programme."), mend=sentence("Open it from its list."),
        seen=seen[:40],
    )  # fmt: skip

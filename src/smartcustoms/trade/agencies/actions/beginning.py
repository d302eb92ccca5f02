"""Begin a review: walk its route, or decide it at once by a rule."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.identifiers import numbered
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.agencies import queries, store
from smartcustoms.trade.agencies.actions.advancing import finish
from smartcustoms.trade.agencies.actions.assigning import give_out
from smartcustoms.trade.agencies.actions.finding import clock_of_installation
from smartcustoms.trade.agencies.auto_rules import Rule, applying, is_sampled, shipped
from smartcustoms.trade.agencies.events import ReviewBegun
from smartcustoms.trade.agencies.listing import shipped_agencies
from smartcustoms.trade.agencies.model import (
    PREFIX,
    Condition,
    Decision,
    Names,
    Review,
    RouteStep,
    State,
    Step,
    StepState,
)
from smartcustoms.trade.agencies.routing import check_route, parties_of
from smartcustoms.trade.agencies.rulebook import NOTHING, Rulebook
from smartcustoms.trade.agencies.service_clock import Calendar, due


def begin(
    uow: UnitOfWork,
    *,
    about: str,
    kind: str,
    title: Names | str,
    owner: str,
    route: Iterable[RouteStep],
    facts: Mapping[str, Any],
    by: str,
    at: datetime,
    link: str = "",
    offered: Sequence[Condition] = (),
    rules: Sequence[Rule] | None = None,
) -> Review:
    """Begin a review; a thing that has an open one keeps it.

    Where a rule applies and the lot does not send the case to an officer, it is decided in this transaction.

    Args:
        uow: the transaction, in the name of the platform, of customs or of the owner.
        about: number of the thing that is reviewed.
        kind: its type, by code: queues, rules and figures go by it.
        title: what it is called, in each language.
        owner: number of the trader's organisation.
        route: the agencies' steps.
        facts: what rules and officers go by, as plain JSON.
        by: who lodged it (number of a user).
        at: when.
        link: where officers read the thing, a path of ours.
        offered: conditions of the type's list that may be imposed.
        rules: the rules for simple cases; None: those that are shipped.

    Raises:
        RouteUnusable: the route cannot be walked.
    """
    existing = store.by_about(uow, about)
    found = store.review(uow, existing, lock=True) if existing else None
    if found is not None and (found.state is State.OPEN or found.number == _number(about, at)):
        return found
    steps = tuple(route)
    check_route(steps, shipped_agencies())
    books = queries.rulebooks(uow, {each.agency for each in steps}, on=day_of(at))
    steps = tuple(_promising(each, kind, books) for each in steps)
    rule = applying(_rules(steps, books) if rules is None else rules, kind, facts, on=day_of(at))
    sampled = rule is not None and is_sampled(about, rule, key(read_settings(), "agencies' random sample"))
    made = Review(
        number=_number(about, at),
        about=about,
        kind=kind,
        title=title,
        owner=owner,
        facts=facts,
        state=State.OPEN,
        begun_at=at,
        begun_by=by,
        link=link,
        offered=tuple(offered),
        rule=rule.code if rule else None,
        sampled=sampled,
        agencies=tuple(dict.fromkeys(each.agency for each in steps)),
    )
    return _kept(uow, made, steps, rule if not sampled else None, books)


def _promising(step: RouteStep, kind: str, books: Mapping[str, Rulebook]) -> RouteStep:
    """Give a step the days that its agency itself promises for this kind."""
    return replace(step, days=books.get(step.agency, NOTHING).promises.get(kind, step.days))


def _rules(steps: Sequence[RouteStep], books: Mapping[str, Rulebook]) -> list[Rule]:
    """Give the rules for simple cases: an agency's own ones first, where it decides alone; then those for everybody.

    A rule of one agency never decides another's step; one whose code an agency has switched off is left out.
    """
    deciding = {each.agency for each in steps}
    own = books.get(next(iter(deciding)), NOTHING) if len(deciding) == 1 else NOTHING
    codes = {each.code for each in own.rules} | own.off
    return [*own.rules, *(each for each in shipped() if each.code not in codes)]


def _kept(
    uow: UnitOfWork, made: Review, route: tuple[RouteStep, ...], rule: Rule | None, books: Mapping[str, Rulebook]
) -> Review:
    organisations = {code: each.organisation for code, each in shipped_agencies().items()} | store.organisations(uow)
    decision = Decision(rule.outcome) if rule else None
    clocks = {each.agency: books.get(each.agency, NOTHING).calendar(clock_of_installation()) for each in route}
    rows = [
        _step(made, place, each, route, organisations, decision, clocks[each.agency])
        for place, each in enumerate(route, 1)
    ]
    parties = {made.owner, *(organisations[each.agency] for each in route)}
    if not store.insert(uow, made, rows, parties=sorted(parties)):
        number = store.by_about(uow, made.about)
        return (store.review(uow, number) if number else None) or made
    uow.note("review.begun", made.number, of=made.about, kind=made.kind, rule=made.rule, sampled=made.sampled)
    uow.record(
        ReviewBegun(review=made.number, about=made.about, kind=made.kind, owner=made.owner, agencies=made.agencies)
    )
    whole = store.review(uow, made.number, lock=True) or made
    if decision is not None:
        finish(uow, whole, decision.outcome)
        return store.review(uow, made.number) or whole
    given = give_out(uow, [each for each in whole.steps if _is_given_out(each, books)])
    return (store.review(uow, made.number) or whole) if given else whole


def _is_given_out(step: Step, books: Mapping[str, Rulebook]) -> bool:
    return step.state is StepState.QUEUED and books.get(step.agency, NOTHING).automatic


def _step(
    made: Review,
    position: int,
    each: RouteStep,
    route: tuple[RouteStep, ...],
    organisations: dict[str, str],
    decision: Decision | None,
    calendar: Calendar,
) -> tuple[Step, list[str], int]:
    """Make a step as it begins: open when it is of the first order, decided when a rule decides."""
    promise = each.days * calendar.seconds_of_a_day(day_of(made.begun_at))
    first = each.order == min(one.order for one in route)
    opened = made.begun_at if first or decision else None
    step = Step(
        review=made.number,
        position=position,
        order=each.order,
        agency=each.agency,
        organisation=organisations[each.agency],
        skill=each.skill,
        lead=each.lead or len(route) == 1,
        days=each.days,
        second_approval=each.second_approval,
        state=StepState.DECIDED if decision else StepState.QUEUED if first else StepState.WAITING,
        opened_at=opened,
        due_at=due(made.begun_at, promise, calendar) if first and not decision else None,
        ticking_since=opened if first and not decision else None,
        decided_at=made.begun_at if decision else None,
        decision=decision,
    )
    return step, parties_of(each, route, organisations), promise


def _number(about: str, at: datetime) -> str:
    """Give a number that is the same when the same review is begun again."""
    serial = int(hashlib.sha256(f"{about}:{at.isoformat()}".encode()).hexdigest()[:12], 16) % 10**9
    return numbered(PREFIX, at.year, serial)

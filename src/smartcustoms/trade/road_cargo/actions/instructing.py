"""Give a truck its instruction: by risk when it was bundled, or by officers, two of them where it becomes lighter."""

from typing import Final

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Conflict, Refused
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk import actions as risk
from smartcustoms.trade.risk import queries as risk_asked
from smartcustoms.trade.risk.model import Lane, RuleHit
from smartcustoms.trade.road_cargo import store
from smartcustoms.trade.road_cargo.assessing import rows_of, watched
from smartcustoms.trade.road_cargo.events import BundleInstructed
from smartcustoms.trade.road_cargo.model import (
    Bundle,
    BundleState,
    Consignment,
    Instruction,
    NoSuchBundle,
    NotNow,
    Override,
    Told,
)
from smartcustoms.trade.watchlists import queries as watchlists

LEAST_WORDS: Final = 10
"""Letters of a reason: enough to say something."""
_LANES: Final = {
    Lane.RED: Instruction.INSPECT,
    Lane.YELLOW: Instruction.INSPECT,  # documents are checked where goods are: at the inspection bay
    Lane.BLUE: Instruction.GO,
    Lane.GREEN: Instruction.GO,
}


class NoReason(Refused):
    """An officer's instruction needs a reason."""

    code = "no_reason"


class SameEyes(Conflict):
    """Who asked for another instruction cannot agree to it."""

    code = "same_eyes"


def instruct(uow: UnitOfWork, number: str) -> Instruction | None:
    """Ask risk about a bundle that waits for its instruction, and give it; None where it does not wait any more. For the platform."""
    one = store.bundles.bundle(uow, number, lock=True)
    if one is None or one.state is not BundleState.BUNDLED or one.instruction is not Instruction.UNKNOWN:
        return None
    found = store.consignments.consignments(uow, one.references)
    goods = [found[each] for each in one.references if each in found]
    lane, why = _judged(uow, one, goods)
    _give(uow, one, _LANES[lane], why, by="risk")
    return _LANES[lane]


def call_in(uow: UnitOfWork, declaration: str) -> list[str]:
    """Tell trucks that wait with goods of a declaration to come for inspection, when its lane asks for work by now; give their bundles.

    For the platform. A milder lane changes nothing: only officers make an instruction lighter.
    """
    called = []
    for number in store.bundles.with_declaration(uow, declaration) if declaration else ():
        one = store.bundles.bundle(uow, number, lock=True)
        if one is None or one.state is not BundleState.BUNDLED or one.instruction is not Instruction.GO:
            continue
        found = store.consignments.consignments(uow, one.references)
        hits = _declared(uow, list(found.values()))
        if hits:
            _give(uow, one, Instruction.INSPECT, [Told(each.rule, each.says) for each in hits], by="risk")
            called.append(number)
    return called


def ask_override(uow: UnitOfWork, number: str, to: Instruction, *, because: str) -> Override:
    """Ask for another instruction. To inspect holds at once; to go holds when a second officer agrees.

    Raises:
        NoSuchBundle, NoReason.
        NotNow: the truck crossed, or has that instruction already, or another request waits.
    """
    one = _living(uow, number)
    because = because.strip()
    if len(because) < LEAST_WORDS:
        raise NoReason(
            sentence("Another instruction needs a reason."),
            mend=sentence("Say it in at least {least} letters.", least=LEAST_WORDS),
            field="because",
            seen=because,
        )
    waits = any(each.agreed is None for each in store.bundles.overrides(uow, number, lock=True))
    if waits or to is one.instruction or to is Instruction.UNKNOWN:
        raise NotNow(
            sentence("The truck has this instruction already, or another request waits for it."),
            mend=sentence("Look at the bundle again."),
            field="to",
            seen=to.value,
        )
    at_once = to is Instruction.INSPECT
    asked = Override(
        bundle=number,
        was=one.instruction,
        to=to,
        because=because[:500],
        asked_by=uow.by.user,
        asked_at=uow.at,
        agreed=True if at_once else None,
    )
    store.bundles.add_override(uow, asked)
    uow.note("bundle.override_asked", number, to=to.value, because=because[:500])
    if at_once:
        _give(uow, one, to, [_by_officers(because)], by=uow.by.user)
    return asked


def decide_override(uow: UnitOfWork, number: str, *, agreed: bool) -> Override:
    """Agree to the waiting request for another instruction or turn it down, as a second pair of eyes.

    Raises:
        NoSuchBundle, NotNow (none waits), SameEyes.
    """
    one = _living(uow, number)
    waiting = [each for each in store.bundles.overrides(uow, number, lock=True) if each.agreed is None]
    if not waiting:
        raise NotNow(
            sentence("No request waits for this bundle."), mend=sentence("Look at the bundle again."), seen=number[:40]
        )
    asked = waiting[0]
    if asked.asked_by == uow.by.user:
        raise SameEyes(sentence("You asked for it yourself."), mend=sentence("Let another officer decide it."))
    store.bundles.decide_override(uow, asked, agreed=agreed)
    uow.note("bundle.override_decided", number, to=asked.to.value, agreed=agreed)
    if agreed:
        _give(uow, one, asked.to, [_by_officers(asked.because)], by=uow.by.user)
    return next(each for each in store.bundles.overrides(uow, number) if each.asked_at == asked.asked_at)


def _judged(uow: UnitOfWork, one: Bundle, goods: list[Consignment]) -> tuple[Lane, list[Told]]:
    on = day_of(one.expected_at)
    entries = watchlists.entries_on(uow, on)
    lists = {each.name: (each.subject, entries.get(each.name, frozenset())) for each in watchlists.watchlists(uow)}
    hits = [*watched(goods, lists), *_declared(uow, goods)]
    rows = rows_of(one, goods, on=on) or [{"on": on, "office": one.control_point, "transport": "3"}]
    said = risk.judge_cargo(uow, one.number, rows, hits=hits)
    told = [Told(each.code, each.says) for each in said.reasons]
    return said.lane, told or [Told("none", sentence("Nothing known of these goods speaks for an inspection."))]


def _declared(uow: UnitOfWork, goods: list[Consignment]) -> list[RuleHit]:
    """Give the lanes of the declarations that shippers named, where those ask for work."""
    hits = []
    for each in goods:
        lane = risk_asked.lane(uow, each.declaration) if each.declaration else None
        if lane in (Lane.RED, Lane.YELLOW):
            says = sentence(
                "Declaration {declaration} of {reference} is {lane}.",
                declaration=each.declaration,
                reference=each.number,
                lane=_COLOURS[lane],
            )
            hits.append(RuleHit("declaration", lane, says))
    return hits


_COLOURS: Final[dict[Lane, Sentence]] = {Lane.RED: sentence("red"), Lane.YELLOW: sentence("yellow")}


def _give(uow: UnitOfWork, one: Bundle, what: Instruction, why: list[Told], *, by: str) -> None:
    store.bundles.change_bundle(
        uow, one.number, {"instruction": what.value, "instructed_at": uow.at, "instructed_by": by}
    )
    store.bundles.put_reasons(uow, one.number, [*why, *one.reasons][:50])
    uow.note("bundle.instructed", one.number, instruction=what.value, by=by)
    uow.record(BundleInstructed(bundle=one.number, organisation=one.organisation, instruction=what.value, by=by))


def _by_officers(because: str) -> Told:
    return Told("officer", sentence("Changed by officers: {because}", because=because[:500]))


def _living(uow: UnitOfWork, number: str) -> Bundle:
    one = store.bundles.bundle(uow, number, lock=True)
    if one is None:
        raise NoSuchBundle(
            sentence("There is no such bundle."), mend=sentence("Look in the list of bundles."), seen=number[:40]
        )
    if one.state is not BundleState.BUNDLED:
        raise NotNow(
            sentence("The bundle {number} is over: its truck crossed, or it was taken apart.", number=number),
            mend=sentence("Look at the bundle again."),
            field="number",
            seen=number,
        )
    return one

"""The register's JSON: what the office's pages show and do, for its own systems."""

from typing import Any, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from smartcustoms.business.traders import actions, queries
from smartcustoms.business.traders.model import Progress, RelationKind, Stage
from smartcustoms.business.traders.plainly import (
    plain_authorisation,
    plain_candidate,
    plain_correction,
    plain_merge,
    plain_registration,
    plain_relation,
    plain_tally,
    plain_trader,
)
from smartcustoms.business.traders.web.asked import SIZE, Keeper, ParticularsTaken, ReasonTaken, Seer
from smartcustoms.business.traders.web.register import wanted
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.web.access import Uow

router = APIRouter(prefix="/api/v1")


class ChangeTaken(ReasonTaken):
    """What is to be written of a trader, which version was read, and why."""

    written: ParticularsTaken
    version: int


class RelationTaken(ReasonTaken):
    """How a trader stands to another."""

    kind: RelationKind
    other: str = Field(max_length=40)


class MergeTaken(ReasonTaken):
    """The trader that is merged into this one."""

    absorbed: str = Field(max_length=40)


class PartingTaken(ReasonTaken):
    """The merge to undo."""

    merge: UUID


class PairTaken(ReasonTaken):
    """A pair and what is decided of it."""

    keep: str = Field(max_length=40)
    other: str = Field(max_length=40)
    decision: Literal["merge", "apart"]


class DecisionTaken(ReasonTaken):
    """A decision; `trader` is one that the register has already, for a registration."""

    decision: Literal["accept", "refuse"]
    trader: str = Field("", max_length=40)


@router.get("/traders")
def listed(
    who: Seer, uow: Uow, q: str = "", role: str = "", state: str = "", country: str = "", sort: str = "name", page: int = 1
) -> dict[str, Any]:  # fmt: skip
    """List traders, by words of their names, numbers, role, state and country."""
    asked = wanted(q, role, state, country, sort, page)
    uow.looked("traders", text=asked.text)
    found, total = queries.traders(uow, asked)
    return {"total": total, "traders": [plain_trader(each) for each in found]}


@router.post("/traders", status_code=201)
def register(taken: ParticularsTaken, who: Keeper, uow: Uow) -> dict[str, Any]:
    """Register a trader that was checked."""
    return plain_trader(actions.register(uow, taken.written()))


@router.get("/traders/duplicates")
def duplicates(who: Seer, uow: Uow, page: int = 1) -> dict[str, Any]:
    """Give the pairs of traders that may be one, the surest first, with the reasons."""
    found, total = queries.candidates(uow, page=max(page, 1), size=SIZE)
    return {"total": total, "pairs": [plain_candidate(each) for each in found]}


@router.post("/traders/duplicates")
def find(who: Keeper, uow: Uow) -> dict[str, Any]:
    """Look for pairs now; give how many there are."""
    return {"found": actions.find_duplicates(uow)}


@router.post("/traders/duplicates/decision")
def decide_pair(taken: PairTaken, who: Keeper, uow: Uow) -> dict[str, Any]:
    """Merge a pair, or say that they are two."""
    if taken.decision == "merge":
        actions.merge(uow, taken.keep, taken.other, because=taken.because)
    else:
        actions.set_apart(uow, taken.keep, taken.other, because=taken.because)
    return {"decision": taken.decision}


@router.get("/traders/corrections")
def corrections(who: Seer, uow: Uow, state: Progress | None = None, page: int = 1) -> dict[str, Any]:
    """List corrections that traders propose, the newest first."""
    found, total = queries.corrections(uow, progress=state, page=max(page, 1), size=SIZE)
    return {"total": total, "corrections": [plain_correction(each) for each in found]}


@router.get("/traders/corrections/{number}")
def correction(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give a correction."""
    found = queries.correction(uow, number)
    uow.looked(found.trader, what="correction")
    return plain_correction(found)


@router.post("/traders/corrections/{number}")
def decide(taken: DecisionTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Accept or refuse a correction, with the reason."""
    return plain_correction(actions.decide(uow, number, accepted=taken.decision == "accept", because=taken.because))


@router.get("/traders/registrations")
def registrations(
    who: Keeper, uow: Uow, state: Stage | None = Stage.CONFIRMED, q: str = "", page: int = 1
) -> dict[str, Any]:
    """List who asks for an account, those that wait longest first."""
    found, total = queries.registrations(uow, stage=state, text=q.strip(), page=max(page, 1), size=SIZE)
    uow.looked("registrations of companies")
    return {"total": total, "registrations": [plain_registration(each) for each in found]}


@router.get("/traders/registrations/{number}")
def registration(who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Give a registration."""
    uow.looked(number, what="registration")
    return plain_registration(queries.registration(uow, number))


@router.post("/traders/registrations/{number}")
def decide_registration(request: Request, taken: DecisionTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Verify or refuse a registration, with the reason."""
    if taken.decision == "refuse":
        return plain_registration(actions.refuse(uow, number, because=taken.because))
    origin = request.app.state.settings.address
    return plain_registration(actions.verify(uow, number, because=taken.because, origin=origin, trader=taken.trader))


@router.get("/traders/{number}")
def whole(who: Seer, uow: Uow, number: str) -> dict[str, Any]:
    """Give a trader whole; a merged one's number gives the survivor."""
    found = queries.trader(uow, number)
    uow.looked(found.number, what="trader")
    return plain_trader(found) | {
        "counts": [plain_tally(each) for each in queries.tallies(uow, found)],
        "relations": [plain_relation(each) for each in queries.relations(uow, found)],
        "authorities": [plain_authorisation(each, day_of(uow.at)) for each in queries.authorisations(uow, found)],
        "merges": [plain_merge(each) for each in queries.merges(uow, found)],
    }


@router.post("/traders/{number}")
def change(taken: ChangeTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Change what is written of a trader."""
    changed = actions.change(uow, number, taken.written.written(), version=taken.version, because=taken.because)
    return plain_trader(changed)


@router.post("/traders/{number}/closing")
def close(taken: ReasonTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Close a trader."""
    actions.close(uow, number, because=taken.because)
    return plain_trader(queries.trader(uow, number))


@router.post("/traders/{number}/relations")
def relate(taken: RelationTaken, who: Keeper, uow: Uow, number: str) -> list[dict[str, Any]]:
    """Note how a trader stands to another; give its relations."""
    actions.relate(uow, number, taken.kind, taken.other, because=taken.because)
    return [plain_relation(each) for each in queries.relations(uow, queries.trader(uow, number))]


@router.post("/traders/{number}/merge")
def merge(taken: MergeTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Merge another trader into this one; give the merge's number and the trader."""
    made = actions.merge(uow, number, taken.absorbed, because=taken.because)
    return {"merge": str(made.number), "trader": plain_trader(queries.trader(uow, number))}


@router.post("/traders/{number}/parting")
def part(taken: PartingTaken, who: Keeper, uow: Uow, number: str) -> dict[str, Any]:
    """Undo a merge; give the trader."""
    actions.undo(uow, taken.merge, because=taken.because)
    return plain_trader(queries.trader(uow, number))

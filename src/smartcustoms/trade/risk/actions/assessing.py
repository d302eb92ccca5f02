"""Assess: give declarations their lane and reasons, one in the lodging transaction or many at once."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.recognition import queries as recognition
from smartcustoms.business.recognition.model import Consignor, TrustedConsignor
from smartcustoms.business.traders import queries as traders
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.keys import key
from smartcustoms.kernel.settings import read_settings
from smartcustoms.trade.risk import indicators, lanes, reasons, store
from smartcustoms.trade.risk.actions.remembering import remember_with
from smartcustoms.trade.risk.actions.rules import rule_hits
from smartcustoms.trade.risk.coded import Coded
from smartcustoms.trade.risk.events import LaneAssigned
from smartcustoms.trade.risk.judge import Judge, Judgement
from smartcustoms.trade.risk.keys import texts_of
from smartcustoms.trade.risk.lanes import Assignment, Candidate
from smartcustoms.trade.risk.memory import Memory
from smartcustoms.trade.risk.model import FACTS, SENDER, Assessment, Lane, Reason, RuleHit
from smartcustoms.trade.risk.profiles import lodging
from smartcustoms.trade.risk.single import features_of

Matrix = npt.NDArray[np.float32]
Row = Mapping[str, Any]
_IMPORT = "import"
Hits = Mapping[str, Sequence[RuleHit]]


def secret_of(day: date) -> bytes:
    """Give the key of the random sample of a day: from the installation's secret, another every day."""
    return hmac.new(key(read_settings(), "risk.random-sample"), day.isoformat().encode(), sha256).digest()


def _secret_kept(uow: UnitOfWork, day: date) -> bytes:
    """Give `secret_of` a day, worked out once a process."""
    warm, name = store.memory_of(uow), f"secret of {day}"
    found: bytes = warm.get(name) or warm.setdefault(name, secret_of(day))
    return found


def assess(
    uow: UnitOfWork, rows: Sequence[Row], *, hits: Sequence[RuleHit] | None = None, first: bool = False,
    lodger: str | None = None,
) -> Assessment:  # fmt: skip
    """Assess one declaration inside the transaction that lodges it; give its lane and reasons.

    rows: its risk rows (model.FACTS), one per goods item, at least one. hits: the officers' rules it met; None: the
    rules in force are asked here, with the features. first: the declaration was numbered in this transaction, so
    nothing of it is there to be replaced, and what is kept may wait to be sent with the rest. lodger: the organisation
    that lodges; None: the actor's. Counts the goods as lodged, keeps the rows for learning, and keeps the assessment
    with everything needed to replay it.
    """
    head, lodging_one = rows[0], lodger or uow.by.organisation
    number, day, office = str(head["declaration"]), head["on"], head["office"]
    with store.on_behalf_of_platform(uow):
        memory, trusts = _remembered(uow, [head], day, lodger=lodging_one)
        matrix = np.stack([features_of(row, memory.profiles, memory.peers, day=day) for row in rows])
        said = memory.judge.judge(matrix)
        if hits is None:
            hits = rule_hits(uow, rows, matrix=matrix, mark=memory.rules_mark, first=first).get(number, ())
        points = float(indicators.points(matrix).max())
        candidate = _candidate(number, rows, said, slice(0, len(rows)), points, hits, trusts.of(head))
        plan = lanes.plan_of(office, memory.plans)
        left = None
        if plan.hours is not None:
            left = plan.hours - store.assessments.hours_spent(uow, office, day)
        given = lanes.assign_one(candidate, plan, _secret_kept(uow, day), hours_left=left)
        why = _reasons(rows, matrix, memory.judge, hits, given, spared=trusts.reason(head))
        one = _assessment(uow, rows, given, candidate, said, slice(0, len(rows)), matrix, memory.judge_name, why, hits)
        if first:
            store.assessments.keep_first(uow, one)
            store.profiles.keep_new_items(uow, rows, _lodgings(rows))
        else:
            store.assessments.keep(uow, [one])
            _keep(uow, rows)
    _tell(uow, one)
    uow.note("risk.assessed", number, lane=given.lane.value, chosen_by=given.chosen_by, judge=memory.judge_name)
    return one


def assess_many(
    uow: UnitOfWork, rows: pl.DataFrame, *, hits: Hits | None = None, explain: bool = True, lodger: str | None = None
) -> list[Assessment]:
    """Assess many declarations at once (risk rows of whole declarations, any order); give them in order of number.

    Lanes are given per office and day within each office's budget. Reasons by TreeSHAP for red only. lodger: the
    organisation that lodges them all; None: the actor's.
    """
    lodging_one = lodger or uow.by.organisation
    whole = rows.select([pl.col(name).cast(kind) for name, kind in FACTS.items()]).sort("declaration", "item")
    if not whole.height:
        return []
    with store.on_behalf_of_platform(uow):
        day = whole["on"].max()
        sent = _senders(rows)
        named = [name for name in ("direction", "importer", "seller", "departure", *SENDER) if name in rows.columns]
        heads = rows.select(named).unique().to_dicts()
        memory, trusts = _remembered(uow, heads, day, lodger=lodging_one)  # type: ignore[arg-type]
        matrix = Coded(memory.profiles, memory.peers, day=day).matrix(whole)  # type: ignore[arg-type]
        said = memory.judge.judge(matrix)
        dicts = whole.to_dicts()
        for each in dicts if sent else ():
            each.update(sent.get(each["declaration"], {}))
        if hits is None:
            hits = rule_hits(uow, dicts, matrix=matrix)
        spans = _spans(whole["declaration"])
        points = indicators.points(matrix)
        candidates = [
            _candidate(dicts[span.start]["declaration"], dicts[span], said, span, float(points[span].max()),
                       hits.get(dicts[span.start]["declaration"], ()), trusts.of(dicts[span.start]))
            for span in spans
        ]  # fmt: skip
        given = _lanes_of(dicts, spans, candidates, memory.plans)
        why = _many_reasons(dicts, spans, matrix, memory.judge, hits, given, trusts, explain=explain)
        done = [
            _assessment(uow, dicts[span], lane, candidate, said, span, matrix[span], memory.judge_name, told,
                        hits.get(candidate.declaration, ()))
            for span, lane, candidate, told in zip(spans, given, candidates, why, strict=True)
        ]  # fmt: skip
        store.assessments.keep(uow, done)
        _keep_many(uow, whole, dicts)
    for one in done:
        _tell(uow, one)
    uow.note("risk.assessed.many", f"{len(done)} declarations", judge=memory.judge_name)
    return done


@dataclass(frozen=True, slots=True)
class Trusts:
    """Whose trust lodgings may claim: importers by their code, partners' operators by theirs and the country they send from."""

    importers: Mapping[str, float] = field(default_factory=dict)
    consignors: Mapping[tuple[Consignor, str], TrustedConsignor] = field(default_factory=dict)

    def of(self, head: Row) -> float:
        """Give what share of the model's selections is spared: the greater of the importer's and the consignor's."""
        return max(self.importers.get(head["importer"], 0.0), self._of_consignor(head))

    def reason(self, head: Row) -> Reason:
        """Say on whose account it is spared, where it is."""
        own = self.importers.get(head["importer"], 0.0)
        return reasons.SPARED_CONSIGNOR if self._of_consignor(head) > own else reasons.SPARED

    def _of_consignor(self, head: Row) -> float:
        if head["direction"] != _IMPORT or not head["seller"]:
            return 0.0
        found = self.consignors.get((_sender(head), head["departure"]))
        return found.spared if found else 0.0


def _sender(head: Row) -> Consignor:
    """Give who sends the goods as the declaration itself says: anybody can write a number, so the name beside it counts."""
    return Consignor(str(head["seller"]), head.get("seller_name") or "", head.get("seller_address") or "")


def _remembered(uow: UnitOfWork, heads: Sequence[Row], day: date, *, lodger: str) -> tuple[Memory, Trusts]:
    """Give the memory, and whose trust the lodger may claim for these declarations; all asked in one round trip."""
    today, codes = day_of(uow.at), {str(each["importer"]) for each in heads if each["importer"]}
    sellers = {_sender(each) for each in heads if each["direction"] == _IMPORT and each["seller"]}
    asked = [traders.owners_asked(codes, on=today)]
    if sellers:
        asked.append(recognition.consignors_asked({each.code for each in sellers}, on=today))
    memory, (owned, *sent) = remember_with(uow, asked, on=day)
    importers: dict[str, float] = {}
    if memory.trust.operators:
        found = aeo.lenient(uow, memory.trust, traders.owners(owned), codes=codes, lodger=lodger)
        importers = {code: one.spared for code, one in found.items()}
    if not any(sent):
        return memory, Trusts(importers)
    known = recognition.trusted_consignors(sent[0], sellers, read_settings(), on=today)
    return memory, Trusts(importers, {(who, one.administration): one for who, one in known})


def _tell(uow: UnitOfWork, one: Assessment) -> None:
    """Record the lanes that ask for work."""
    if one.lane in (Lane.RED, Lane.YELLOW):
        uow.record(LaneAssigned(declaration=one.declaration, lane=one.lane.value, office=one.office))


def _senders(rows: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Give, by declaration, the name and address of who sends the goods, where rows have them: they are kept in no history."""
    if not set(SENDER) <= set(rows.columns):
        return {}
    named = rows.select("declaration", *SENDER).filter(pl.col("seller_name").is_not_null())
    named = named.unique("declaration", keep="first", maintain_order=True)
    return {each.pop("declaration"): each for each in named.to_dicts()}


def _spans(declarations: pl.Series) -> list[slice]:
    """Give the rows of each declaration in a sorted column."""
    lengths = [sum(1 for _ in group) for _, group in groupby(declarations.to_list())]
    ends = np.cumsum(lengths).tolist()
    return [slice(end - length, end) for end, length in zip(ends, lengths, strict=True)]


def _candidate(
    number: str, rows: Sequence[Row], said: Judgement, span: slice, points: float, hits: Sequence[RuleHit],
    spared: float = 0.0,
) -> Candidate:  # fmt: skip
    """Put a declaration's items together: the worst probability, the summed value, the worst rule's lane."""
    indicated = indicators.lane_for(points)
    asked = [hit.lane for hit in hits] + ([indicated] if indicated else [])
    mass, packages = (sum(row[name] or 0 for row in rows) for name in ("net_mass_kg", "packages"))
    return Candidate(
        declaration=number,
        probability=float(said.probability[span].max()),
        value=float((said.probability[span] * said.revenue[span]).sum()),
        hours=lanes.hours_of(mass, packages, len(rows)),
        new=bool(said.new_goods[span].any() or said.new_party[span].any()),
        rule_lane=lanes.worst(asked),
        spared=spared,
    )


def _lanes_of(
    rows: Sequence[Row], spans: Sequence[slice], candidates: Sequence[Candidate], plans: Mapping[str, lanes.Plan]
) -> list[Assignment]:
    """Give lanes per office and day."""
    groups: dict[tuple[str, date], list[int]] = {}
    for place, span in enumerate(spans):
        first = rows[span.start]
        groups.setdefault((first["office"], first["on"]), []).append(place)
    given: dict[int, Assignment] = {}
    for (office, day), places in sorted(groups.items()):
        assigned = lanes.assign([candidates[place] for place in places], lanes.plan_of(office, plans), secret_of(day))
        given.update(zip(places, assigned, strict=True))
    return [given[place] for place in range(len(spans))]


def _reasons(
    rows: Sequence[Row], matrix: Matrix, judge: Judge, hits: Sequence[RuleHit], given: Assignment,
    *, spared: Reason,
) -> tuple[Reason, ...]:  # fmt: skip
    told = [Reason(f"rule:{hit.rule}", hit.says, 1.0, hit.item) for hit in hits]
    if given.chosen_by == "random":
        told.append(reasons.RANDOM_SAMPLE)
    elif given.chosen_by == "exploration":
        told.append(reasons.EXPLORATION)
    elif given.chosen_by == "spared":
        told.append(spared)
    if given.lane in (Lane.RED, Lane.YELLOW):
        for said in reasons.explain(rows, matrix, judge, [()] * len(rows)):
            told.extend(said)
    else:
        for row, features in zip(rows, matrix, strict=True):
            told.extend(indicators.reasons_of(row, features))
    return tuple({(reason.code, reason.item): reason for reason in told}.values())


def _many_reasons(
    rows: Sequence[Row], spans: Sequence[slice], matrix: Matrix, judge: Judge, hits: Hits, given: Sequence[Assignment],
    trusts: Trusts, *, explain: bool,
) -> list[tuple[Reason, ...]]:  # fmt: skip
    red = [place for place, one in enumerate(given) if one.lane is Lane.RED and explain]
    chosen = [row for place in red for row in range(spans[place].start, spans[place].stop)]
    told = reasons.explain([rows[row] for row in chosen], matrix[chosen], judge, [()] * len(chosen))
    by_row = dict(zip(chosen, told, strict=True))
    spoken = indicators.points(matrix) > 0
    found: list[tuple[Reason, ...]] = []
    for span, one in zip(spans, given, strict=True):
        mine = [Reason(f"rule:{hit.rule}", hit.says, 1.0, hit.item) for hit in hits.get(one.declaration, ())]
        if one.chosen_by == "random":
            mine.append(reasons.RANDOM_SAMPLE)
        elif one.chosen_by == "exploration":
            mine.append(reasons.EXPLORATION)
        elif one.chosen_by == "spared":
            mine.append(trusts.reason(rows[span.start]))
        for row in range(span.start, span.stop):
            if row in by_row:
                mine.extend(by_row[row])
            elif spoken[row]:
                mine.extend(indicators.reasons_of(rows[row], matrix[row]))
        found.append(tuple(mine))
    return found


def _assessment(
    uow: UnitOfWork, rows: Sequence[Row], given: Assignment, candidate: Candidate, said: Judgement, span: slice,
    matrix: Matrix, judge: str, why: Sequence[Reason], hits: Sequence[RuleHit],
) -> Assessment:  # fmt: skip
    first = rows[0]
    return Assessment(
        declaration=candidate.declaration,
        at=uow.at,
        on=first["on"],
        office=first["office"],
        lane=given.lane,
        chosen_by=given.chosen_by,
        propensity=given.propensity,
        sampled=given.sampled,
        probability=candidate.probability,
        challenger=float(said.challenger[span].max()),
        revenue=candidate.value / max(candidate.probability, 1e-12),
        value=candidate.value,
        hours=candidate.hours,
        new_goods=bool(said.new_goods[span].any()),
        new_party=bool(said.new_party[span].any()),
        judge=judge,
        features=np.ascontiguousarray(matrix, dtype=np.float32).tobytes(),
        reasons=tuple(why),
        rules=tuple(hit.rule for hit in hits),
        importer=first["importer"],
        hs_code=first["hs_code"],
        origin=first["origin"],
        spared=candidate.spared,
    )


def _keep(uow: UnitOfWork, rows: Sequence[Row]) -> None:
    frame = pl.DataFrame([{name: row[name] for name in FACTS} for row in rows], schema=dict(FACTS))
    _keep_many(uow, frame, rows)


def _keep_many(uow: UnitOfWork, frame: pl.DataFrame, rows: Sequence[Row]) -> None:
    """Keep the rows as history and count those not seen before as lodged."""
    new = store.profiles.keep_items(uow, frame)
    lodged = [row for row in rows if (row["declaration"], row["item"]) in new]
    store.profiles.append(uow, _lodgings(lodged))


def _lodgings(rows: Sequence[Row]) -> list[store.profiles.Change]:
    return [store.profiles.Change(texts_of(row), lodging(row["on"])) for row in rows]

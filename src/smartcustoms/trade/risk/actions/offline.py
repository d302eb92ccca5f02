"""Rank a file against a labelled history without a database: what `smartcustoms assess` does."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.trade.risk import indicators, lanes, reasons, training
from smartcustoms.trade.risk.actions.assessing import secret_of
from smartcustoms.trade.risk.coded import Coded
from smartcustoms.trade.risk.judge import Judge
from smartcustoms.trade.risk.lanes import Candidate, Plan
from smartcustoms.trade.risk.model import FACTS, LABELS, Lane, Reason
from smartcustoms.trade.risk.peers import PeerTable, month_of, peer_table
from smartcustoms.trade.risk.profiles import Profiles, state_of
from smartcustoms.trade.risk.training import Card

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked file: `rows` = declaration, item, score, lane, chosen_by, new_goods, in the file's order; reasons of
    each row (empty for lanes without work); the judge's card."""

    rows: pl.DataFrame
    reasons: list[list[Reason]]
    card: Card


def rank(
    history: pl.DataFrame, file: pl.DataFrame, *, budget: float = 0.05, seed: int = 0, explain: bool = True
) -> Ranked:
    """Learn from a labelled history, then score every row of a file and give the budgeted share red.

    history: risk rows with labels; file: risk rows (label columns, if any, are dropped before anything is done).
    budget: share of the file's rows to examine. score: calibrated probability of a finding, ranks all rows, seen
    and novel goods together. The file is judged as of its first day, from the history before that day.
    """
    rows = file.select([pl.col(name).cast(kind) for name, kind in FACTS.items()])
    past = history.select([pl.col(name).cast(kind) for name, kind in {**FACTS, **LABELS}.items()])
    day = rows["on"].min()
    known = past.filter(pl.col("on") < day)
    learned = training.train(known, seed=seed)
    profiles = Profiles.from_state(state_of(known, before=day))  # type: ignore[arg-type]
    month = month_of(day)  # type: ignore[arg-type]
    matrix = Coded(profiles, PeerTable(peer_table(known, month=month), month=month), day=day).matrix(rows)  # type: ignore[arg-type]
    said = learned.judge.judge(matrix)
    asked = [indicators.lane_for(float(points)) for points in indicators.points(matrix)]
    numbers = (rows["declaration"] + "/" + rows["item"].cast(pl.String)).to_list()
    values = (said.probability * said.revenue).tolist()
    candidates = [
        Candidate(number, probability, value, 1.0, bool(new), lane)
        for number, probability, value, new, lane in zip(
            numbers, said.probability.tolist(), values, said.new_goods | said.new_party, asked, strict=True
        )
    ]
    given = lanes.assign(candidates, Plan(share=budget), secret_of(day))  # type: ignore[arg-type]
    red = [place for place, one in enumerate(given) if one.lane is Lane.RED]
    table = rows.select("declaration", "item").with_columns(
        score=pl.Series(said.probability),
        lane=pl.Series([one.lane.value for one in given]),
        chosen_by=pl.Series([one.chosen_by for one in given]),
        new_goods=pl.Series(said.new_goods),
    )
    told: list[list[Reason]] = [[] for _ in given]
    if explain and red:
        for place, why in zip(red, _explained(rows, matrix, learned.judge, red), strict=True):
            told[place] = _with_choice(given[place].chosen_by, why)
    return Ranked(table, told, learned.card)


def _explained(rows: pl.DataFrame, matrix: Matrix, judge: Judge, red: list[int]) -> list[list[Reason]]:
    chosen = rows[red].to_dicts()
    return reasons.explain(chosen, np.ascontiguousarray(matrix[red]), judge, [()] * len(chosen))


def _with_choice(chosen_by: str, why: list[Reason]) -> list[Reason]:
    match chosen_by:
        case "random":
            return [reasons.RANDOM_SAMPLE, *why]
        case "exploration":
            return [reasons.EXPLORATION, *why]
        case _:
            return why

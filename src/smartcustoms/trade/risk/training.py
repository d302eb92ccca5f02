"""Training: from a labelled history to a judge and its card, seeded, in the order of time, one function.

1. Features of the past as they stood (`history.py`). 2. Trial heads learn from the earlier part and are measured
and calibrated on the later part, which also decides whether histories of parties help on novel goods. 3. The same
settings learn from all of it. Nothing is chosen on anything but the history given.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import polars as pl

from smartcustoms.trade.risk import figures
from smartcustoms.trade.risk.calibration import Platt, brier, fit_platt, reliability
from smartcustoms.trade.risk.features import MEMO_NAMES, NAMES, PARTY_NAMES
from smartcustoms.trade.risk.heads import Constant, Head, fit_catboost, fit_lightgbm
from smartcustoms.trade.risk.history import Integers, Past, feature_matrix
from smartcustoms.trade.risk.judge import Expected, Judge, Scale, judge_of, unlearned
from smartcustoms.trade.risk.keys import GOODS_TUPLE
from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]
Rows = npt.NDArray[np.bool_]
Fit = Callable[[Matrix, Floats, Floats], Head]

LEAST_LABELS: Final = 300
"""Labelled rows under which nothing is learned; findings must be at least a tenth of it."""
MOST_ROWS: Final = 400_000
"""Rows of history learned from: the latest."""
LATER_SHARE: Final = 0.2
"""Share of the labelled rows that form the later part."""
SHUFFLES: Final = 4
"""Random orders of goods in which the novel scale sees the past."""
MOSTLY_NEW: Final = 0.9
"""Share of goods new on their day from which on the novel scale sees the past in the order of time: what changes
over time is then learned too. Measured on simulated trade, whose goods hardly ever come again to the gram."""
_KNOWN_GOODS: Final = NAMES.index(f"{GOODS_TUPLE.name}:known")

CATBOOST_FAMILIAR: Final = {
    "border_count": 64,
    "iterations": 200,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 5.0,
    "rsm": 0.3,
}
CATBOOST_NOVEL: Final = {
    "border_count": 64,
    "iterations": 300,
    "depth": 5,
    "learning_rate": 0.05,
    "l2_leaf_reg": 20.0,
    "rsm": 0.3,
}
CATBOOST_SHUFFLED: Final = {**CATBOOST_NOVEL, "l2_leaf_reg": 150.0}
"""Of the novel scale where its rows are the same goods in several orders, and so worth less than their number. Chosen on
declarations-kcs by folds of whole goods inside its train.csv."""
CATBOOST_REVENUE: Final = {
    "loss_function": "RMSE", "iterations": 150, "depth": 4, "learning_rate": 0.08, "l2_leaf_reg": 10.0, "rsm": 0.5,
}  # fmt: skip
LIGHTGBM_FAMILIAR: Final = {
    "max_bin": 63, "rounds": 200, "num_leaves": 31, "learning_rate": 0.07, "min_child_samples": 30, "bagging_fraction": 0.8,
    "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 5.0,
}  # fmt: skip
LIGHTGBM_NOVEL: Final = {
    "max_bin": 63, "rounds": 300, "num_leaves": 7, "learning_rate": 0.04, "min_child_samples": 50, "bagging_fraction": 0.8,
    "bagging_freq": 1, "feature_fraction": 0.25, "lambda_l2": 10.0,
}  # fmt: skip

LIMITS: Final = (
    "Learned from examined goods only: what was never examined is judged by likeness.",
    "Probabilities hold for goods like those of the training period; drift is watched apart.",
    "Goods, parties and routes are not people: no feature speaks of a person's traits.",
    "A probability is a reason to look, never a proof.",
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a judge was made of and how good it was on the later part of its history."""

    hash: str
    data_hash: str
    first_day: date | None
    last_day: date | None
    rows: int
    labelled: int
    findings: int
    seed: int
    party_histories_on_novel: bool
    settings: dict[str, dict[str, Any]]
    figures: dict[str, Any]
    limits: tuple[str, ...] = LIMITS


@dataclass(frozen=True, slots=True)
class Learned:
    """A judge and its card."""

    judge: Judge
    card: Card


@dataclass(frozen=True, slots=True)
class _Lessons:
    """A labelled past as arrays: features in time, features in shuffled orders (one row per goods), labels."""

    in_time: Matrix
    shuffled: Matrix
    shuffled_found: Floats
    found: Floats
    revenue: Floats


def train(history: pl.DataFrame, *, seed: int = 0, shadow: bool = True) -> Learned:
    """Learn a judge from risk rows with labels (model.FACTS, model.LABELS), in the order of time.

    Unlabelled rows count as lodged; labelled ones teach. With fewer labels than LEAST_LABELS the judge is
    `unlearned` at the base rate. Without `shadow` no challenger is fitted: the champion stands in for it, and
    decides as it would beside one. Deterministic for equal rows and seed.
    """
    past = history.sort("on", "declaration", "item", maintain_order=True).tail(MOST_ROWS)
    labelled = past["finding"].is_not_null().to_numpy()
    found = past["finding"].fill_null(0).to_numpy().astype(np.float64)
    if labelled.sum() < LEAST_LABELS or found[labelled].sum() < LEAST_LABELS / 10:
        rate = float((found[labelled].sum() + 0.5) / (labelled.sum() + 10.0))
        return Learned(unlearned(rate), _card(unlearned(rate), past, seed, with_parties=True, measured={}))
    in_time = feature_matrix(past)
    cut = int(labelled.sum() * (1 - LATER_SHARE))
    cut_day = past["on"].to_numpy()[labelled][cut]
    before = past["on"].to_numpy() < cut_day
    early = _lessons_of(past.filter(pl.Series(before)), in_time[before], seed)
    later = labelled & ~before
    trial, with_parties, measured = _try(
        early, in_time[later], found[later], past["revenue"].to_numpy()[later], seed, shadow=shadow
    )
    whole = _lessons_of(past, in_time, seed)
    judge = _fit(whole, seed, trial, with_parties=with_parties, shadow=shadow)
    return Learned(judge, _card(judge, past, seed, with_parties=with_parties, measured=measured))


def _lessons_of(past: pl.DataFrame, in_time: Matrix, seed: int) -> _Lessons:
    labelled = past["finding"].is_not_null().to_numpy()
    found = past["finding"].fill_null(0).to_numpy().astype(np.float64)
    warm = labelled & _after_start(labelled)
    revenue = past["revenue"].fill_null(0.0).to_numpy()[warm]
    if _mostly_new(in_time[warm]):
        told_once = in_time[warm]
        return _Lessons(told_once, told_once, found[warm], found[warm], revenue)
    told = Past(past)
    goods = told.goods
    parts, answers = [], []
    for turn in range(SHUFFLES):
        order = told.shuffled_order(seed=seed * SHUFFLES + turn)
        chosen = _one_of_each(goods, labelled, seed=seed + turn)
        parts.append(told.shuffled(in_time, order)[chosen])
        answers.append(found[chosen])
    return _Lessons(in_time[warm], np.concatenate(parts), np.concatenate(answers), found[warm], revenue)


def _mostly_new(in_time: Matrix) -> bool:
    """Tell whether nearly all goods were new on their day, so that they need not be shown as if they were."""
    return bool((in_time[:, _KNOWN_GOODS] == 0).mean() >= MOSTLY_NEW)


def _after_start(labelled: Rows) -> Rows:
    """Leave out the first twentieth of the labels: histories were still empty then."""
    return np.asarray(np.cumsum(labelled) > 0.05 * labelled.sum(), dtype=np.bool_)


def _one_of_each(goods: Integers, labelled: Rows, *, seed: int) -> Integers:
    """Choose one labelled row of each goods tuple at random: a tuple counts once, however often it came."""
    rows = np.flatnonzero(labelled)
    rows = np.random.default_rng(seed).permutation(rows)
    _, first = np.unique(goods[rows], return_index=True)
    return np.sort(rows[first])


def _blinded(matrix: Matrix, *, with_parties: bool) -> Matrix:
    """Give the features for the novel scale: columns it must not see are all zero, so no tree asks about them."""
    hidden = MEMO_NAMES if with_parties else MEMO_NAMES | PARTY_NAMES
    blinded = np.array(matrix, copy=True, order="F")
    blinded[:, [place for place, name in enumerate(NAMES) if name in hidden]] = 0.0
    return blinded


def _try(
    early: _Lessons, later: Matrix, found: Floats, revenue: Floats, seed: int, *, shadow: bool
) -> tuple[dict[str, Any], bool, dict[str, Any]]:
    """Fit trial heads on the early part; give calibrations, whether parties help, and figures of the later part."""
    new = later[:, _KNOWN_GOODS] == 0
    heads = {with_parties: _lightgbm_novel(early, seed, with_parties=with_parties) for with_parties in (True, False)}
    raws = {with_parties: head.raw(later[new]) for with_parties, head in heads.items()}
    with_parties = new.sum() < 100 or figures.auc(found[new], raws[True]) >= figures.auc(found[new], raws[False])
    tried = _four_heads(early, seed, heads[with_parties], with_parties=with_parties, shadow=shadow)
    calibrations = {
        name: fit_platt(head.raw(later[new if "novel" in name else ~new]), found[new if "novel" in name else ~new])
        for name, head in tried.items()
    }
    scales = {name: Scale(head, calibrations[name]) for name, head in tried.items()}
    judge = judge_of(scales, _revenue_head(early, seed))
    return calibrations, with_parties, _measured(judge, later, found, np.nan_to_num(revenue), new)


def _fit(past: _Lessons, seed: int, calibrations: dict[str, Platt], *, with_parties: bool, shadow: bool) -> Judge:
    challenger = _lightgbm_novel(past, seed, with_parties=with_parties) if shadow else None
    heads = _four_heads(past, seed, challenger, with_parties=with_parties, shadow=shadow)
    scales = {name: Scale(head, calibrations[name]) for name, head in heads.items()}
    return judge_of(scales, _revenue_head(past, seed))


def _four_heads(
    past: _Lessons, seed: int, challenger_novel: Head | None, *, with_parties: bool, shadow: bool
) -> dict[str, Head]:
    """Fit champion and challenger on both scales; without `shadow` the champion's heads stand in for the challenger's."""
    ones = np.ones(len(past.found))
    familiar = fit_catboost(past.in_time, past.found, ones, seed=seed, **CATBOOST_FAMILIAR)
    novel = _catboost_novel(past, seed, with_parties=with_parties)
    challenger = fit_lightgbm(past.in_time, past.found, ones, seed=seed, **LIGHTGBM_FAMILIAR) if shadow else familiar
    return {
        "familiar": familiar,
        "novel": novel,
        "challenger_familiar": challenger,
        "challenger_novel": challenger_novel if shadow and challenger_novel is not None else novel,
    }


def _catboost_novel(past: _Lessons, seed: int, *, with_parties: bool) -> Head:
    matrix = _blinded(past.shuffled, with_parties=with_parties)
    settings = CATBOOST_NOVEL if past.shuffled is past.in_time else CATBOOST_SHUFFLED
    return fit_catboost(matrix, past.shuffled_found, np.ones(len(matrix)), seed=seed, **settings)


def _lightgbm_novel(past: _Lessons, seed: int, *, with_parties: bool) -> Head:
    matrix = _blinded(past.shuffled, with_parties=with_parties)
    return fit_lightgbm(matrix, past.shuffled_found, np.ones(len(matrix)), seed=seed, **LIGHTGBM_NOVEL)


def _revenue_head(past: _Lessons, seed: int) -> Expected:
    """Fit what a finding brings: on the logarithm of revenue per declared value, with the factor that makes the sum
    right again. Relative to value, since dear goods would else decide alone what is learned of all."""
    value = np.exp(past.in_time[:, NAMES.index("log_value")].astype(np.float64))
    rows = (past.found > 0) & (past.revenue > 0)
    if not rows.any():
        return Expected(Constant(float(np.log(2.0))), 1.0, per_value=False)
    share = float(rows.sum() / max(1.0, past.found.sum()))
    if rows.sum() < 100:
        return Expected(Constant(float(np.log(past.revenue[rows].sum() / value[rows].sum()))), share, per_value=True)
    target = np.log(past.revenue[rows] / value[rows])
    head = fit_catboost(past.in_time[rows], target, np.ones(len(target)), seed=seed, **CATBOOST_REVENUE)
    said = np.exp(np.minimum(head.raw(past.in_time[rows]), 30.0)) * value[rows]
    return Expected(head, share * float(past.revenue[rows].sum() / max(said.sum(), 1e-9)), per_value=True)


def _measured(judge: Judge, later: Matrix, found: Floats, revenue: Floats, new: Rows) -> dict[str, Any]:
    """Measure champion and challenger on the later part: all, seen and novel goods apart."""
    said = judge.judge(later)
    measured: dict[str, Any] = {}
    for name, rows in (("all", np.ones(len(new), bool)), ("seen", ~new), ("novel", new)):
        if rows.sum() < 50 or found[rows].sum() < 5:
            continue
        measured[name] = {
            "rows": int(rows.sum()),
            "base_rate": float(found[rows].mean()),
            "champion": figures.view(found[rows], said.probability[rows]),
            "challenger": figures.view(found[rows], said.challenger[rows]),
            "brier": brier(said.probability[rows], found[rows]),
            "reliability": reliability(said.probability[rows], found[rows]),
            "revenue@10%": figures.revenue_at(revenue[rows], said.value[rows], 0.1),
        }
    return measured


def _card(judge: Judge, past: pl.DataFrame, seed: int, *, with_parties: bool, measured: dict[str, Any]) -> Card:
    days = past["on"]
    return Card(
        hash=judge.hash,
        data_hash=sha256(past.write_csv().encode()).hexdigest(),
        first_day=days.min() if past.height else None,  # type: ignore[arg-type]
        last_day=days.max() if past.height else None,  # type: ignore[arg-type]
        rows=past.height,
        labelled=int(past["finding"].is_not_null().sum()),
        findings=int(past["finding"].fill_null(0).sum()),
        seed=seed,
        party_histories_on_novel=with_parties,
        settings={
            "catboost_familiar": CATBOOST_FAMILIAR,
            "catboost_novel": CATBOOST_NOVEL,
            "catboost_shuffled": CATBOOST_SHUFFLED,
            "catboost_revenue": CATBOOST_REVENUE,
            "lightgbm_familiar": LIGHTGBM_FAMILIAR,
            "lightgbm_novel": LIGHTGBM_NOVEL,
        },
        figures=measured,
    )


def card_document(card: Card) -> dict[str, Any]:
    """Give a card as plain JSON values."""
    document = asdict(card)
    document["first_day"] = card.first_day.isoformat() if card.first_day else None
    document["last_day"] = card.last_day.isoformat() if card.last_day else None
    return document

"""The judge: what was learned, ready to say of any goods item how probable a finding is and what it would bring.

Two scales: goods whose tuple was examined before are judged by the head that may remember it, goods never seen by
the head that learned only from goods as if they were new. Each has its own calibration, so their probabilities
mean the same and rank together.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from smartcustoms.trade.risk.calibration import Platt
from smartcustoms.trade.risk.features import NAMES
from smartcustoms.trade.risk.forest import Forest, Pair, stump
from smartcustoms.trade.risk.heads import CatBoostHead, Constant, Head, read_head
from smartcustoms.trade.risk.keys import GOODS_TUPLE, PARTIES
from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]

_KNOWN_GOODS: Final = NAMES.index(f"{GOODS_TUPLE.name}:known")
_LOG_VALUE: Final = NAMES.index("log_value")
_NEW_PARTIES: Final = [NAMES.index(f"{party}_is_new") for party in PARTIES]
_ONE_BY_ONE: Final = 4
"""Rows up to which judging one by one is quicker than together."""


class Judgement(NamedTuple):
    """What the judge says of rows (arrays) or of one row (numbers).

    probability: of a finding, by the champion; challenger: the same by the challenger; revenue: expected if there
    is a finding; new_goods: the goods tuple was never examined; new_party: a party was never seen.
    """

    probability: Any
    challenger: Any
    revenue: Any
    new_goods: Any
    new_party: Any

    @property
    def value(self) -> Any:
        """Expected revenue of an examination: probability x revenue if there is a finding."""
        return self.probability * self.revenue


@dataclass(frozen=True)
class Scale:
    """One head with its calibration."""

    head: Head
    calibration: Platt

    def probability(self, matrix: Matrix) -> Floats:
        """Give the calibrated probability of each row."""
        return np.asarray(self.calibration(self.head.raw(matrix)), np.float64)


@dataclass(frozen=True)
class Judge:
    """Champion and challenger, each with a scale for familiar and one for novel goods, and the revenue head.

    `revenue_factor` makes the mean of the revenue head right after its logarithm (Duan's smearing); revenue is 1
    for all where the past knew no revenue, so that value ranks as probability does. `per_value`: the revenue head
    says the logarithm of revenue per unit of declared value; a judge saved before that says it of revenue plus one.
    """

    familiar: Scale
    novel: Scale
    challenger_familiar: Scale
    challenger_novel: Scale
    revenue: Head
    revenue_factor: float
    per_value: bool = False
    names: tuple[str, ...] = NAMES

    def judge(self, matrix: Matrix, *, challenge: bool = True) -> Judgement:
        """Judge every row of a feature matrix; the challenger too unless told not to."""
        new_goods = matrix[:, _KNOWN_GOODS] == 0
        challenger = (
            self._two_scales(matrix, new_goods, self.challenger_familiar, self.challenger_novel)
            if challenge
            else np.full(len(matrix), np.nan)
        )
        if self._pairs and len(matrix) <= _ONE_BY_ONE:
            ones = [self.judge_one(row) for row in matrix]
            champion, revenue = np.array([[one.probability, one.revenue] for one in ones]).reshape(-1, 2).T
        else:
            champion = self.champion(matrix)
            revenue = self._expected(self.revenue.raw(matrix), matrix[:, _LOG_VALUE])
        return Judgement(champion, challenger, revenue, new_goods, matrix[:, _NEW_PARTIES].max(axis=1) > 0)

    def champion(self, matrix: Matrix) -> Floats:
        """Give the champion's probability of each row, on the row's own scale."""
        return self._two_scales(matrix, matrix[:, _KNOWN_GOODS] == 0, self.familiar, self.novel)

    @staticmethod
    def _two_scales(matrix: Matrix, new_goods: npt.NDArray[np.bool_], familiar: Scale, novel: Scale) -> Floats:
        if not new_goods.any():
            return familiar.probability(matrix)
        if new_goods.all():
            return novel.probability(matrix)
        probability = np.empty(len(matrix))
        for scale, rows in ((familiar, np.flatnonzero(~new_goods)), (novel, np.flatnonzero(new_goods))):
            # Taken column by column: the copy costs a tenth of what judging a row on both scales would.
            probability[rows] = scale.probability(matrix.T.take(rows, axis=1).T)
        return probability

    def judge_one(self, row: Matrix) -> Judgement:
        """Judge one row of features by the champion alone, in microseconds: the same numbers as in a batch."""
        new_goods = row.item(_KNOWN_GOODS) == 0
        new_party = any(row.item(party) > 0 for party in _NEW_PARTIES)
        scale = self.novel if new_goods else self.familiar
        if self._pairs:
            raw, revenue = self._pairs[new_goods].raw_of(row)
        else:
            raw, revenue = float(scale.head.raw(row[None, :])[0]), float(self.revenue.raw(row[None, :])[0])
        expected = self._expected(revenue, row.item(_LOG_VALUE))
        return Judgement(scale.calibration.of_one(raw), float("nan"), float(expected), new_goods, new_party)

    def _expected(self, raw: Any, log_value: Any) -> Any:
        """Give the revenue that the head's raw score means, for rows or for one: never more than e^30 before the factor."""
        if self.per_value:
            return np.exp(np.minimum(raw + log_value, 30.0)) * self.revenue_factor
        return np.expm1(np.clip(raw, 0.0, 30.0)) * self.revenue_factor

    @cached_property
    def _pairs(self) -> tuple[Pair, Pair] | None:
        """Give the champion's scale with the revenue head as one forest, for familiar and for novel goods."""
        forests = [_forest_of(head) for head in (self.familiar.head, self.novel.head, self.revenue)]
        if any(forest is None or not forest.is_exact for forest in forests):
            return None
        familiar, novel, revenue = (forest for forest in forests if forest is not None)
        return Pair(familiar, revenue), Pair(novel, revenue)

    def contributions(self, matrix: Matrix) -> Floats:
        """Give each column's part in each row's log-odds, by the head that judged the row."""
        new_goods = matrix[:, _KNOWN_GOODS] == 0
        return np.where(
            new_goods[:, None], self.novel.head.contributions(matrix), self.familiar.head.contributions(matrix)
        )

    @cached_property
    def saved(self) -> bytes:
        """Give the judge as bytes; `read_judge` makes it again, to the same numbers."""
        scales = {name: getattr(self, name) for name in _SCALES}
        document = {
            "names": self.names,
            "revenue_factor": self.revenue_factor,
            **({"per_value": True} if self.per_value else {}),
            "revenue": b64encode(self.revenue.saved()).decode(),
            **{
                name: {
                    "head": b64encode(scale.head.saved()).decode(),
                    "slope": scale.calibration.slope,
                    "shift": scale.calibration.shift,
                }
                for name, scale in scales.items()
            },
        }
        return json.dumps(document, sort_keys=True).encode()

    @cached_property
    def hash(self) -> str:
        """Give the SHA-256 of the saved bytes: the judge's name in the registry."""
        return sha256(self.saved).hexdigest()


_SCALES: Final = ("familiar", "novel", "challenger_familiar", "challenger_novel")


class OtherFeatures(ValueError):
    """The saved judge was trained on other columns than this version computes."""


def read_judge(content: bytes) -> Judge:
    """Make a judge from its saved bytes; OtherFeatures if it asks for other columns than `features.NAMES`."""
    document: Mapping[str, Any] = json.loads(content)
    if tuple(document["names"]) != NAMES:
        missing = sorted(set(document["names"]) ^ set(NAMES))[:5]
        raise OtherFeatures(f"this judge was trained on other features (first differences: {missing}); train anew")
    scales = {
        name: Scale(read_head(b64decode(entry["head"])), Platt(entry["slope"], entry["shift"]))
        for name, entry in ((name, document[name]) for name in _SCALES)
    }
    expected = Expected(
        read_head(b64decode(document["revenue"])),
        document["revenue_factor"],
        per_value=document.get("per_value", False),
    )
    return judge_of(scales, expected)


class Expected(NamedTuple):
    """The revenue head, its factor, and whether it speaks of revenue per declared value (see `Judge`)."""

    head: Head
    factor: float
    per_value: bool


def judge_of(scales: Mapping[str, Scale], expected: Expected) -> Judge:
    """Put a judge together from its four scales by name (familiar, novel, and the challenger's two)."""
    familiar, novel, challenger_familiar, challenger_novel = (scales[name] for name in _SCALES)
    return Judge(familiar, novel, challenger_familiar, challenger_novel, *expected)


def unlearned(rate: float = 0.05) -> Judge:
    """Give the judge that has learned nothing: every item has the base rate, on every scale."""
    log_odds = float(np.log(rate / (1 - rate)))
    scale = Scale(Constant(log_odds), Platt())
    return Judge(scale, scale, scale, scale, Constant(float(np.log(2.0))), 1.0)


def _forest_of(head: Head) -> Forest | None:
    """Give a head as a forest; None where it has no such form."""
    match head:
        case CatBoostHead(forest=forest):
            return forest
        case Constant(value=value):
            return stump(value)
        case _:
            return None

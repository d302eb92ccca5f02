"""Reasons in sentences: rules hit, general indicators, and what weighed most in the judge's score (TreeSHAP)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.trade.risk import indicators
from smartcustoms.trade.risk.features import CASE_NAMES, HISTORY_COLUMNS, NAMES
from smartcustoms.trade.risk.judge import Judge
from smartcustoms.trade.risk.keys import KEY, Key
from smartcustoms.trade.risk.model import Lane, Reason
from smartcustoms.trade.risk.tallies import Floats

Matrix = npt.NDArray[np.float32]

MOST: Final = 4
"""Contributions told at most."""

_PART_WORDS: Final = {
    "hs6": sentence("HS code"), "hs4": sentence("HS heading"), "hs2": sentence("HS chapter"),
    "departure": sentence("country of departure"), "origin": sentence("country of origin"),
    "destination": sentence("country of destination"), "route": sentence("route"), "office": sentence("office"),
    "procedure": sentence("procedure"), "type": sentence("type of import"), "use": sentence("use of import"),
    "payment": sentence("way of payment"), "transport": sentence("mode of transport"),
    "importer": sentence("importer"), "declarant": sentence("declarant"), "seller": sentence("seller"),
    "courier": sentence("courier"), "tax_type": sentence("tax type"), "tax_rate": sentence("tax rate"),
    "origin_marking": sentence("origin marking"), "mass": sentence("net mass"), "unit_price": sentence("unit price"),
}  # fmt: skip

_CASE_WORDS: Final = {
    "price": sentence("The price per kg differs from its peers."),
    "mass": sentence("The net mass is unusual for these goods or looks estimated."),
    "log": sentence("The declared value or mass is of a size that drew findings before."),
    "tax": sentence("The tax rate is one at which findings were made before."),
    "rarity": sentence("Goods, origin, route or destination are rare together."),
    "detour": sentence("The route is longer than the straight way."),
    "demand": sentence("The destination is a demand country for smuggled goods."),
    "elsewhere": sentence("The goods depart from another country than their origin."),
    "peers": sentence("Few goods of this kind are known."),
    "value": sentence("The value per package is of a size that drew findings before."),
}


def _thing(key: Key) -> Sentence:
    words = [_PART_WORDS[part] for part in key.parts]
    if not words:
        return sentence("all goods")
    told = words[0]
    for word in words[1:]:
        told = sentence("{one}, {other}", one=told, other=word)
    return told


def _history_reason(key: Key, features: Matrix, weight: float, item: int) -> Reason:
    """Say what is known of a key: its smoothed rate of findings and how many were examined."""
    rate = _value(features, f"{key.name}:rate")
    known = _value(features, f"{key.name}:known")
    if known is None:
        says = sentence("The history of {thing} speaks for a finding.", thing=_thing(key))
    elif known < 1:
        says = sentence("Nothing is known yet of this {thing}.", thing=_thing(key))
    else:
        says = sentence(
            "Of {known} examined goods with the same {thing}, about {rate} % had a finding.",
            known=int(known),
            thing=_thing(key),
            rate=round(100 * (rate or 0.0)),
        )
    return Reason(f"history:{key.name}", says, weight, item)


def _value(features: Matrix, name: str) -> float | None:
    return float(features[NAMES.index(name)]) if name in NAMES else None


def contributions_told(features: Matrix, parts: Floats, *, item: int = 1) -> list[Reason]:
    """Give the largest contributions towards risk as reasons: columns of one key, or of one kind, count together."""
    groups: dict[str, float] = {}
    for (key, _), part in zip(HISTORY_COLUMNS, parts, strict=False):
        groups[f"key {key.name}"] = groups.get(f"key {key.name}", 0.0) + float(part)
    for name, part in zip(CASE_NAMES, parts[len(HISTORY_COLUMNS) :], strict=True):
        kind = f"case {name.split('_')[0]}"
        groups[kind] = groups.get(kind, 0.0) + float(part)
    told = []
    for name, weight in sorted(groups.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]:
        kind, _, what = name.partition(" ")
        if weight <= 0.02:
            continue
        if kind == "key":
            told.append(_history_reason(KEY[what], features, weight, item))
        elif what in _CASE_WORDS:
            told.append(Reason(f"case:{what}", _CASE_WORDS[what], weight, item))
        else:
            new = sentence("The {party} has never lodged before.", party=_PART_WORDS[what])
            told.append(Reason(f"case:{what}", new, weight, item))
    return told


def explain(
    rows: Sequence[Mapping[str, Any]], matrix: Matrix, judge: Judge, rules: Sequence[Sequence[Reason]]
) -> list[list[Reason]]:
    """Give the reasons of each row: rules hit, indicators, contributions (for the selected few: TreeSHAP is slow)."""
    if not rows:
        return []
    parts = judge.contributions(matrix)
    return [
        [*hit, *indicators.reasons_of(row, features), *contributions_told(features, part, item=row.get("item") or 1)]
        for row, features, part, hit in zip(rows, matrix, parts, rules, strict=True)
    ]


RANDOM_SAMPLE: Final = Reason("random-sample", sentence("Drawn at random, so that hit rates can be compared."), 0.0)
EXPLORATION: Final = Reason("exploration", sentence("Chosen to learn: goods of this kind are little known."), 0.0)
SPARED: Final = Reason(
    "trusted-operator", sentence("Not examined: an authorised operator's share is spared by lot."), 0.0
)
SPARED_CONSIGNOR: Final = Reason(
    "trusted-consignor",
    sentence(
        "Not examined: the consignor is a partner administration's authorised operator, whose share is spared by lot."
    ),
    0.0,
)


def for_trader(lane: Lane, reasons: Sequence[Reason]) -> list[tuple[Sentence, Sentence | None]]:
    """Give what the law lets the trader know: the control, and what he can mend himself: (sentence, mend)."""
    told: list[tuple[Sentence, Sentence | None]] = []
    match lane:
        case Lane.RED:
            control = sentence("The goods will be examined.")
            mend = sentence("Keep the goods at the place declared and the papers ready; customs will tell the time.")
            told.append((control, mend))
        case Lane.YELLOW:
            control = sentence("The documents will be checked.")
            told.append((control, sentence("Send invoice, transport document and permits if you have not yet.")))
        case Lane.BLUE:
            told.append((sentence("The goods are released; the declaration may be audited later."), None))
        case Lane.GREEN:
            told.append((sentence("The goods are released."), None))
    told.extend((reason.for_trader, reason.mend) for reason in reasons if reason.for_trader is not None)
    return list({str(says): (says, mend) for says, mend in told}.values())

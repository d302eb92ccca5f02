"""Turns simulated rows into what an administration sees: the risk row (columns FACTS), nothing of the truth."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from smartcustoms.trade.risk.model import FACTS
from smartcustoms.trade.simulation.goods import lines
from smartcustoms.trade.simulation.lodging import DIRECTIONS, IMPORT, NO_VIA, Draft
from smartcustoms.trade.simulation.marginals import Floats, Ints, chapter_words, shares
from smartcustoms.trade.simulation.model import Settings
from smartcustoms.trade.simulation.parties import NOBODY, Parties

EPOCH = 719_163  # proleptic ordinal of 1970-01-01
VAGUE = np.array(["parts", "gift", "personal effects", "goods", "samples"])
NO_SELLER = 0.1  # share of rows that name no seller
STANDARD_TYPE = "11"


@dataclass(frozen=True, slots=True)
class Duty:
    """Tax type, rate (percent) and duty with sales tax, for declared and for true facts, of each row."""

    tax_type: np.ndarray
    rate: Floats
    due: Floats  # short-paid, with the fine; what a perfect examination recovers


def assess(draft: Draft, parties: Parties, settings: Settings) -> Duty:
    """Assess what is declared and what would be due on the truth; the difference is the revenue at stake."""
    goods = lines()
    kind = parties.kind[draft.who, draft.slot]
    base = goods.rates[draft.said_line, kind]
    preferred = np.minimum(goods.preference[draft.said_line], base)
    rate = np.where(draft.claims, preferred, base)
    kinds = goods.kinds[draft.said_line, kind]
    tax_type = np.where(draft.claims, goods.agreements[draft.said_origin], kinds)
    false_origin = draft.claims & (draft.said_origin != draft.origin)
    true_base = goods.rates[draft.line, kind]
    true_preferred = np.minimum(goods.preference[draft.line], true_base)
    true_rate = np.where(draft.claims & ~false_origin, true_preferred, true_base)
    true_rate = np.where(draft.said_line != draft.line, np.maximum(true_rate, goods.rates[draft.line, 0]), true_rate)
    taxed = draft.direction == IMPORT
    charge = settings.sales_tax / 100
    declared = draft.said_value * (rate / 100 * (1 + charge) + charge)
    owed = draft.worth * (true_rate / 100 * (1 + charge) + charge)
    short = np.where(taxed & (draft.scheme != NOBODY), np.maximum(owed - declared, 0.0), 0.0)
    return Duty(
        tax_type=np.where(taxed, tax_type, "-"), rate=np.where(taxed, rate, 0.0), due=np.round(short + draft.fine, 2)
    )


def declare(
    rng: np.random.Generator, draft: Draft, parties: Parties, duty: Duty, settings: Settings, first: int
) -> pl.DataFrame:
    """Write the rows as declarations SIM00000001..., one goods item each, numbered from `first`."""
    goods, count = lines(), len(draft)
    transport, office = _gates(rng, parties, draft.who)
    kind = _types(rng, transport)
    courier = np.where((rng.random(count) < np.where(transport == "40", 0.3, 0.09)), rng.integers(1, 60, count), NOBODY)
    columns = {
        "declaration": [f"SIM{number:08d}" for number in range(first, first + count)],
        "item": np.ones(count, dtype=np.int32),
        "on": pl.Series(draft.day - EPOCH, dtype=pl.Int32).cast(pl.Date),
        "direction": DIRECTIONS[draft.direction],
        "office": office,
        "procedure": shares("procedure").draw(rng, count),
        "type": kind,
        "use": _mostly(rng, parties.use[draft.who], "use", 0.1),
        "payment": _mostly(rng, parties.payment[draft.who], "payment", 0.1),
        "transport": transport,
        "declarant": _named("SIM-D", parties.declarant[draft.who]),
        "importer": _named("SIM-I", draft.who),
        "seller": _named(
            "SIM-S", np.where(rng.random(count) < NO_SELLER, NOBODY, parties.seller[draft.who, draft.slot])
        ),
        "courier": _named("SIM-C", courier),
        "hs_code": goods.codes[draft.said_line],
        "departure": draft.departure,
        "origin": np.where(draft.direction == 1, settings.home, goods.countries[draft.said_origin]),
        "destination": draft.destination,
        "route": _routes(draft, settings),
        "tax_rate": duty.rate,
        "tax_type": duty.tax_type,
        "origin_marking": shares("origin_marking").draw(rng, count),
        "net_mass_kg": draft.said_mass,
        "value": np.round(draft.said_value, 2),
        "packages": _packages(rng, draft),
        "description": _descriptions(rng, draft),
    }
    return pl.DataFrame(columns, schema=dict(FACTS))


def _gates(rng: np.random.Generator, parties: Parties, who: Ints) -> tuple[np.ndarray, np.ndarray]:
    """Give mode and office: the usual ones, now and then others."""
    count = len(who)
    transport, office = parties.transport[who].copy(), parties.office[who].copy()
    other = rng.random(count) < 0.15
    transport[other] = shares("transport").draw(rng, int(other.sum()))
    for mode in np.unique(transport[other]):
        rows = other & (transport == mode)
        office[rows] = shares("office", str(mode)).draw(rng, int(rows.sum()))
    return transport, office


def _types(rng: np.random.Generator, transport: np.ndarray) -> np.ndarray:
    kind = np.full(len(transport), STANDARD_TYPE, dtype="U4")
    for mode in np.unique(transport):
        rows = transport == mode
        kind[rows] = shares("type", str(mode)).draw(rng, int(rows.sum()))
    return kind


def _mostly(rng: np.random.Generator, usual: np.ndarray, field: str, change: float) -> np.ndarray:
    changed = shares(field).draw(rng, len(usual))
    return np.where(rng.random(len(usual)) < change, changed, usual)


def _named(prefix: str, numbers: Ints) -> pl.Series:
    """Write numbers as simulated identifiers; NOBODY becomes null."""
    known = pl.Series("number", np.where(numbers == NOBODY, 0, numbers))
    written = pl.select(pl.format("{}{}", pl.lit(prefix), known.cast(pl.String).str.zfill(5))).to_series()
    return pl.select(pl.when(pl.Series(numbers != NOBODY)).then(written)).to_series()


def _routes(draft: Draft, settings: Settings) -> list[str]:
    """Write the countries in order: made in (when told), left from, passed, home, and on."""
    goods = lines()
    made_in = goods.countries[draft.said_origin]
    routes = []
    for country, departure, via, destination, direction in zip(
        made_in, draft.departure, draft.via, draft.destination, draft.direction, strict=True
    ):
        stops = [country if direction != 1 else settings.home, departure]
        stops += [via] if via != NO_VIA else []
        stops += [settings.home, destination]
        routes.append("-".join(stop for n, stop in enumerate(stops) if n == 0 or stop != stops[n - 1]))
    return routes


def _packages(rng: np.random.Generator, draft: Draft) -> Ints:
    """Count packages from the true mass: each line has its usual kg a package."""
    usual = 2.0 + (lines().mass[draft.line] % 23.0)
    return np.ceil(draft.mass / (usual * rng.lognormal(0.0, 0.15, len(draft)))).clip(1, 90_000).astype(np.int32)


def _descriptions(rng: np.random.Generator, draft: Draft) -> np.ndarray:
    words = chapter_words()
    told = np.array([words.get(f"{chapter:02d}", "goods") for chapter in lines().chapters[draft.said_line]])
    vague = rng.random(len(draft)) < np.where(draft.scheme == NOBODY, 0.02, 0.06)
    return np.where(vague, rng.choice(VAGUE, len(draft)), told)

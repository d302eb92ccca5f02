"""What every strategy of the benchmark sees: the same features, each as of the Monday of its week.

A small stand-in for smartcustoms.trade.risk's features (same idea: decayed histories of parties, goods and pairs, and price
against peers), kept incremental so that two simulated years take seconds. Results enter only when they were known.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

KEYS: tuple[tuple[str, ...], ...] = (
    ("importer",),
    ("declarant",),
    ("seller",),
    ("hs_code",),
    ("hs4",),
    ("hs2",),
    ("origin",),
    ("office",),
    ("route",),
    ("destination",),
    ("hs2", "origin"),
    ("hs_code", "origin"),
    ("origin", "departure"),
    ("importer", "hs_code"),
    ("importer", "origin"),
    ("declarant", "hs2"),
    ("seller", "hs_code"),
    ("tax_type",),
)
PRICED = (("hs_code",), ("hs_code", "origin"), ("importer", "hs_code"), ("importer", "hs4"))
PRIOR = 8.0  # examinations that the overall rate counts for
HALF_LIFE = 26.0  # weeks, of the recent rate
Part = tuple[int, np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]
"""Week, row numbers, why chosen, finding, revenue, day of the result."""
IMPORTER, HS6 = 0, 3  # places of these keys, for the DATE idea


@dataclass(frozen=True, slots=True)
class Known:
    """Examined rows whose result is known: features, finding, revenue, and the codes of importer and HS6."""

    seen: np.ndarray
    finding: np.ndarray
    revenue: np.ndarray
    value: np.ndarray
    parties: np.ndarray  # (N, 2) importer and HS6 code
    why: np.ndarray


@dataclass(frozen=True, slots=True)
class Week:
    """One week's rows as a strategy may see them: features, declared value, codes of importer and HS6."""

    seen: np.ndarray
    value: np.ndarray
    parties: np.ndarray
    rows: pl.DataFrame
    past: Callable[[], pl.DataFrame]  # the history: FACTS and LABELS, results not yet known left null
    news: Callable[[], pl.DataFrame]  # rows whose results became known since last Monday: FACTS and LABELS


class Sight:
    """Features of each week's rows, and the memory behind them; `featured` False: for strategies with their own."""

    def __init__(self, *, featured: bool = True) -> None:
        self._featured = featured
        self._news = 0  # parts of what was learnt before this week
        self._codes: list[dict[object, int]] = [{} for _ in (*KEYS, *PRICED)]
        # Per key and code: lodged, examined, found, revenue, recently examined, recently found.
        self._tally = [np.zeros((1024, 6)) for _ in KEYS]
        # Per priced key and code: count, sum and sum of squares of log price, then of log kg a package.
        self._price = [np.zeros((1024, 5)) for _ in PRICED]
        self._seen: list[np.ndarray] = []
        self._rows: list[np.ndarray] = []
        self._values: list[np.ndarray] = []
        self._frames: list[pl.DataFrame] = []
        self._pending: list[Part] = []
        self._learnt: list[Part] = []

    def see(self, rows: pl.DataFrame) -> None:
        """Work out the features of a week's rows (N, F); counts them as lodged only afterwards."""
        self._frames.append(rows)
        if not self._featured:
            self._seen.append(np.zeros((rows.height, 0), dtype=np.float32))
            self._rows.append(np.zeros((rows.height, len(KEYS)), dtype=np.int64))
            self._values.append(rows["value"].to_numpy())
            return
        rows = rows.with_columns(hs4=pl.col("hs_code").str.slice(0, 4), hs2=pl.col("hs_code").str.slice(0, 2))
        codes = np.column_stack([self._code(n, rows, key) for n, key in enumerate((*KEYS, *PRICED))])
        facts = _facts(rows)
        seen = np.column_stack([facts, self._histories(codes), self._gaps(codes, facts), _bursts(codes)])
        self._lodge(codes, facts)
        self._seen.append(seen.astype(np.float32))
        self._rows.append(codes)
        self._values.append(np.exp(facts[:, 0]))

    def remember(self, picked: np.ndarray, why: np.ndarray, results: pl.DataFrame) -> None:
        """Keep the results of this week's examinations until the day they are known."""
        due = results["result_on"].to_numpy().astype("datetime64[D]")
        finding, revenue = results["finding"].to_numpy().astype(float), results["revenue"].to_numpy()
        self._pending.append((len(self._seen) - 1, picked, why, finding, revenue, due))

    def learn(self, *, before: dt.date) -> None:
        """Move the histories by the results known before a day."""
        self._news = len(self._learnt)
        for tally in self._tally:
            tally[:, 4:] *= 0.5 ** (1 / HALF_LIFE)
        waiting = []
        for week, picked, why, finding, revenue, due in self._pending:
            now = due < np.datetime64(before)
            codes = self._rows[week][picked[now]]
            for n, tally in enumerate(self._tally) if self._featured else ():
                for column, amount in ((1, None), (2, finding[now]), (3, revenue[now]), (4, None), (5, finding[now])):
                    np.add.at(tally[:, column], codes[:, n], 1.0 if amount is None else amount)
            self._learnt.append((week, picked[now], why[now], finding[now], revenue[now], due[now]))
            late = ~now
            if late.any():
                waiting.append((week, picked[late], why[late], finding[late], revenue[late], due[late]))
        self._pending = waiting

    def known(self) -> Known:
        """Give all examined rows whose result is known."""
        parts = self._learnt
        return Known(
            seen=np.concatenate([self._seen[week][picked] for week, picked, *_ in parts]),
            finding=np.concatenate([part[3] for part in parts]),
            revenue=np.concatenate([part[4] for part in parts]),
            value=np.concatenate([self._values[week][picked] for week, picked, *_ in parts]),
            parties=np.concatenate([self._rows[week][picked][:, [IMPORTER, HS6]] for week, picked, *_ in parts]),
            why=np.concatenate([part[2] for part in parts]),
        )

    def week(self) -> "Week":
        """Give the latest week's rows."""
        parties = self._rows[-1][:, [IMPORTER, HS6]]
        return Week(self._seen[-1], self._values[-1], parties, self._frames[-1], self._past, self._newly_known)

    def _past(self) -> pl.DataFrame:
        """Give all rows lodged before this week, with the results known by its Monday."""
        return _labelled(pl.concat(self._frames[:-1]), self._frames, self._learnt, how="left")

    def _newly_known(self) -> pl.DataFrame:
        """Give the rows whose results became known in the week before this Monday."""
        parts = self._learnt[self._news :]
        weeks = sorted({week for week, *_ in parts})
        rows = pl.concat([self._frames[week] for week in weeks]) if weeks else self._frames[-1].clear()
        return _labelled(rows, self._frames, parts, how="inner")

    def _code(self, n: int, rows: pl.DataFrame, key: Sequence[str]) -> np.ndarray:
        known = self._codes[n]
        texts = list(rows.select(key).iter_rows())
        codes = np.array([known.setdefault(text, len(known)) for text in texts])
        table = self._tally if n < len(KEYS) else self._price
        place = n if n < len(KEYS) else n - len(KEYS)
        while len(known) > len(table[place]):
            table[place] = np.concatenate([table[place], np.zeros_like(table[place])])
        return codes

    def _histories(self, codes: np.ndarray) -> np.ndarray:
        overall = (self._tally[0][:, 2].sum() + 1) / (self._tally[0][:, 1].sum() + 30)
        columns = []
        for n, tally in enumerate(self._tally):
            lodged, examined, found, revenue, late_examined, late_found = tally[codes[:, n]].T
            columns += [
                np.log1p(lodged),
                np.log1p(examined),
                (found + PRIOR * overall) / (examined + PRIOR),
                (late_found + PRIOR * overall / 2) / (late_examined + PRIOR / 2),
                np.log1p(revenue / (examined + 1)),
            ]
        return np.column_stack(columns)

    def _gaps(self, codes: np.ndarray, facts: np.ndarray) -> np.ndarray:
        columns = []
        for n, prices in enumerate(self._price):
            count, total, squares, weight, _ = prices[codes[:, len(KEYS) + n]].T
            mean = total / np.maximum(count, 1)
            spread = np.sqrt(np.maximum(squares / np.maximum(count, 1) - mean**2, 0.01))
            gap = np.where(count >= 2, facts[:, 2] - mean, 0.0)
            heavier = np.where(count >= 2, facts[:, 3] - weight / np.maximum(count, 1), 0.0)
            columns += [gap, gap / (spread + 0.05), heavier]
        return np.column_stack(columns)

    def _lodge(self, codes: np.ndarray, facts: np.ndarray) -> None:
        for n, tally in enumerate(self._tally):
            np.add.at(tally[:, 0], codes[:, n], 1.0)
        for n, prices in enumerate(self._price):
            place = codes[:, len(KEYS) + n]
            for column, amount in enumerate((np.ones(len(codes)), facts[:, 2], facts[:, 2] ** 2, facts[:, 3])):
                np.add.at(prices[:, column], place, amount)


def _labelled(
    rows: pl.DataFrame, frames: Sequence[pl.DataFrame], parts: Sequence[Part], *, how: Literal["left", "inner"]
) -> pl.DataFrame:
    """Join results to the rows they are of."""
    named = [frames[week]["declaration"].gather(picked) for week, picked, *_ in parts]
    labels = pl.DataFrame(
        {
            "declaration": pl.concat(named) if named else pl.Series([], dtype=pl.String),
            "finding": _joined([part[3] for part in parts], np.float64),
            "revenue": _joined([part[4] for part in parts], np.float64),
            "result_on": _joined([part[5] for part in parts], "datetime64[D]"),
        }
    ).with_columns(pl.col("finding").cast(pl.Int8), pl.col("result_on").cast(pl.Date))
    return rows.join(labels, on="declaration", how=how, maintain_order="left")


def _joined(parts: Sequence[np.ndarray], kind: type | str) -> np.ndarray:
    return np.concatenate([np.empty(0, dtype=kind), *parts])


def _facts(rows: pl.DataFrame) -> np.ndarray:
    value, mass = pl.col("value").clip(0.01).log(), pl.col("net_mass_kg").clip(0.01).log()
    return rows.select(
        value,
        mass.alias("mass"),
        (value - mass).alias("price"),
        (mass - pl.col("packages").fill_null(1).clip(1).log()).alias("package"),
        pl.col("tax_rate"),
        (pl.col("departure") != pl.col("origin")).cast(pl.Float64).alias("away"),
        pl.col("route").str.count_matches("-").cast(pl.Float64).alias("stops"),
        (pl.col("direction") == "import").cast(pl.Float64).alias("import"),
        (pl.col("direction") == "transhipment").cast(pl.Float64).alias("onward"),
        pl.col("tax_type").str.starts_with("F").cast(pl.Float64).alias("preferred"),
        pl.col("hs2").cast(pl.Float64),
        pl.col("description").is_in(["parts", "gift", "personal effects", "goods", "samples"]).cast(pl.Float64),
    ).to_numpy()


def _bursts(codes: np.ndarray) -> np.ndarray:
    """How many rows of the same importer and line are lodged in the week."""
    _, inverse, counts = np.unique(
        codes[:, KEYS.index(("importer", "hs_code"))], return_inverse=True, return_counts=True
    )
    return np.log(counts[inverse])[:, None]

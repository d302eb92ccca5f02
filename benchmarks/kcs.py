"""How well a later quarter of declarations-kcs is ranked, novel and seen goods apart, with bootstrap intervals.

History = train.csv, judged on FILE (default valid.csv), whose labels are read only to count hits. Beside the engine,
in the same run: a GROUP BY look-up of the goods tuple, and plain LightGBM on the columns as they are.
Run: python benchmarks/kcs.py [--data FOLDER] [--history train.csv ...] [--file valid.csv]
"""

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl

from smartcustoms.trade.risk import figures
from smartcustoms.trade.risk.actions import rank
from smartcustoms.trade.risk.heads import fit_lightgbm
from smartcustoms.trade.risk.model import FACTS, LABELS

NAMES = {
    "Declaration ID": "declaration", "Date": "on", "Office ID": "office", "Process Type": "procedure",
    "Import Type": "type", "Import Use": "use", "Payment Type": "payment", "Mode of Transport": "transport",
    "Declarant ID": "declarant", "Importer ID": "importer", "Seller ID": "seller", "Courier ID": "courier",
    "HS6 Code": "hs_code", "Country of Departure": "departure", "Country of Origin": "origin", "Tax Rate": "tax_rate",
    "Tax Type": "tax_type", "Country of Origin Indicator": "origin_marking", "Net Mass": "net_mass_kg",
    "Item Price": "value", "Fraud": "finding",
}  # fmt: skip
GOODS = ["hs_code", "departure", "origin", "tax_rate", "tax_type", "net_mass_kg"]
PLAIN = ["office", "procedure", "type", "use", "payment", "transport", "declarant", "importer", "seller", "courier",
         "hs_code", "departure", "origin", "tax_type", "origin_marking"]  # fmt: skip


def read(path: Path) -> pl.DataFrame:
    """Read a file of the set as risk rows with labels; results are taken as known on the day itself."""
    rows = pl.read_csv(path, infer_schema=False).rename(NAMES)
    rows = rows.with_columns(
        pl.col("hs_code").str.zfill(6), pl.col("on").str.to_date(), direction=pl.lit("import"), item=pl.lit(1)
    )
    missing = [name for name in {**FACTS, **LABELS} if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None).alias(name) for name in missing)
    rows = rows.select(pl.col(name).cast(kind) for name, kind in {**FACTS, **LABELS}.items())
    return rows.with_columns(result_on=pl.col("on"))


def looked_up(history: pl.DataFrame, file: pl.DataFrame) -> np.ndarray:
    """Score by a GROUP BY of the goods tuple, smoothed by half a row at the base rate."""
    base = float(history["finding"].mean())  # type: ignore[arg-type]
    groups = history.group_by(GOODS).agg(score=(pl.col("finding").sum() + 0.5 * base) / (pl.len() + 0.5))
    return file.join(groups, on=GOODS, how="left", maintain_order="left")["score"].fill_null(base).to_numpy()


def plain_lightgbm(history: pl.DataFrame, file: pl.DataFrame) -> np.ndarray:
    """Score by LightGBM on the columns as they are: codes in order of first appearance, and the three numbers."""
    both = pl.concat([history, file])
    numbers = ["tax_rate", "net_mass_kg", "value"]
    codes = both.select(
        *[pl.col(name).fill_null("").rank("dense").alias(name) for name in PLAIN], *[pl.col(name) for name in numbers]
    )
    matrix = codes.to_numpy().astype(np.float32)
    found = history["finding"].to_numpy().astype(np.float64)
    head = fit_lightgbm(
        matrix[: history.height], found, np.ones(len(found)), seed=0, rounds=800, num_leaves=63, learning_rate=0.08,
        min_child_samples=10, bagging_fraction=0.9, bagging_freq=1, feature_fraction=0.7,
    )  # fmt: skip
    return head.raw(matrix[history.height :])


def main() -> None:
    """Print both views of every ranking."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/declarations-kcs"))
    parser.add_argument("--history", nargs="+", default=["train.csv"])
    parser.add_argument("--file", default="valid.csv")
    chosen = parser.parse_args()
    history = pl.concat([read(chosen.data / name) for name in chosen.history])
    file = read(chosen.data / chosen.file)
    known = history.select(GOODS).unique().with_columns(seen=pl.lit(value=True))
    seen = file.join(known, on=GOODS, how="left", maintain_order="left")["seen"].fill_null(value=False).to_numpy()
    found = file["finding"].to_numpy().astype(np.float64)
    scores: dict[str, tuple[np.ndarray, float]] = {}
    for name, ranking in (
        ("Smart Customs", lambda: rank(history, file, explain=False).rows["score"].to_numpy()),
        ("GROUP BY look-up", lambda: looked_up(history, file)),
        ("plain LightGBM", lambda: plain_lightgbm(history, file)),
    ):
        began = time.perf_counter()
        scores[name] = (ranking(), time.perf_counter() - began)
    print(f"history {', '.join(chosen.history)} ({history.height} rows), judged on {chosen.file} ({file.height} rows)")
    print(
        f"{'ranking':18s} {'view':6s} {'rows':>5s} {'base':>5s}  AUC                  P@5 %                P@10 %              seconds"
    )
    for name, (score, seconds) in scores.items():
        for view, rows in (("novel", ~seen), ("seen", seen), ("all", np.ones(len(seen), bool))):
            told = figures.view(found[rows], score[rows])
            cells = "  ".join(f"{f.value:.3f} [{f.low:.3f}-{f.high:.3f}]" for f in told.values())
            print(f"{name:18s} {view:6s} {rows.sum():5d} {found[rows].mean():.3f}  {cells}  {seconds:6.1f}")


if __name__ == "__main__":
    main()

"""The DATE idea (Kim et al., KDD 2020) re-built from its published description, in NumPy; none of its code was read.

Kept: a GBDT's leaves as learnt embeddings, attention of importer x HS over the leaves, two heads (finding, revenue) trained
together. Left out or smaller: one attention head instead of four, no self-attention among the leaves before it, 60 trees of
16 leaves, width 16, log revenue as the second head's target (theirs is scaled revenue), a fixed 4 epochs.
"""

import lightgbm as lgb
import numpy as np

from choosing.sight import Known, Week

TREES, LEAVES, WIDTH, HIDDEN = 60, 16, 16, 32
EPOCHS, BATCH, RATE = 4, 256, 0.01
REVENUE_WEIGHT = 0.5
DECAY = 1e-4
Arrays = dict[str, np.ndarray]


class DateIdea:
    """Leaves of a GBDT attended by importer x HS, with a head for the finding and one for the revenue."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng

    def fit(self, known: Known) -> "DateIdea":
        """Fit the GBDT, then the network, on all known rows."""
        self._trees = lgb.LGBMClassifier(
            n_estimators=TREES, num_leaves=LEAVES, learning_rate=0.1, n_jobs=1, verbose=-1,
            random_state=int(self._rng.integers(1 << 30)),
        ).fit(known.seen, known.finding)  # fmt: skip
        importers, goods = known.parties.max(axis=0) + 2
        draw = self._rng.normal
        self._w: Arrays = {
            "leaf": draw(0, 0.1, (TREES * LEAVES, WIDTH)),
            "importer": draw(0, 0.1, (importers, WIDTH)),
            "goods": draw(0, 0.1, (goods, WIDTH)),
            "query": draw(0, 0.2, (2 * WIDTH, WIDTH)),
            "hidden": draw(0, 0.2, (2 * WIDTH, HIDDEN)),
            "bias": np.zeros(HIDDEN),
            "heads": draw(0, 0.2, (HIDDEN, 2)),
            "level": np.array([np.log(known.finding.mean() / (1 - known.finding.mean())), 0.0]),
        }
        money = np.log1p(known.revenue)
        self._unit = max(float(money.max()), 1.0)
        leaves = self._leaves(known.seen)
        moments = {name: (np.zeros_like(w), np.zeros_like(w)) for name, w in self._w.items()}
        step = 0
        for _ in range(EPOCHS):
            order = self._rng.permutation(len(known.finding))
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                slopes = self._slopes(leaves[rows], known.parties[rows], known.finding[rows], money[rows] / self._unit)
                step += 1
                self._descend(slopes, moments, step)
        return self

    def predict(self, week: Week) -> tuple[np.ndarray, np.ndarray]:
        """Give probability of a finding and expected revenue of each row."""
        out = self._forward(self._leaves(week.seen), week.parties)["out"]
        return 1 / (1 + np.exp(-out[:, 0])), np.expm1(np.clip(out[:, 1] * self._unit, 0, 25))

    def _leaves(self, seen: np.ndarray) -> np.ndarray:
        places = self._trees.predict(seen, pred_leaf=True)
        return np.asarray(places, dtype=np.int64) + np.arange(places.shape[1]) * LEAVES

    def _forward(self, leaves: np.ndarray, parties: np.ndarray) -> Arrays:
        w = self._w
        # Parties not met in fitting share the last row of their table.
        who = np.minimum(parties, [len(w["importer"]) - 1, len(w["goods"]) - 1])
        pair = np.concatenate([w["importer"][who[:, 0]], w["goods"][who[:, 1]]], axis=1)
        query = pair @ w["query"]
        leaf = w["leaf"][leaves]
        score = np.einsum("nd,ntd->nt", query, leaf) / np.sqrt(WIDTH)
        weight = np.exp(score - score.max(axis=1, keepdims=True))
        weight /= weight.sum(axis=1, keepdims=True)
        pooled = np.einsum("nt,ntd->nd", weight, leaf)
        joined = np.concatenate([pooled * np.sqrt(TREES), query], axis=1)
        hidden = joined @ w["hidden"] + w["bias"]
        active = np.maximum(hidden, 0)
        out = active @ w["heads"] + w["level"]
        return {"who": who, "pair": pair, "query": query, "leaf": leaf, "weight": weight, "pooled": pooled,
                "joined": joined, "active": active, "out": out}  # fmt: skip

    def _slopes(self, leaves: np.ndarray, parties: np.ndarray, finding: np.ndarray, money: np.ndarray) -> Arrays:
        w, f, count = self._w, self._forward(leaves, parties), len(finding)
        probability = 1 / (1 + np.exp(-f["out"][:, 0]))
        # The revenue head learns from findings only: revenue given one.
        error = REVENUE_WEIGHT * 2 * (f["out"][:, 1] - money) * (finding == 1)
        d_out = np.column_stack([probability - finding, error]) / count
        d_active = (d_out @ w["heads"].T) * (f["active"] > 0)
        d_joined = d_active @ w["hidden"].T
        d_pooled, d_query = d_joined[:, :WIDTH] * np.sqrt(TREES), d_joined[:, WIDTH:].copy()
        d_leaf = f["weight"][:, :, None] * d_pooled[:, None, :]
        d_weight = np.einsum("nd,ntd->nt", d_pooled, f["leaf"])
        d_score = f["weight"] * (d_weight - (d_weight * f["weight"]).sum(axis=1, keepdims=True)) / np.sqrt(WIDTH)
        d_query += np.einsum("nt,ntd->nd", d_score, f["leaf"])
        d_leaf += d_score[:, :, None] * f["query"][:, None, :]
        d_pair = d_query @ w["query"].T
        slopes = {
            "query": f["pair"].T @ d_query,
            "hidden": f["joined"].T @ d_active,
            "bias": d_active.sum(axis=0),
            "heads": f["active"].T @ d_out,
            "level": d_out.sum(axis=0),
        }
        for name, place, slope in (
            ("leaf", leaves.ravel(), d_leaf.reshape(-1, WIDTH)),
            ("importer", f["who"][:, 0], d_pair[:, :WIDTH]),
            ("goods", f["who"][:, 1], d_pair[:, WIDTH:]),
        ):
            slopes[name] = _gathered(place, slope, len(w[name]))
        return slopes

    def _descend(self, slopes: Arrays, moments: dict[str, tuple[np.ndarray, np.ndarray]], step: int) -> None:
        """One step of Adam with weight decay."""
        for name, slope in slopes.items():
            first, second = moments[name]
            first *= 0.9
            first += 0.1 * slope
            second *= 0.999
            second += 0.001 * slope**2
            move = (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
            self._w[name] -= RATE * (move + DECAY * self._w[name])


def _gathered(place: np.ndarray, slope: np.ndarray, count: int) -> np.ndarray:
    """Add up slopes by row of a table (faster than np.add.at for many rows)."""
    return np.column_stack([np.bincount(place, weights=slope[:, d], minlength=count) for d in range(slope.shape[1])])

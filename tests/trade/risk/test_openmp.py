"""LightGBM learns also where the system has no OpenMP runtime: scikit-learn's is lent to it."""

import subprocess
import sys

PROGRAM = """
from smartcustoms.trade.risk import openmp
openmp.lend()
import numpy as np
library = openmp.lightgbm()
rows = np.random.default_rng(1).random((500, 3))
data = library.Dataset(rows, (rows[:, 0] > 0.5).astype(int))
booster = library.train({"objective": "binary", "verbose": -1, "num_threads": 1}, data, 10)
low, high = booster.predict([[0.1, 0.5, 0.5], [0.9, 0.5, 0.5]])
assert low < 0.3 < 0.7 < high, (low, high)
with open("/proc/self/maps") as maps:
    print(*{line.split(maxsplit=5)[5].strip() for line in maps if "libgomp" in line}, sep="\\n")
"""


def test_the_lent_runtime_is_the_one_that_lightgbm_takes() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    used = [line for line in done.stdout.splitlines() if "scikit_learn.libs" not in line]
    assert used
    assert all("memfd:libgomp.so.1" in line for line in used)

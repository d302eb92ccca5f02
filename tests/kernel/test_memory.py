"""A process that is ready for work looks for garbage seldom, and still finds what points at itself in a circle."""

import gc
import subprocess
import sys

CODE = """
import gc, weakref
from smartcustoms.kernel.memory import settle

class Ring:
    pass

settle()
assert gc.get_freeze_count() > 1000, "what start-up made is not looked through again"
assert gc.get_threshold()[0] >= 50_000
ring = Ring()
ring.own = ring
told = weakref.ref(ring)
del ring
kept = [[] for _ in range(60_000)]
print(told() is None)
"""


def test_a_settled_process_still_frees_rings() -> None:
    assert gc.get_freeze_count() == 0, "in a process of its own, for this one goes on"
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=True)
    assert done.stdout.strip() == "True"

"""How often Python looks for garbage in a process that has started: seldom, and never through what stays until the end.

Reading a message or a file makes tens of thousands of small objects that are all in use; by its own settings Python looks through them
after every 700. What is no longer used is freed at once all the same: only what points at itself in a circle waits.
"""

import gc
from typing import Final

_AFTER: Final = 50_000
"""Objects made and not yet freed, before Python looks for circles among them."""


def settle() -> None:
    """Keep what start-up has made out of every later look, and look seldom. To be called when a process is ready for work."""
    gc.freeze()
    gc.set_threshold(_AFTER, 20, 20)

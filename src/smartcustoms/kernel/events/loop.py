"""A thread that takes turns until it is told to stop: at once while there is work, else when woken or after a pause."""

import threading
from collections.abc import Callable
from typing import Final

import structlog

_MOST: Final = 5.0  # seconds of rest after repeated failures, so that a restarted database is found soon
_log = structlog.get_logger(__name__)
_here = threading.local()


class Loop:
    """Calls `turn` again and again in a thread of its own; `turn` gives how much it did.

    After a turn that did something, the loops named in `then` are woken. A turn that raises (the database is away, say) is
    logged once per row of failures and tried again after a growing rest.
    """

    def __init__(self, name: str, turn: Callable[[], int], *, pause: float) -> None:
        self.name = name
        self.then: list[Loop] = []
        self._turn = turn
        self._pause = pause
        self._woken = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def wake(self) -> None:
        """Take a turn now."""
        self._woken.set()

    def wake_by_others(self) -> None:
        """Take a turn now, unless a loop's own thread calls: idle loops' commits must not keep each other awake."""
        if not getattr(_here, "in_loop", False):
            self._woken.set()

    def stop(self, patience: float = 10.0) -> bool:
        """Stop after the turn under way; tell whether it ended within `patience` seconds."""
        self._stopped.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(patience)
        return not self._thread.is_alive()

    def _run(self) -> None:
        failures = 0
        _here.in_loop = True
        while not self._stopped.is_set():
            self._woken.clear()
            try:
                did = self._turn()
            except Exception as failure:  # noqa: BLE001 - whatever it was, the loop must outlive it
                failures += 1
                if failures == 1:
                    _log.warning("turn failed", loop=self.name, error=repr(failure)[:500])
                self._stopped.wait(min(0.1 * 2**failures, _MOST))
                continue
            if failures:
                _log.info("turns again", loop=self.name, failures=failures)
                failures = 0
            for loop in self.then if did else ():
                loop.wake()
            if not did:
                self._woken.wait(self._pause)

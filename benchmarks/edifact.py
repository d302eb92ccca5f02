"""How fast EDIFACT is read, beside pydifact on the same text in the same run: megabytes per second of one core's own time.

Prints one table. `python -m benchmarks.edifact`; the machine's other work does not count, since processor time is taken.
"""

import time
import warnings
from collections.abc import Callable

from pydifact.segmentcollection import RawSegmentCollection

from smartcustoms.kernel.edifact.reading import read
from smartcustoms.kernel.edifact.separators import STANDARD, protected
from smartcustoms.kernel.edifact.splitting import split
from smartcustoms.kernel.memory import settle

TURNS = 15
BILL = (
    "CNI+{n}+BL{n:08d}'RFF+BM:BL{n:08d}'LOC+9+CNSHA:139:6'LOC+11+HKHKG:139:6'"
    "NAD+CZ+C{n}::ZZ++ACME TRADING LTD+1 HARBOUR ROAD+SHANGHAI++200001+CN'"
    "NAD+CN+++BELA?'S IMPORTS+UNIT 7:FLOOR 9+HONG KONG+++HK'GID+1+10:CT'FTX+AAA+++CERAMIC TILES FOR FLOORS, GLAZED'MEA+AAE+G+KGM:1200.5'"
    "SGP+MSCU1234566+10'PCI+28+MARKS {n}'"
)


def interchange(bills: int, messages: int) -> str:
    """Write a cargo report of many bills in each of some messages."""
    one = []
    for number in range(1, messages + 1):
        body = "".join(BILL.format(n=n) for n in range(1, bills + 1))
        head = f"UNH+{number}+CUSCAR:D:96B:UN'BGM+785+MAN{number}+9'"
        count = 3 + body.count("'") - body.count("?'")
        one.append(f"{head}{body}UNT+{count}+{number}'")
    return f"UNB+UNOC:3+SENDER:ZZ+HKCUSTOMS:ZZ+20261124:1200+R'{''.join(one)}UNZ+{messages}+R'"


def whole(content: bytes) -> int:
    """Read a file and split every message, one after the other."""
    return sum(len(each.segments()) for each in read(content, check=False).messages())


def rates(what: dict[str, tuple[Callable[[], object], int]]) -> dict[str, float]:
    """Give the best of some turns of each in MB/s of processor time; they take turns, so that another's work falls on all alike."""
    best = dict.fromkeys(what, 0.0)
    for _ in range(TURNS):
        for name, (each, size) in what.items():
            began = time.thread_time_ns()
            each()
            best[name] = max(best[name], size / 1e6 / ((time.thread_time_ns() - began) / 1e9))
    return best


def main() -> None:
    """Measure and print."""
    settle()  # as a server, a worker and the commands do when they start
    warnings.simplefilter("ignore")  # pydifact tells of each tag that it has no table
    text, few = interchange(400, 20), interchange(400, 1)
    content, size = text.encode(), len(text)
    safe = protected(text, STANDARD)
    peer = len(list(RawSegmentCollection.from_str(few).segments))
    if read(content).faults or peer != few.replace("?'", "").count("'"):
        raise SystemExit("the two do not read the same")
    found = rates(
        {
            "split into segments, elements, components": (lambda: split(safe), size),
            "read: envelopes, counts, every message split": (lambda: whole(content), size),
            "envelopes and counts only": (lambda: read(content, check=False), size),
            "read and checked against the tables": (lambda: read(content), size),
            "pydifact: segments": (lambda: list(RawSegmentCollection.from_str(few).segments), len(few)),
        }
    )
    print(f"{size / 1e6:.1f} MB, {safe.count(chr(39)):,} segments")
    for name, each in found.items():
        print(f"{name:50} {each:8.1f} MB/s {each / found['pydifact: segments']:8.1f} times pydifact")


if __name__ == "__main__":
    main()

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


def rate(what: Callable[[], object], size: int, times: int) -> float:
    """Give the best of some runs in MB/s of processor time."""
    best = 0.0
    for _ in range(times):
        began = time.process_time()
        what()
        best = max(best, size / 1e6 / (time.process_time() - began))
    return best


def main() -> None:
    """Measure and print."""
    warnings.simplefilter("ignore")  # pydifact tells of each tag that it has no table
    text = interchange(400, 20)
    content, size = text.encode(), len(text)
    safe, few = protected(text, STANDARD), interchange(400, 2)
    peer = len(list(RawSegmentCollection.from_str(few).segments))
    if read(content).faults or peer != few.replace("?'", "").count("'"):
        raise SystemExit("the two do not read the same")
    rows = {
        "split into segments, elements, components": rate(lambda: split(safe), size, 5),
        "read: envelopes, counts, every message split": rate(lambda: whole(content), size, 5),
        "envelopes and counts only": rate(lambda: read(content, check=False), size, 5),
        "read and checked against the tables": rate(lambda: read(content), size, 2),
        "pydifact: segments": rate(lambda: list(RawSegmentCollection.from_str(few).segments), len(few), 3),
    }
    base = rows["pydifact: segments"]
    print(f"{size / 1e6:.1f} MB, {safe.count(chr(39)):,} segments")
    for name, found in rows.items():
        print(f"{name:50} {found:8.1f} MB/s {found / base:8.1f} times pydifact")


if __name__ == "__main__":
    main()

"""How fast a declaration of the WCO Data Model is read, beside bare lxml parsing and XSD validation in the same run.

Prints one table. `python -m benchmarks.wco_messages [SCHEMAS [FILE...]]`; with the folder of an administration's schemas these validate,
both for us and for lxml; of a FILE with one goods item, one with ten of it is measured; of ten or more FILEs also one with the items of
ten of them, all different. Peer and ours take turns, one message each, and the quickest of each counts: another's work on the machine
then falls on neither.
"""

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from lxml import etree

from smartcustoms.trade.declarations.reading import drafted
from smartcustoms.trade.declarations.wco.classes import DECLARATION
from smartcustoms.trade.declarations.wco.house import entered
from smartcustoms.trade.declarations.wco.reading import Matter, Reading, read
from smartcustoms.trade.declarations.wco.schemas import Schemas, schemas_of
from smartcustoms.trade.declarations.wco.shapes import views_of
from tests.trade.declarations.wco.builders import declaration

ITEMS, TURNS = 10, 400
TODAY = date(2026, 11, 28)
BEGINS, ENDS = b"<GovernmentAgencyGoodsItem>", b"</GovernmentAgencyGoodsItem>"


def quickest(what: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Give the quickest of many turns of each, in seconds of this thread's processor time."""
    best = dict.fromkeys(what, 9.0)
    for _ in range(TURNS):
        for name, each in what.items():
            began = time.thread_time_ns()
            each()
            best[name] = min(best[name], (time.thread_time_ns() - began) / 1e9)
    return best


def whole(content: bytes, schemas: Schemas | None) -> Reading:
    """Parse, validate, and map to the house's declaration: what lodging does."""
    reading = read(content, Matter.DECLARATION, schemas)
    if not reading.is_accepted:
        raise SystemExit(str(reading.faults[0]))
    drafted(entered(reading.made or {}, on=TODAY, is_plain=reading.is_plain))
    return reading


def new_to_us(content: bytes, schemas: Schemas | None) -> None:
    """The same, as if no message of these prefixes and shapes had been met before."""
    views_of.cache_clear()
    whole(content, schemas)


def is_in_order(content: bytes) -> bool:
    """Tell whether a message is accepted."""
    return read(content, Matter.DECLARATION).is_accepted


def items_of(content: bytes) -> bytes:
    """Give the goods items of a message as they are written."""
    return content[content.index(BEGINS) : content.rindex(ENDS) + len(ENDS)]


def repeated(content: bytes) -> bytes:
    """Give a given declaration of one item with ten of it, its comments too."""
    return content.replace(items_of(content), items_of(content) * ITEMS)


def measure(name: str, content: bytes, schemas: Schemas | None) -> None:
    """Measure one message and print its rows."""
    count = sum(1 for each in etree.fromstring(content).iter() if isinstance(each.tag, str))
    print(f"{name}: {ITEMS} items, {count} elements, {len(content):,} bytes; messages a second of one core")
    what: dict[str, Callable[[], object]] = {
        "parse, compare with the table, map": lambda: whole(content, None),
    }
    if schemas is not None:
        (schema, *_) = schemas.compiled(f"{{{DECLARATION}}}Declaration")
        what |= {
            "lxml: parse and validate by XSD": lambda: schema.validate(etree.fromstring(content)),
            "parse, validate by XSD, map": lambda: whole(content, schemas),
            "the same, and its JSON": lambda: whole(content, schemas).message,
        }
    found = quickest(what)
    found |= quickest({"compared with the table, shapes never met before": lambda: new_to_us(content, None)})
    peer = found.get("lxml: parse and validate by XSD")
    for each, took in found.items():
        print(f"  {each:50} {1 / took:9,.0f}" + (f"{took / peer:9.2f} times lxml" if peer else ""))


def main() -> None:
    """Measure and print."""
    schemas = schemas_of(Path(sys.argv[1])) if len(sys.argv) > 1 else None
    measure("written here", declaration(items=ITEMS), schemas)
    contents = {Path(path).name: Path(path).read_bytes() for path in sys.argv[2:]}
    plain = [each for each in contents.values() if BEGINS in each and is_in_order(each)]
    if len(contents) < ITEMS:
        for name, content in contents.items():
            measure(name, repeated(content), schemas)
    else:
        several = b"".join(items_of(each)[: items_of(each).index(ENDS) + len(ENDS)] for each in plain[:ITEMS])
        measure("items of ten declarations", plain[0].replace(items_of(plain[0]), several), schemas)


if __name__ == "__main__":
    main()

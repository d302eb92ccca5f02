"""How fast a declaration of the WCO Data Model is read, beside bare lxml parsing and XSD validation in the same run.

Prints one table. `python -m benchmarks.wco_messages [SCHEMAS [FILE...]]`; with the folder of an administration's schemas these validate,
both for us and for lxml; of a FILE with one goods item, one with ten of it is measured.
Processor time of one core is taken, best of some rounds.
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
from smartcustoms.trade.declarations.wco.reading import Matter, read
from smartcustoms.trade.declarations.wco.schemas import Schemas, schemas_of
from tests.trade.declarations.wco.builders import declaration

ITEMS, TIMES, ROUNDS = 10, 60, 7
TODAY = date(2026, 11, 28)


def rate(what: Callable[[], object]) -> float:
    """Give how often a second something is done, in the best of some rounds of processor time."""
    best = 0.0
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in range(TIMES):
            what()
        best = max(best, TIMES / (time.process_time() - began))
    return best


def whole(content: bytes, schemas: Schemas | None) -> None:
    """Parse, validate, write down as JSON, and map to the house's declaration."""
    reading = read(content, Matter.DECLARATION, schemas)
    if not reading.is_accepted:
        raise SystemExit(str(reading.faults[0]))
    drafted(entered(reading.made or {}, on=TODAY, is_plain=reading.is_plain))


def repeated(content: bytes) -> bytes:
    """Give a given declaration of one item with ten of it, its comments too."""
    begins, ends = content.index(b"<GovernmentAgencyGoodsItem>"), content.rindex(b"</GovernmentAgencyGoodsItem>")
    ends += len(b"</GovernmentAgencyGoodsItem>")
    return content[:begins] + content[begins:ends] * ITEMS + content[ends:]


def measure(name: str, content: bytes, schemas: Schemas | None) -> None:
    """Measure one message and print its rows."""
    count = sum(1 for each in etree.fromstring(content).iter() if isinstance(each.tag, str))
    print(f"{name}: {ITEMS} items, {count} elements, {len(content):,} bytes; messages a second of one core")
    by_table = rate(lambda: whole(content, None))
    print(f"  {'parse, compare with the table, JSON, map':45} {by_table:9,.0f}")
    if schemas is None:
        return
    (schema, *_) = schemas.compiled(f"{{{DECLARATION}}}Declaration")
    peer = rate(lambda: schema.validate(etree.fromstring(content)))
    ours = rate(lambda: whole(content, schemas))
    print(f"  {'parse, validate by XSD, JSON, map':45} {ours:9,.0f}")
    print(f"  {'lxml: parse and validate by XSD':45} {peer:9,.0f}")
    print(f"  {'ratio of ours to lxml, by XSD / by the table':45} {peer / ours:9.2f} {peer / by_table:.2f}")


def main() -> None:
    """Measure and print."""
    schemas = schemas_of(Path(sys.argv[1])) if len(sys.argv) > 1 else None
    measure("written here", declaration(items=ITEMS), schemas)
    for path in sys.argv[2:]:
        measure(Path(path).name, repeated(Path(path).read_bytes()), schemas)


if __name__ == "__main__":
    main()

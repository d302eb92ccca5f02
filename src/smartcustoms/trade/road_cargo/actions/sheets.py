"""Lodge a batch sheet: every consignment that is in order; the others are told with line and column."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.road_cargo.actions.lodging import lodge
from smartcustoms.trade.road_cargo.model import Consignment, Fault, NoAuthority, NotAccepted, Way
from smartcustoms.trade.road_cargo.sheet import HEADS, MOST, Line, lines_of, row_of


class SheetUnusable(Refused):
    """A sheet lacks columns, is empty or too long."""

    code = "sheet_unusable"


@dataclass(frozen=True, slots=True)
class SheetLodged:
    """What became of a sheet: the name of each consignment with its reference, and the faults of those not taken."""

    lodged: tuple[tuple[str, Consignment], ...]
    faults: tuple[Fault, ...]


def lodge_sheet(uow: UnitOfWork, rows: Sequence[Mapping[str, str]], *, content: bytes) -> SheetLodged:
    """Lodge the consignments of a sheet that are in order. The same sheet sent again gives the same references.

    Args:
        uow: the unit of work.
        rows: the sheet's lines by column.
        content: the sheet's bytes: they and a consignment's name make its idempotency key.

    Raises:
        SheetUnusable: it lacks columns, or has no line, or more than 1,000.
    """
    _need_usable(rows)
    digest = hashlib.sha256(content).hexdigest()[:32]
    lodged: list[tuple[str, Consignment]] = []
    faults: list[Fault] = []
    for line in lines_of(rows):
        key = f"sheet {digest} {line.name}"
        try:  # both refusals come before anything is written
            one = lodge(uow, line.entered, way=Way.SHEET, key=key, shipper=line.shipper, declaration=line.declaration)
        except NotAccepted as refused:
            faults += [_placed(line, each) for each in refused.faults]
        except NoAuthority as refused:
            faults.append(Fault("shipper", refused.seen or "", refused.says, refused.mend, line.row))
        else:
            lodged.append((line.name, one))
    return SheetLodged(tuple(lodged), tuple(faults[:500]))


def _placed(line: Line, fault: Fault) -> Fault:
    row, column = row_of(line, fault.field) if fault.field != "packages" else (line.row, "packages")
    return replace(fault, row=row, field=column)


def _need_usable(rows: Sequence[Mapping[str, str]]) -> None:
    lacking = [name for name in HEADS[1:10] if rows and name not in rows[0]]
    if not rows or lacking or len(rows) > MOST:
        raise SheetUnusable(
            sentence("The sheet cannot be used: a column is missing, or it has no line, or too many."),
            mend=sentence("Take the template; a sheet has at most {most} lines.", most=MOST),
            field="file",
            seen=", ".join(lacking)[:80] or str(len(rows)),
        )

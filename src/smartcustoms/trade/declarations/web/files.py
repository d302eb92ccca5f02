"""Pages and JSON of files of declarations: bring one, watch it, take its refused rows."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.declarations import actions, queries
from smartcustoms.trade.declarations.mapping import mappings
from smartcustoms.trade.declarations.model import FileLodged
from smartcustoms.trade.declarations.sheets_in import CAPS
from smartcustoms.trade.declarations.web.asked import BodyTooLarge, Lodger, Seer
from smartcustoms.trade.declarations.web.shapes import fault_given

router = APIRouter()
_SHOWN: Final = 100


async def _sent(file: UploadFile) -> tuple[str, bytes]:
    content = await file.read(CAPS.sent + 1)
    if len(content) > CAPS.sent:
        raise BodyTooLarge(
            sentence("The file is too large."), mend=sentence("Split it: at most {cap}.", cap="256 MB"), field="file"
        )
    return file.filename or "file", content


Sent = Annotated[tuple[str, bytes], Depends(_sent)]


@router.get("/declarations/files")
def files(request: Request, who: Lodger, uow: Uow) -> HTMLResponse:
    """Show the form that takes a file, and the files brought before."""
    return render(request, "declarations/files.html", files=queries.files_lodged(uow), mappings=mappings())


@router.post("/declarations/files")
def bring(
    request: Request, who: Lodger, uow: Uow, sent: Sent, mapping: Annotated[str, Form()] = "smartcustoms"
) -> Response:
    """Take a file; its declarations are lodged by a job that goes on after a crash."""
    name, content = sent
    file = actions.lodge_file(uow, content, name=name, by=mapping)
    return RedirectResponse(f"/declarations/files/{file}", status_code=303)


@router.get("/declarations/files/{file}")
def one(request: Request, file: UUID, who: Seer, uow: Uow, part: str = "") -> HTMLResponse:
    """Show how far a file has come and why rows were refused; `part=progress` gives the part that renews itself."""
    found = queries.file_lodged(uow, file)
    refused = queries.refused_rows(uow, file, _SHOWN)
    fragment = "progress" if part == "progress" else None
    return render(request, "declarations/file.html", fragment=fragment, file=found, refused=refused, shown=_SHOWN)


@router.get("/declarations/files/{file}/refused.csv")
def refused(file: UUID, who: Seer, uow: Uow) -> Response:
    """Give the refused rows as CSV: row, field, value, reason, how to mend it."""
    table = queries.refused_csv(queries.refused_rows(uow, file))
    return csv_file(table, f"refused-{file}.csv")


@router.post("/api/v1/declaration-files", status_code=202, tags=["declarations"])
def bring_json(who: Lodger, uow: Uow, sent: Sent, mapping: Annotated[str, Form()] = "smartcustoms") -> dict[str, str]:
    """Take a file (CSV, XLSX, Parquet) with the name of its mapping; give the number to ask about."""
    name, content = sent
    return {"file": str(actions.lodge_file(uow, content, name=name, by=mapping))}


@router.get("/api/v1/declaration-files", tags=["declarations"])
def files_json(who: Lodger, uow: Uow) -> list[dict[str, Any]]:
    """List the files brought before, and how far each has come."""
    return [_given(each) for each in queries.files_lodged(uow)]


@router.get("/api/v1/declaration-files/{file}/refused", tags=["declarations"])
def refused_json(request: Request, file: UUID, who: Seer, uow: Uow) -> list[dict[str, Any]]:
    """Give the refused rows: row, field, what was seen, why, and how to mend it."""
    return [{"row": each.row, **fault_given(request, each.fault)} for each in queries.refused_rows(uow, file)]


@router.get("/api/v1/declaration-files/{file}", tags=["declarations"])
def one_json(file: UUID, who: Seer, uow: Uow) -> dict[str, Any]:
    """Give how far a file has come."""
    return _given(queries.file_lodged(uow, file))


def _given(found: FileLodged) -> dict[str, Any]:
    counts = {"rows": found.rows, "taken": found.taken, "refused": found.refused, "declarations": found.declarations}
    finished = found.finished_at.isoformat() if found.finished_at else None
    return {
        "file": str(found.id),
        "name": found.name,
        **counts,
        "lanes": dict(found.lanes),
        "finished_at": finished,
        "fault": found.fault,
    }

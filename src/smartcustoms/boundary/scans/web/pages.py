"""Pages and JSON of scans: the list, one scan on the bench, its pictures, and bringing one."""

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.boundary.scans import actions, queries
from smartcustoms.boundary.scans.intake import Came, Source, plain
from smartcustoms.boundary.scans.model import IMPORT, LARGEST_SENT, LOOKS, SEE, Kind, Scan, ScanUnreadable
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of, name_of
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["scans"])

Sees = Annotated[Actor, Depends(may(SEE))]
Brings = Annotated[Actor, Depends(may(IMPORT))]
SIZE = 50
FRESH = "no-store"
"""No browser keeps a picture: what an officer who is to decide sees may be another than before or after (docs/decisions/0036)."""

KINDS: dict[Kind, Sentence] = {
    Kind.BAG: sentence("Bag"),
    Kind.PARCEL: sentence("Parcel"),
    Kind.TRUCK: sentence("Truck"),
    Kind.CONTAINER: sentence("Container"),
    Kind.CAR: sentence("Car"),
    Kind.OTHER: sentence("Other"),
}


class ScanGiven(BaseModel):
    """One scan that is kept."""

    number: str
    file: str = Field(
        description="SHA-256 of the original; empty in lists, and while the asker has the scan open to decide"
    )
    name: str
    kind: Kind
    format: str
    simulated: bool
    beam: str
    scanner: str
    subject: str
    views: list[str]
    columns: int
    rows: int
    dual_energy: bool
    brought_by: str
    brought_at: str


class ScansGiven(BaseModel):
    """A page of scans, and how many there are in all."""

    total: int
    scans: list[ScanGiven]


@dataclass(frozen=True)
class Looked:
    """How a scan is looked at: what the address of its picture says."""

    look: str = "colour"
    view: int = 0
    floor: float = 0.0
    ceiling: float = 0.0
    gamma: float = 1.0


def looked(
    look: Annotated[str, Query(max_length=10)] = "colour",
    view: Annotated[int, Query(ge=0, le=7)] = 0,
    floor: Annotated[float, Query(ge=0, le=10)] = 0.0,
    ceiling: Annotated[float, Query(ge=0, le=12)] = 0.0,
    gamma: Annotated[float, Query(ge=0.2, le=5)] = 1.0,
) -> Looked:
    """Read from the address how a scan is to be shown; an unknown look is colour."""
    return Looked(look if look in LOOKS else "colour", view, floor, ceiling, gamma)


Wished = Annotated[Looked, Depends(looked)]


@router.get("/scans", response_class=HTMLResponse)
def everything(
    request: Request,
    who: Sees,
    uow: Uow,
    kind: Kind | None = None,
    q: str = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> HTMLResponse:
    """Show the scans, the newest first."""
    return _list(request, uow, kind=kind, text=q.strip()[:60], page=page)


def _list(
    request: Request, uow: Uow, *, kind: Kind | None = None, text: str = "", page: int = 1, error: Refused | None = None
) -> HTMLResponse:
    found, total = queries.scans(uow, kind=kind, text=text, page=page, size=SIZE)
    return render(
        request,
        "scans/all.html",
        status=error.status if error else 200,
        scans=found,
        kinds={each.value: says for each, says in KINDS.items()},
        asked_for={"kind": kind.value if kind else "", "q": text},
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
    )


@router.post("/scans")
def bring(
    request: Request,
    who: Brings,
    uow: Uow,
    file: Annotated[UploadFile, File()],
    kind: Annotated[Kind, Form()] = Kind.OTHER,
    subject: Annotated[str, Form(max_length=100)] = "",
) -> Response:
    """Bring a scan from a file; show it."""
    try:
        content, place = _whole(content_of(file, LARGEST_SENT)), objects(request.app.state.settings)
        kept = actions.bring(uow, content, name=file.filename or "scan", kind=kind, subject=subject, through=place)
    except ScanUnreadable as refusal:
        return _list(request, uow, error=refusal)
    return RedirectResponse(f"/scans/{kept.number}", 303)


@router.get("/scans/{number}", response_class=HTMLResponse)
def one(request: Request, who: Sees, uow: Uow, number: str, wished: Wished) -> HTMLResponse:
    """Show a scan on the bench: look, window and gamma by form or key, facts and earlier scans beside it."""
    found = queries.scan(uow, number)
    return render(request, "scans/one.html", **shown(request, uow, found, wished))


def shown(request: Request, uow: Uow, found: Scan, wished: Looked) -> dict[str, Any]:
    """Gather what the page of a scan shows."""
    return {
        "scan": found,
        "kinds": {each.value: says for each, says in KINDS.items()},
        "looks": LOOKS if found.dual_energy else {each: LOOKS[each] for each in ("grey", "inverse", "edge", "deep")},
        "wished": wished,
        "earlier": queries.earlier(uow, found),
        "beside": queries.beside(uow, found),
        "to_decide": queries.is_to_decide(uow, found),
    }


@router.get("/files/scans/{number}/picture.png")
def picture(request: Request, who: Sees, uow: Uow, number: str, wished: Wished, small: bool = False) -> Response:
    """Draw a view of a scan as it is asked for; small: the picture that was kept with it."""
    found, place = queries.scan(uow, number), objects(request.app.state.settings)
    if small:
        content = queries.small_picture(uow, found, through=place)
    else:
        if wished.view >= len(found.views):
            raise NotFound(
                sentence("There is no such view."), mend=sentence("Open the scan again."), seen=str(wished.view)
            )
        read = queries.seen(uow, found, through=place)
        content = queries.drawn(
            read, wished.view, look=wished.look, floor=wished.floor, ceiling=wished.ceiling, gamma=wished.gamma
        )
    return Response(content, media_type="image/png", headers={"Cache-Control": FRESH})


@router.get("/files/scans/{number}/channels/{view}")
def channels(request: Request, who: Sees, uow: Uow, number: str, view: int) -> Response:
    """Give a view's raw channels with the table that tells matter: what the bench in the browser draws from."""
    found = queries.scan(uow, number)
    if not 0 <= view < len(found.views):
        raise NotFound(sentence("There is no such view."), mend=sentence("Open the scan again."), seen=str(view))
    read = queries.seen(uow, found, through=objects(request.app.state.settings))
    headers = {"Cache-Control": FRESH, "X-Content-Type-Options": "nosniff"}
    return Response(queries.channels(read, view), media_type="application/octet-stream", headers=headers)


@router.get("/files/scans/{number}/dicos.zip")
def as_dicos(request: Request, who: Sees, uow: Uow, number: str) -> Response:
    """Give a scan as DICOS DX files, one a view and energy, in one ZIP file."""
    found = queries.scan(uow, number)
    queries.not_while_deciding(uow, found)
    read = queries.package_of(uow, found, through=objects(request.app.state.settings))
    content = queries.packed(queries.dicos_files(read, found.file, at=found.brought_at))
    heads = {"Content-Disposition": f'attachment; filename="{found.number}-dicos.zip"'}
    return Response(content, media_type="application/zip", headers=heads)


@router.get("/files/scans/{number}/original")
def original(request: Request, who: Sees, uow: Uow, number: str) -> Response:
    """Give the original as it came, verified against its hash."""
    found = queries.scan(uow, number)
    content = queries.original(uow, found, through=objects(request.app.state.settings))
    headers = {"Content-Disposition": f'attachment; filename="{found.number}"', "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.get("/api/v1/scans")
def everything_as_json(
    who: Sees, uow: Uow, kind: Kind | None = None, q: str = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> ScansGiven:
    """Give a page of scans, the newest first."""
    found, total = queries.scans(uow, kind=kind, text=q.strip()[:60], page=page, size=SIZE)
    return ScansGiven(total=total, scans=[_given(each, file="") for each in found])


@router.post("/api/v1/scans", status_code=201)
def bring_by_api(
    request: Request,
    who: Brings,
    file: Annotated[UploadFile, File()],
    kind: Annotated[Kind, Form()] = Kind.OTHER,
    subject: Annotated[str, Form(max_length=100)] = "",
) -> ScanGiven:
    """Bring a scan (multipart form): a scanner's own way in. The same file again gives the same scan; the intake lists refusals too."""
    content, place, database = (
        content_of(file, LARGEST_SENT),
        objects(request.app.state.settings),
        request.app.state.database,
    )
    came = _came(file, kind)
    try:
        with database.unit(by=who, at=clock.now()) as uow:
            kept = actions.bring(uow, _whole(content), name=came.name, kind=kind, subject=subject, through=place)
            actions.keep_taken(uow, came, kept)
    except Refused as refused:
        with database.unit(by=who, at=clock.now()) as uow:  # the first is undone, and its connection given back
            actions.keep_refused(uow, came, refused)
        raise
    return _given(kept)


def _whole(content: bytes) -> bytes:
    """Give what was sent, if it is not more than may be.

    Raises:
        ScanUnreadable: it is: what follows was not even read.
    """
    if len(content) > LARGEST_SENT:
        says, megabytes = sentence("The file is larger than may be sent."), LARGEST_SENT // 1024 // 1024
        mend = sentence("Send at most {megabytes} MB, or drop it into the watched folder.", megabytes=megabytes)
        raise ScanUnreadable(says, mend=mend, field="file", seen=f"> {LARGEST_SENT:,} bytes")
    return content


def _came(file: UploadFile, kind: Kind) -> Came:
    """Tell of a file that was sent what it is called, its hash and its size, of all of it, however large."""
    file.file.seek(0)
    digest, size = hashlib.sha256(), 0
    while piece := file.file.read(1024 * 1024):
        digest.update(piece)
        size += len(piece)
    name = plain(name_of(file))
    return Came(source=Source.PORT, name=name, file=digest.hexdigest(), size=size, kind=kind.value)


@router.get("/api/v1/scans/{number}")
def one_as_json(who: Sees, uow: Uow, number: str) -> ScanGiven:
    """Give one scan."""
    found = queries.scan(uow, number)
    return _given(found, file="" if queries.is_to_decide(uow, found) else found.file)


def _given(scan: Scan, *, file: str | None = None) -> ScanGiven:
    return ScanGiven(
        **{
            name: getattr(scan, name)
            for name in ScanGiven.model_fields
            if name not in {"views", "brought_at", "format", "file"}
        },
        file=scan.file if file is None else file,
        views=list(scan.views),
        format=scan.format.value,
        brought_at=scan.brought_at.isoformat(),
    )

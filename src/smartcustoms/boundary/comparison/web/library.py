"""Pages of the library of concealments: search by words and by picture, one reference with its versions and reviews, scans alike."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Query, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.boundary.comparison import actions, queries
from smartcustoms.boundary.comparison.marks import as_text, read_marks
from smartcustoms.boundary.comparison.model import (
    KEEP,
    REVIEW,
    SEARCH,
    Described,
    Method,
    NotKeepable,
    NotReviewable,
    Place,
    State,
    Vehicle,
)
from smartcustoms.boundary.scans import queries as scans
from smartcustoms.boundary.scans.model import LARGEST_SENT, Scan, ScanUnreadable
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.database.unit import UnitOfWork
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import Sentence, sentence

router = APIRouter(tags=["concealments"])
menu = (MenuEntry(sentence("Library of concealments"), "/concealments", SEARCH, group="boundary", order=23),)

Keeps = Annotated[Actor, Depends(may(KEEP))]
Searches = Annotated[Actor, Depends(may(SEARCH))]
Reviews = Annotated[Actor, Depends(may(REVIEW))]
Word = Annotated[str, Query(max_length=60)]
SIZE = 24
_RED = (190, 20, 20)

VEHICLES: dict[Vehicle, Sentence] = {
    Vehicle.CONTAINER_TRUCK: sentence("container truck"),
    Vehicle.BOX_TRUCK: sentence("box truck"),
    Vehicle.TANKER: sentence("tanker"),
    Vehicle.VAN: sentence("van"),
    Vehicle.CAR: sentence("car"),
    Vehicle.CONTAINER: sentence("container"),
    Vehicle.PARCEL: sentence("parcel"),
    Vehicle.BAG: sentence("bag"),
    Vehicle.OTHER: sentence("other"),
}
PLACES: dict[Place, Sentence] = {
    Place.CAB: sentence("driver's cab"),
    Place.ENGINE: sentence("engine"),
    Place.FUEL_TANK: sentence("fuel tank"),
    Place.TYRE: sentence("tyre or wheel"),
    Place.WALL: sentence("wall"),
    Place.FLOOR: sentence("floor"),
    Place.ROOF: sentence("roof"),
    Place.DOOR: sentence("door"),
    Place.CARGO: sentence("cargo"),
    Place.LINING: sentence("lining of a bag or seat"),
    Place.OTHER: sentence("other"),
}
METHODS: dict[Method, Sentence] = {
    Method.FALSE_WALL: sentence("false wall or floor"),
    Method.BUILT_IN: sentence("built into a hollow"),
    Method.IN_GOODS: sentence("inside the goods"),
    Method.BEHIND_GOODS: sentence("behind or under the goods"),
    Method.IN_LIQUID: sentence("in a liquid"),
    Method.IN_MACHINE: sentence("inside a machine"),
    Method.LOOSE: sentence("loose"),
    Method.OTHER: sentence("other"),
}
STATES: dict[State, Sentence] = {
    State.WAITING: sentence("Waits for review"),
    State.AGREED: sentence("Agreed by two"),
    State.DISPUTED: sentence("Disputed"),
    State.WITHDRAWN: sentence("Withdrawn"),
}


def _plain(words: dict[Any, Sentence]) -> dict[str, Sentence]:
    return {each.value: says for each, says in words.items()}


_WORDS: dict[str, Any] = {
    "vehicles": _plain(VEHICLES),
    "places": _plain(PLACES),
    "methods": _plain(METHODS),
    "states": _plain(STATES),
}

_CHOICES: tuple[tuple[str, type[StrEnum], Sentence], ...] = (
    ("vehicle", Vehicle, sentence("The vehicle or container is none of the list.")),
    ("place", Place, sentence("The place of concealment is none of the list.")),
    ("method", Method, sentence("The method is none of the list.")),
)


def asked(
    vehicle: Word = "",
    place: Word = "",
    method: Word = "",
    state: Word = "",
    commodity: Word = "",
    tag: Word = "",
    case: Word = "",
    q: Word = "",
) -> dict[str, str]:
    """Read from the address what is looked for."""
    facets = {"vehicle": vehicle, "place": place, "method": method, "state": state, "case": case.strip()}
    return {**facets, "commodity": commodity.strip(), "tag": tag.strip(), "text": q.strip()}


Asked = Annotated[dict[str, str], Depends(asked)]


def written(
    vehicle: Annotated[str, Form(max_length=20)] = "",
    place: Annotated[str, Form(max_length=20)] = "",
    method: Annotated[str, Form(max_length=20)] = "",
    commodity: Annotated[str, Form(max_length=100)] = "",
    tags: Annotated[str, Form(max_length=400)] = "",
    marks: Annotated[str, Form(max_length=8000)] = "",
    case: Annotated[str, Form(max_length=40)] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
) -> dict[str, str]:
    """Read from a form what is said of a concealment."""
    named = {"vehicle": vehicle, "place": place, "method": method, "commodity": commodity}
    return {**named, "tags": tags, "marks": marks, "case": case, "note": note}


Written = Annotated[dict[str, str], Depends(written)]


def described(uow: UnitOfWork, scan: str, said: dict[str, str]) -> Described:
    """Make what was written into what is kept.

    Raises:
        NotKeepable: a word is not of the list, or a mark cannot be read. NotFound: there is no such scan.
    """
    kept = scans.scan(uow, scan)
    for name, known, says in _CHOICES:
        if said[name] not in set(known):
            mend = sentence("Choose one.")
            raise NotKeepable(says, mend=mend, field=name, seen=said[name])
    marks = read_marks(said["marks"], views=len(kept.views), columns=kept.columns, rows=kept.rows)
    return Described(
        Vehicle(said["vehicle"]),
        Place(said["place"]),
        Method(said["method"]),
        said["commodity"],
        tuple(said["tags"].split(",")),
        marks,
        said["case"],
        said["note"],
    )


@router.get("/concealments", response_class=HTMLResponse)
def everything(
    request: Request, who: Searches, uow: Uow, wanted: Asked, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> HTMLResponse:
    """Show the library: references like what is looked for, the newest change first."""
    return _everything(request, uow, wanted, page)


def _everything(
    request: Request, uow: UnitOfWork, wanted: dict[str, str], page: int, error: Refused | None = None
) -> HTMLResponse:
    found, total = queries.references(uow, wanted, page=page, size=SIZE)
    return render(
        request,
        "comparison/library.html",
        status=error.status if error else 200,
        references=found,
        asked_for=wanted,
        paging_of=Paging(page, SIZE, total),
        errors=[error] if error else [],
        **_WORDS,
    )


@router.post("/concealments/by-picture")
def by_picture(
    request: Request, who: Searches, uow: Uow, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Show the kept scans that look like a file, and the references they stand in."""
    try:
        if file is None:
            raise ScanUnreadable(sentence("No file was given."), mend=sentence("Choose a file."), field="file")
        read = scans.read_scan(content_of(file, LARGEST_SENT))
    except ScanUnreadable as refusal:
        return _everything(request, uow, asked(), 1, refusal)
    found = queries.like_picture(uow, queries.look(read))
    return render(request, "comparison/like.html", of="", likes=found)


def _shown(uow: UnitOfWork, number: str) -> Scan | None:
    """Give the scan to be drawn above the form, where there is one."""
    try:
        return scans.scan(uow, number.strip())
    except NotFound:
        return None


@router.get("/concealments/new", response_class=HTMLResponse)
def new(
    request: Request,
    who: Keeps,
    uow: Uow,
    scan: Annotated[str, Query(max_length=40)] = "",
    marks: Annotated[str, Query(max_length=400)] = "",
) -> HTMLResponse:
    """Ask for the scan, then show the form for a new reference of it; a comparison hands over the places it found."""
    shown, said, errors = None, {"scan": scan, "marks": marks}, []
    try:
        shown = scans.scan(uow, scan.strip()) if scan.strip() else None
    except NotFound as refusal:
        errors = [refusal]
    status = 404 if errors else 200
    return render(request, "comparison/new.html", status=status, errors=errors, shown=shown, said=said, **_WORDS)


@router.post("/concealments")
def keep(request: Request, who: Keeps, uow: Uow, said: Written, scan: Annotated[str, Form(max_length=40)]) -> Response:
    """Keep a scan as a reference."""
    try:
        made = actions.keep(uow, scan.strip(), described(uow, scan.strip(), said))
    except (NotKeepable, NotFound) as refusal:
        filled = {**said, "scan": scan}
        shown, status = _shown(uow, scan), refusal.status
        return render(
            request, "comparison/new.html", status=status, errors=[refusal], shown=shown, said=filled, **_WORDS
        )
    return RedirectResponse(f"/concealments/{made.number}", 303)


@router.get("/concealments/{number}", response_class=HTMLResponse)
def one(request: Request, who: Searches, uow: Uow, number: str) -> HTMLResponse:
    """Show a reference, its versions and reviews."""
    return _one(request, who, uow, number)


def _one(
    request: Request, who: Actor, uow: UnitOfWork, number: str, error: Refused | None = None, **filled: str
) -> HTMLResponse:
    found = queries.reference(uow, number)
    decided = found.state is not State.WAITING
    reviews = [each for each in found.reviews if decided or each.version < found.now.place or each.by == who.user]
    said = found.now.said
    kept = {"vehicle": said.vehicle.value, "place": said.place.value, "method": said.method.value}
    kept |= {"commodity": said.commodity, "tags": ", ".join(said.tags), "marks": as_text(said.marks)}
    return render(
        request,
        "comparison/reference.html",
        status=error.status if error else 200,
        found=found,
        scan=scans.scan(uow, found.scan),
        reviews=reviews,
        may_review=who.user not in {found.now.by, *(each.by for each in found.reviews_now)},
        names=people.names(uow, [*(each.by for each in found.versions), *(each.by for each in found.reviews)]),
        said={**kept, "case": said.case, "note": said.note, **filled},
        errors=[error] if error else [],
        **_WORDS,
    )


@router.post("/concealments/{number}")
def change(
    request: Request,
    who: Keeps,
    uow: Uow,
    number: str,
    said: Written,
    because: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Write another version of a reference."""
    try:
        actions.change(uow, number, described(uow, queries.reference(uow, number).scan, said), because=because)
    except NotKeepable as refusal:
        return _one(request, who, uow, number, refusal, **said, because=because)
    return RedirectResponse(f"/concealments/{number}", 303)


@router.post("/concealments/{number}/review")
def review(
    request: Request,
    who: Reviews,
    uow: Uow,
    number: str,
    agrees: Annotated[str, Form(max_length=5)] = "",
    review_note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Say whether the version that stands is right."""
    try:
        if agrees not in {"yes", "no"}:
            says = sentence("Say whether you agree.")
            raise NotKeepable(says, mend=sentence("Choose one of the two."), field="agrees")
        actions.review(uow, number, agrees=agrees == "yes", note=review_note)
    except (NotKeepable, NotReviewable) as refusal:
        return _one(request, who, uow, number, refusal, agrees=agrees, review_note=review_note)
    return RedirectResponse(f"/concealments/{number}", 303)


@router.post("/concealments/{number}/withdrawal")
def withdraw(
    request: Request, who: Keeps, uow: Uow, number: str, because: Annotated[str, Form(max_length=500)] = ""
) -> Response:
    """Take a reference out of the library."""
    try:
        actions.withdraw(uow, number, because=because)
    except NotKeepable as refusal:
        refusal.field = "withdraw-because"  # the form above has a reason of its own
        return _one(request, who, uow, number, refusal)
    return RedirectResponse(f"/concealments/{number}", 303)


@router.get("/files/concealments/{number}/{view}.png")
def picture(request: Request, who: Searches, uow: Uow, number: str, view: int, small: bool = False) -> Response:
    """Draw a view of a reference's scan with its marks."""
    found = queries.reference(uow, number)
    kept = scans.scan(uow, found.scan)
    if not 0 <= view < len(kept.views):
        raise NotFound(sentence("There is no such view."), mend=sentence("Open it again."), seen=str(view))
    read = scans.seen(uow, kept, through=objects(request.app.state.settings))
    marks = tuple((each.box, _RED) for each in found.now.said.marks if each.view == view)
    look = "colour" if kept.dual_energy else "grey"
    drawn = scans.drawn(read, view, look=look, marks=marks, side=420 if small else 2800)
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


@router.get("/files/concealments.dicos.zip")
def as_dicos(request: Request, who: Searches, uow: Uow, wanted: Asked) -> Response:
    """Give the references that are looked for as DICOS threat detection reports."""
    content = queries.as_dicos(uow, queries.all_references(uow, wanted), through=objects(request.app.state.settings))
    attached = {"Content-Disposition": 'attachment; filename="concealments.dicos.zip"'}
    return Response(content, media_type="application/zip", headers=attached)


@router.get("/files/concealments.voc.zip")
def as_voc(who: Searches, uow: Uow, wanted: Asked) -> Response:
    """Give the references that are looked for as Pascal VOC annotations."""
    content = queries.as_voc(uow, queries.all_references(uow, wanted))
    attached = {"Content-Disposition": 'attachment; filename="concealments.voc.zip"'}
    return Response(content, media_type="application/zip", headers=attached)


@router.get("/scans/{number}/like", response_class=HTMLResponse)
def like(request: Request, who: Searches, uow: Uow, number: str) -> HTMLResponse:
    """Show the kept scans that look most like one of them."""
    scans.scan(uow, number)
    return render(
        request,
        "comparison/like.html",
        of=number,
        likes=queries.like(uow, number),
    )

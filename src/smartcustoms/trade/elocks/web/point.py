"""The tablet at a clearance point: find the truck, see whether its seal is whole by the platform, seal, check or unseal with a photo."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import NotFound
from smartcustoms.kernel.files import actions as files
from smartcustoms.kernel.files import queries as kept
from smartcustoms.kernel.files.object_gateway import objects
from smartcustoms.kernel.people import queries as people
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import sent_file
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.sent import content_of
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.elocks import actions, queries
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import WORK_POINT, Stage
from smartcustoms.trade.elocks.running import Look
from smartcustoms.trade.elocks.web.pages import Text, names
from smartcustoms.trade.elocks.web.words import LOOKS

router = APIRouter(tags=["elocks"])
Works = Annotated[Actor, Depends(may(WORK_POINT))]
_PHOTO = 8 * 1024 * 1024
_SHOWN = ("image/jpeg", "image/png", "image/webp")
_NEXT = {Stage.LOADED: Look.SEAL, Stage.ARRIVED: Look.UNSEAL}


@router.get("/elocks/point", response_class=HTMLResponse)
def point(request: Request, who: Works, uow: Uow, q: Text = "") -> HTMLResponse:
    """Show the journey of a lock or truck with large buttons for what can be done at its seal."""
    found = queries.at_point(uow, q.strip())
    officers = people.names(uow, sorted({each.officer for each in found.checks})) if found else {}
    following = _NEXT.get(found.record.stage) if found else None
    home = request.app.state.settings.administration
    if found and following and home != (found.record.origin if following is Look.SEAL else found.record.destination):
        following = None
    return render(
        request, "elocks/point.html", found=found, q=q, officers=officers, looks=LOOKS, following=following and following.value, **names()
    )  # fmt: skip


@router.post("/elocks/{number}/seal")
def look(
    request: Request, who: Works, uow: Uow, number: str, what: Annotated[Look, Form()],
    intact: Annotated[bool, Form()] = False, note: Annotated[str, Form(max_length=2000)] = "",
    photo: Annotated[UploadFile | None, File()] = None,
) -> Response:  # fmt: skip
    """Note what was done or seen at the seal, with a photo."""
    kept_look(request, uow, number, what, intact=intact, note=note, photo=photo)
    return RedirectResponse(f"/elocks/point?q={number}", 303)


def kept_look(
    request: Request, uow: Uow, number: str, what: Look, *, intact: bool, note: str, photo: UploadFile | None
) -> None:
    """Keep the photo, if one was sent, and note the look."""
    digest = None
    if photo is not None and photo.filename:
        content = content_of(photo, _PHOTO)
        place = objects(request.app.state.settings)
        digest = files.keep(uow, content, name=photo.filename, at_most=_PHOTO, only=_SHOWN, through=place).hash
    keys = keyring(request.app.state.settings)
    actions.look_at_seal(uow, number, what, intact=intact, note=note, photo=digest, keys=keys)


@router.get("/files/elocks/{number}/photos/{digest}")
def photo_of(request: Request, who: Works, uow: Uow, number: str, digest: str) -> Response:
    """Show a photo of a journey's seal, verified against its hash."""
    found = queries.at_point(uow, number)
    if found is None or digest not in {each.photo for each in found.checks if each.photo}:
        raise NotFound(sentence("There is no such photo."), mend=sentence("Open the journey again."), seen=digest[:16])
    content = kept.content(uow, digest, through=objects(request.app.state.settings))
    return sent_file(content, media_type=kept.file(uow, digest).media_type, digest=digest)

"""The public pages and JSON of papers: check one by number and code or by its file; the keys that verify them. Nobody signs in for it."""

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Query, Request, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.errors import NotFound, Refused
from smartcustoms.kernel.papers import queries
from smartcustoms.kernel.papers.model import LARGEST, Checked, Genuine, NotGenuine, Paper, Standing, in_language
from smartcustoms.kernel.people.actions import tries
from smartcustoms.kernel.web.access import Visitor
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from smartcustoms.kernel.database.unit import UnitOfWork

router = APIRouter(tags=["papers"])
menu = (MenuEntry(sentence("Check a paper"), "/papers", None, group="trade", order=90),)

MOST: Final = 30
"""Wrong numbers or codes from one address within half an hour."""
STANDINGS: Final[dict[Standing, Sentence]] = {
    Standing.VALID: sentence("Valid"),
    Standing.NOT_YET: sentence("Not yet valid"),
    Standing.EXPIRED: sentence("Expired"),
    Standing.REVOKED: sentence("Revoked"),
    Standing.UNKNOWN: sentence("Unknown"),
    Standing.ALTERED: sentence("Altered"),
}
_TYPES: Final = {"pdf": "application/pdf", "jws": "application/jose"}
Typed = Annotated[str, Query(max_length=80)]


class TooManyGuesses(Refused):
    """Too many wrong numbers or codes came from one address."""

    code = "too_many_guesses"
    status = 429


class TooLargeForPaper(Refused):
    """A file is larger than any paper."""

    code = "paper_too_large"
    status = 413


class PaperChecked(BaseModel):
    """How a paper stands, in words, and what it says."""

    standing: Standing
    says: str
    number: str | None = None
    kind: str | None = None
    title: str | None = None
    issuer: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    issued_at: str | None = None
    content: dict[str, Any] | None = None
    form: str | None = None
    key: str | None = None


@router.get("/papers", response_class=HTMLResponse)
def form(request: Request, who: Visitor, number: Typed = "", code: Typed = "") -> Response:
    """Show the form that takes number and code, or a file; with both given it leads to the paper's own address."""
    if number.strip() and code.strip():
        return RedirectResponse(f"/papers/{_plain(number)}?code={_plain(code)}", 303)
    return _page(request, number=number, code=code)


@router.get("/papers/{number}", response_class=HTMLResponse)
def page(request: Request, who: Visitor, number: str, code: Typed = "") -> HTMLResponse:
    """Show how a paper stands: the address in its QR code."""
    return _page(request, found=_checked(request, number, code), number=number[:60], code=code)


@router.post("/papers/file", response_class=HTMLResponse)
def page_of_file(request: Request, who: Visitor, sent: "Sent") -> HTMLResponse:
    """Show whether an uploaded file is genuine, and how its paper stands."""
    try:
        genuine, found = _verified(request, sent)
    except NotGenuine as refused:
        return _page(request, refused=refused, status=refused.status)
    return _page(request, found=found, genuine=genuine)


@router.get("/files/papers/{number}/{form}")
def file(request: Request, who: Visitor, number: str, form: Literal["pdf", "jws"], code: Typed = "") -> Response:
    """Give the paper itself, as PDF or as JWS, to whoever has its code."""
    found = _checked(request, number, code).paper
    if found is None:
        raise NotFound(
            sentence("No paper with this number and this validation code was issued here."),
            mend=sentence("Look at both on the paper."),
        )
    with _asked(request) as uow:
        content = queries.file_of(uow, found, form)
    heads = {"Content-Disposition": f'attachment; filename="{found.number}.{form}"', "Cache-Control": "no-store"}
    return Response(content, media_type=_TYPES[form], headers=heads)


@router.get("/api/v1/papers/keys")
def keys(request: Request, who: Visitor) -> JSONResponse:
    """Give the public keys as a JSON Web Key Set: with it a paper can be verified without us."""
    with _asked(request) as uow:
        return JSONResponse(queries.key_set(uow))


@router.post("/api/v1/papers/verification")
def verify_file(request: Request, who: Visitor, sent: "Sent") -> PaperChecked:
    """Tell whether a file (PDF or JWS) is genuine, and how its paper stands; refused with the reason when it is not."""
    genuine, found = _verified(request, sent)
    return _given(request, found).model_copy(update={"form": genuine.form, "key": genuine.kid})


@router.get("/api/v1/papers/{number}")
def one_as_json(request: Request, who: Visitor, number: str, code: Typed = "") -> PaperChecked:
    """Tell how a paper stands, by its number and validation code."""
    return _given(request, _checked(request, number, code))


async def _sent(file: UploadFile) -> bytes:
    content = await file.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise TooLargeForPaper(
            sentence("The file is too large for a paper."), mend=sentence("Send the PDF or the JWS."), field="file"
        )
    return content


Sent = Annotated[bytes, Depends(_sent)]


@contextmanager
def _asked(request: Request) -> "Iterator[UnitOfWork]":
    """Begin a unit in the platform's name: whoever checks a paper sees no rows, only what is told of the one he names."""
    with request.app.state.database.unit(by=PLATFORM, at=clock.now()) as uow:
        yield uow


def _checked(request: Request, number: str, code: str) -> Checked:
    """Check a number and a code; wrong ones are counted by where they come from."""
    state, address = request.app.state, request.client.host if request.client else ""
    with _asked(request) as uow:
        ends = tries.guesses_over(uow, "papers", address, state.settings, most=MOST)
        if ends is not None:
            raise TooManyGuesses(
                sentence("Too many wrong numbers or codes came from your network. Wait until {until}.", until=ends),
                mend=sentence("Verify the file itself: that is not limited."),
            )
        found = queries.checked(uow, number, code, at=uow.at)
        if found.standing is Standing.UNKNOWN:
            tries.count_guess(uow, "papers", address, state.settings)
    return found


def _verified(request: Request, content: bytes) -> tuple[Genuine, Checked]:
    with _asked(request) as uow:
        return queries.verified(uow, content, at=uow.at)


def _page(request: Request, *, status: int = 200, **given: Any) -> HTMLResponse:
    none = {"found": None, "genuine": None, "refused": None, "number": "", "code": ""}
    language = reader_of(request).language
    return render(
        request,
        "papers/check.html",
        status=status,
        standings=STANDINGS,
        worded=lambda text: in_language(text, language),
        **(none | given),
    )


def _given(request: Request, found: Checked) -> PaperChecked:
    reader, of = reader_of(request), found.paper
    said = PaperChecked(standing=found.standing, says=say(found.says, reader))
    return said if of is None else said.model_copy(update=_facts(of, found, reader.language))


def _facts(of: Paper, found: Checked, language: str) -> dict[str, Any]:
    return {
        "number": of.number,
        "kind": of.kind,
        "title": in_language(of.title, language),
        "issuer": in_language(of.issuer, language),
        "valid_from": of.valid_from.isoformat(),
        "valid_until": of.valid_until.isoformat() if of.valid_until else None,
        "issued_at": of.issued_at.isoformat(),
        "content": dict(found.content or {}),
    }


def _plain(typed: str) -> str:
    from urllib.parse import quote

    return quote(queries.plain(typed), safe="")

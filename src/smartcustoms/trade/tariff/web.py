"""Pages and JSON of the tariff: search by words or code, one line with its place and what holds for it, the measures of a day."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.duty import queries as duty
from smartcustoms.trade.duty.model import Goods
from smartcustoms.trade.tariff import queries
from smartcustoms.trade.tariff.asking import Asked, asked
from smartcustoms.trade.tariff.model import EDITION, SEARCH_TARIFF, Due, HsLine, Kind, Measure, NoteKind, Way

router = APIRouter()
menu = (MenuEntry(sentence("Tariff"), "/tariff", SEARCH_TARIFF, group="trade", order=60),)
Searcher = Annotated[Actor, Depends(may(SEARCH_TARIFF))]
SIZE = 50
KINDS: dict[str, Sentence] = {
    Kind.DUTY.value: sentence("Duty"),
    Kind.LEVY.value: sentence("Charge or levy"),
    Kind.LICENCE.value: sentence("Licence or permit"),
    Kind.PROHIBITION.value: sentence("Prohibition"),
    Kind.QUOTA.value: sentence("Quota"),
    Kind.SUSPENSION.value: sentence("Suspension"),
}
NOTE_KINDS: dict[str, Sentence] = {
    NoteKind.EXCLUDES.value: sentence("Leaves out"),
    NoteKind.INCLUDES.value: sentence("Takes in"),
    NoteKind.MEANS.value: sentence("Meaning"),
    NoteKind.RULE.value: sentence("How to decide"),
}
WAYS: dict[str, Sentence] = {
    Way.IMPORT.value: sentence("Import"),
    Way.EXPORT.value: sentence("Export"),
    Way.TRANSHIPMENT.value: sentence("Transhipment"),
}


@dataclass(frozen=True)
class Figures:
    """What was asked of a line's duty, read: or the fault, which leaves the form as it was."""

    found: list[Due]
    refused: Refused | None = None


@router.get("/tariff")
def search(request: Request, who: Searcher, text: str = "", code: str = "") -> HTMLResponse:
    """Search the nomenclature, or walk down it."""
    path = queries.path(code) if code else []
    found = queries.lines_found(text, 50) if text else queries.lines_below(code or None)
    names = {line.code: queries.named(line.code, reader_of(request).language) for line in found}
    return render(request, "tariff/search.html", text=text[:200], above=path, found=found, edition=EDITION, names=names)


@router.get("/tariff/measures")
def measures(request: Request, who: Searcher, text: str = "", page: int = 1, format: str = "") -> Response:  # noqa: A002 - the page's own word
    """List the measures that hold on a day, with filters and pages; the same list as CSV."""
    on, way, kind = wanted = asked(request.query_params, day_of(clock.now()))
    found = _measures(request, wanted, text)
    if format == "csv":
        return csv_file(queries.exported(found), f"measures-{on}.csv")
    paging = Paging(max(page, 1), SIZE, len(found))
    rows = found[max(paging.first - 1, 0) : paging.last]
    names = {"kinds": KINDS, "ways": WAYS, "edition": EDITION}
    said = {
        "on": on.isoformat(),
        "direction": way.value if way else "",
        "kind": kind.value if kind else "",
        "text": text,
    }
    context: dict[str, Any] = {"rows": rows, "paging_of": paging, "said": said, **names}
    return render(request, "tariff/measures.html", **context)


@router.get("/tariff/{code}")
def line(request: Request, code: str, who: Searcher) -> HTMLResponse:
    """Show one line: its place, what holds for it on a day, and the duty where its figures are given."""
    found, said = queries.line(code), dict(request.query_params)
    wanted = asked(said, day_of(clock.now()))
    figures = _figures(request, found, wanted)
    language = reader_of(request).language
    return render(
        request,
        "tariff/line.html",
        status=figures.refused.status if figures.refused else 200,
        line=found,
        path=queries.path(found.code),
        section=queries.section(found.code),
        below=queries.lines_below(found.code),
        named=queries.named(found.code, language),
        notes=queries.notes(found.code),
        leading=queries.notes_leading_to(found.code),
        rules=queries.general_rules(),
        note_kinds=NOTE_KINDS,
        measures=_holding(request, found, wanted),
        figures=figures,
        day=wanted.on,
        said={**said, "on": wanted.on.isoformat()},
        kinds=KINDS,
        ways=WAYS,
        edition=EDITION,
    )


@router.get("/api/v1/tariff", tags=["tariff"])
def search_json(who: Searcher, text: str = "") -> list[dict[str, Any]]:
    """Give lines that match words (English, or Chinese as far as our list goes) or the start of a code, best first."""
    return [_given(line) for line in queries.lines_found(text, 50)]


@router.get("/api/v1/tariff/measures", tags=["tariff"])
def measures_json(request: Request, who: Searcher, text: str = "") -> list[dict[str, Any]]:
    """Give the measures that hold `on` a day, of a `direction` and a `kind`, for codes that begin with `text` or words in it."""
    return [
        queries.plain_measure(each)
        for each in _measures(request, asked(request.query_params, day_of(clock.now())), text)
    ]


@router.get("/api/v1/tariff/{code}", tags=["tariff"])
def line_json(request: Request, code: str, who: Searcher) -> dict[str, Any]:
    """Give one line, those above it, and what holds for it `on` a day in a `direction`; with the goods' figures (`value`,
    `litres`, `abv`, `sticks`, `kilograms`, as for duty) what each duty and levy comes to, or what was not said.
    """
    found, wanted = queries.line(code), asked(request.query_params, day_of(clock.now()))
    figures = _figures(request, found, wanted)
    if figures.refused:
        raise figures.refused
    section = queries.section(found.code)
    return {
        **_given(found),
        "path": [_given(line) for line in queries.path(code)],
        "section": {"number": section[0], "title": section[1]} if section else None,
        "declarable": found.declarable,
        "notes": [queries.plain_note(each) for each in queries.notes(found.code)],
        "notes_leading_here": [queries.plain_note(each) for each in queries.notes_leading_to(found.code)],
        "on": wanted.on.isoformat(),
        "measures": [queries.plain_measure(each) for each in _holding(request, found, wanted)],
        "due": [_plain_due(request, each) for each in figures.found],
    }


def _holding(request: Request, line: HsLine, wanted: Asked) -> list[Measure]:
    administration = request.app.state.settings.administration
    return queries.measures(
        line.code, on=wanted.on, way=wanted.way, kind=wanted.kind, administration=administration, among_below=True
    )


def _figures(request: Request, line: HsLine, wanted: Asked) -> Figures:
    """Work out what is due where any figure of the goods was given."""
    said = dict(request.query_params)
    if not line.declarable or not any(said.get(name) for name in ("value", "litres", "sticks", "kilograms")):
        return Figures([])
    try:
        goods, on, exchange = duty.goods_asked({**said, "class": "-"}, wanted.on)
        return Figures(_due(request, line, goods, wanted, on=on, exchange=exchange))
    except Refused as fault:
        return Figures([], fault)


def _due(request: Request, line: HsLine, goods: Goods, wanted: Asked, **more: Any) -> list[Due]:
    administration = request.app.state.settings.administration
    return queries.due(line.code, goods, way=wanted.way or Way.IMPORT, administration=administration, **more)


def _measures(request: Request, wanted: Asked, text: str) -> list[Measure]:
    administration = request.app.state.settings.administration
    found = queries.measures(on=wanted.on, way=wanted.way, kind=wanted.kind, administration=administration)
    sought = text.strip().lower()[:100]
    digits = sought.replace(".", "").replace(" ", "")
    if digits.isdecimal() and digits.isascii():
        return [each for each in found if each.prefix.startswith(digits) or digits.startswith(each.prefix)]
    return [each for each in found if sought in " ".join((*each.says.values(), each.reference, each.law)).lower()]


def _plain_due(request: Request, due: Due) -> dict[str, Any]:
    reader = reader_of(request)
    given = {"kind": due.measure.kind.value, "reference": due.measure.reference, "law": due.measure.law}
    if due.assessment is None:
        lacks = due.lacks
        return given | {
            "due": None,
            "lacks": {"says": say(lacks.says, reader), "field": lacks.field} if lacks else None,
        }
    lines = [
        {"says": say(each.says, reader), "amount": str(each.amount.amount) if each.amount else None}
        for each in due.assessment.lines
    ]
    return given | {"due": str(due.assessment.due.amount), "currency": due.assessment.due.currency, "lines": lines}


def _given(line: HsLine) -> dict[str, Any]:
    return {"code": line.code, "text": line.text, "level": line.level.value}

"""Pages and JSON of duty: one form, the working below it; the passenger's goods, lateness, permits and reliefs; the rates in force."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.day import day_of
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.web.access import may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.words.model import Sentence, sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.duty import plainly, queries
from smartcustoms.trade.duty.asking import asked, asked_late, asked_passenger
from smartcustoms.trade.duty.model import ASSESS_DUTY, Arrival, Assessment, Penalty, ReliefKind

router = APIRouter()
menu = (MenuEntry(sentence("Duty"), "/duty", ASSESS_DUTY, group="trade", order=61),)
Asker = Annotated[Actor, Depends(may(ASSESS_DUTY))]
T = TypeVar("T")
_KINDS: dict[ReliefKind, Sentence] = {
    ReliefKind.EXEMPTION: sentence("Exemption"),
    ReliefKind.RELIEF: sentence("Relief"),
    ReliefKind.SUSPENSION: sentence("Suspension"),
    ReliefKind.PROVISIONAL: sentence("Provisional"),
    ReliefKind.QUOTA: sentence("Quota"),
}
_COLOURS: dict[str, Sentence] = {
    "black": sentence("black"),
    "green": sentence("green"),
    "red": sentence("red"),
    "none": sentence("no colour"),
}
CLASSES: dict[str, Sentence] = {
    "liquor": sentence("liquor"),
    "tobacco": sentence("tobacco"),
    "oil": sentence("hydrocarbon oil"),
    "methyl alcohol": sentence("methyl alcohol"),
    "declaration charge": sentence("declaration charge"),
    "clothing levy": sentence("clothing levy"),
}


@router.get("/duty")
def duty_page(request: Request, who: Asker) -> HTMLResponse:
    """Work out the duty on goods, line by line."""
    said = dict(request.query_params)
    wanted = bool(said.get("goods") or said.get("class"))
    found, refused = _tried(lambda: _answer(_with_class(said)), wanted)
    return render(
        request,
        "duty/assess.html",
        status=200 if refused is None else refused.status,
        said=said,
        found=found,
        refused=refused,
        choices=queries.choices(day_of(clock.now())),
        reliefs=queries.reliefs(day_of(clock.now())),
    )


@router.get("/duty/passenger")
def passenger_page(request: Request, who: Asker) -> HTMLResponse:
    """Work out what a passenger may bring in free, and what is due on the rest."""
    said = dict(request.query_params)
    found, refused = _tried(lambda: _arrival(said), "age" in said)
    status = 200 if refused is None else refused.status
    names = dict(queries.choices(day_of(clock.now())))
    return render(request, "duty/passenger.html", status=status, said=said, found=found, refused=refused, names=names)


@router.get("/duty/late")
def late_page(request: Request, who: Asker) -> HTMLResponse:
    """Work out what a declaration lodged late costs."""
    said = dict(request.query_params)
    found, refused = _tried(lambda: _late(said), "value" in said)
    status = 200 if refused is None else refused.status
    return render(request, "duty/late.html", status=status, said=said, found=found, refused=refused)


@router.get("/duty/permits")
def permits_page(request: Request, who: Asker, on: str = "") -> HTMLResponse:
    """Show the types of permit and the reliefs of a day, with their law."""
    day = asked({"on": on}, day_of(clock.now())).on
    return render(
        request,
        "duty/permits.html",
        day=day,
        permits=queries.permits(day),
        reliefs=queries.reliefs(day),
        kinds={kind.value: says for kind, says in _KINDS.items()},
        colours=_COLOURS,
        classes=CLASSES,
    )


@router.get("/api/v1/duty", tags=["duty"])
def duty_json(request: Request, who: Asker) -> dict[str, Any]:
    """Work out the duty on goods: `class`, `kind`, `value`, `currency`, `exchange`, `litres`, `containers`, `abv`, `sticks`,
    `length`, `kilograms`, `bottles`, `papers`, `relief`, `on`, as on the command line; amounts are exact decimals in text.
    """
    return plainly.plain(_answer(request.query_params))


@router.get("/api/v1/duty/rates", tags=["duty"])
def rates_json(request: Request, who: Asker, on: str = "") -> list[dict[str, Any]]:
    """Give the rates in force on a day, each with its law, its first day and its source."""
    return [plainly.plain_rate(each) for each in queries.rates(asked({"on": on}, day_of(clock.now())).on)]


@router.get("/api/v1/duty/passenger", tags=["duty"])
def passenger_json(request: Request, who: Asker) -> dict[str, Any]:
    """Work out what is due from a passenger: `age`, `resident`, `hours_away`, `for_trade`, `litres`, `bottles`, `abv`, `value`,
    `cigarettes`, `cigars`, `cigar_grams`, `tobacco_grams`, `on`.
    """
    reader = reader_of(request)
    return plainly.plain_arrival(_arrival(request.query_params), lambda each: say(each, reader))


@router.get("/api/v1/duty/late", tags=["duty"])
def late_json(request: Request, who: Asker) -> dict[str, Any]:
    """Work out the penalty of a declaration: `value` in local money, `goods_on`, `lodged_on`."""
    reader = reader_of(request)
    return plainly.plain_penalty(_late(request.query_params), lambda each: say(each, reader))


@router.get("/api/v1/duty/permits", tags=["duty"])
def permits_json(request: Request, who: Asker, on: str = "") -> dict[str, Any]:
    """Give the types of permit and the reliefs of a day, with their law, first day and source."""
    day = asked({"on": on}, day_of(clock.now())).on
    return {
        "permits": [plainly.plain_permit(each) for each in queries.permits(day)],
        "reliefs": [plainly.plain_relief(each) for each in queries.reliefs(day)],
    }


def _tried(answer: Callable[[], T], wanted: bool) -> tuple[T | None, Refused | None]:
    """Give the answer where something was asked, or what refused it, so that the form stays filled in."""
    try:
        return (answer() if wanted else None), None
    except Refused as fault:
        return None, fault


def _with_class(said: dict[str, str]) -> dict[str, str]:
    """Take the form's one choice apart: `liquor/wine` is class liquor, kind wine."""
    if said.get("goods"):
        goods, _, kind = said["goods"].partition("/")
        return {**said, "class": goods, "kind": kind}
    return said


def _answer(said: Mapping[str, str]) -> Assessment:
    goods, on, exchange, relief = asked(said, day_of(clock.now()))
    return queries.assess(goods, on=on, exchange=exchange, relief=relief)


def _arrival(said: Mapping[str, str]) -> Arrival:
    who, goods, on = asked_passenger(said, day_of(clock.now()))
    return queries.passenger(who, goods, on=on)


def _late(said: Mapping[str, str]) -> Penalty:
    value, goods_on, lodged_on = asked_late(said, day_of(clock.now()))
    return queries.late(value, goods_on=goods_on, lodged_on=lodged_on)

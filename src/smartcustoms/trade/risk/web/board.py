"""How it goes: lanes by office, hit rates of the selected against the random sample, revenue, drift, the models."""

from datetime import timedelta
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.words.model import sentence
from smartcustoms.trade.risk import queries
from smartcustoms.trade.risk.model import SEE_RISK, Lane

router = APIRouter()
menu = (MenuEntry(sentence("How it goes"), "/risk/board", SEE_RISK, group="risk", order=20),)

Reader = Annotated[Actor, Depends(may(SEE_RISK))]

ARMS: Final = {
    "random": sentence("random sample"),
    "selected": sentence("all selected"),
    "model": sentence("expected value"),
    "rule": sentence("rule or indicator"),
    "exploration": sentence("to learn"),
}
MOST_DAYS: Final = 3660


class RateAnswer(BaseModel):
    """A hit rate as JSON."""

    arm: str
    examined: int
    found: int
    rate: float
    low: float
    high: float
    recovered: float


@router.get("/api/v1/risk/board")
def get_board(who: Reader, uow: Uow, days: int = 30) -> list[RateAnswer]:
    """Give the hit rates of the selected and of the random sample."""
    board = queries.board(uow, since=uow.at.date() - timedelta(days=min(max(1, days), MOST_DAYS)))
    return [
        RateAnswer(
            arm=rate.arm,
            examined=rate.examined,
            found=rate.found,
            rate=rate.interval.value,
            low=rate.interval.low,
            high=rate.interval.high,
            recovered=rate.recovered,
        )
        for rate in board.rates
    ]


class SparingAnswer(BaseModel):
    """What trusting operators of one share does, as JSON."""

    share: float
    lodged: int
    selected: int
    spared: int
    examined: int
    found: int
    down: tuple[float, float, float]
    missed: tuple[float, float, float] | None


@router.get("/api/v1/risk/board/trusted")
def get_trusted(who: Reader, uow: Uow, days: int = 30) -> list[SparingAnswer]:
    """Give what trusted operators are spared by lot, and what that may miss (null: none was examined)."""
    since = uow.at.date() - timedelta(days=min(max(1, days), MOST_DAYS))
    return [
        SparingAnswer(
            share=one.share,
            lodged=one.lodged,
            selected=one.selected,
            spared=one.spared,
            examined=one.examined,
            found=one.found,
            down=tuple(one.down),
            missed=tuple(one.missed) if one.examined else None,
        )
        for one in queries.trusted(uow, since=since)
    ]


@router.get("/risk/board")
def board_page(request: Request, who: Reader, uow: Uow, days: int = 30) -> HTMLResponse:
    """Show lanes by office, hit rates with intervals, revenue, drift and the judges."""
    days = min(max(1, days), MOST_DAYS)
    today = uow.at.date()
    since = today - timedelta(days=days)
    return render(
        request,
        "risk/board.html",
        board=queries.board(uow, since=since),
        money=request.app.state.settings.currency,
        drift=queries.drift_of(uow, since=since, middle=today - timedelta(days=days // 2)),
        judges=queries.judges(uow)[:5],
        arms=ARMS,
        lanes=list(Lane),
        days=days,
    )

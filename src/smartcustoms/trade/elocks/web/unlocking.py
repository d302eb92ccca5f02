"""Permitting an unlock: on the journey's page, and by API; the other side's token; the answer to a lock's challenge."""

from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.pages import render
from smartcustoms.trade.elocks import actions
from smartcustoms.trade.elocks.keyring import keyring
from smartcustoms.trade.elocks.model import PERMIT_UNLOCKS, TokenRecord
from smartcustoms.trade.elocks.web.pages import Leads

router = APIRouter(tags=["elocks"])
Permits = Annotated[Actor, Depends(may(PERMIT_UNLOCKS))]


class UnlockAsked(BaseModel):
    """An unlock to permit: where, and from when to when."""

    zone: str = Field(max_length=80)
    not_before: datetime
    not_after: datetime


class ChallengeShown(BaseModel):
    """The eight digits that a lock without a network shows, and where it is."""

    zone: str = Field(max_length=80)
    challenge: str = Field(max_length=20)


class TokenTaken(BaseModel):
    """Another administration's signed token, in hexadecimal digits."""

    statement: str = Field(max_length=20_000, pattern=r"^([0-9a-f]{2})+$")


class TokenGiven(BaseModel):
    """A token: the right to unlock once."""

    journey: str
    lock: str
    administration: str
    zone: str
    counter: int
    not_before: datetime
    not_after: datetime
    officer: str
    statement: str = Field(description="COSE_Sign1, in hexadecimal digits")
    answer: str | None = Field(None, description="the digits to type into the lock, when it showed a challenge")


@router.post("/elocks/{number}/unlock")
def permit(
    request: Request,
    who: Permits,
    uow: Uow,
    number: str,
    zone: Annotated[str, Form(max_length=80)],
    minutes: Annotated[int, Form(ge=5, le=720)] = 60,
    start: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Permit an unlock from now, or from a moment of the administration's clock, for some minutes."""
    settings = request.app.state.settings
    begins = _moment(start, settings.time_zone) or uow.at.replace(second=0, microsecond=0)
    actions.permit_unlock(
        uow, number, zone, not_before=begins, not_after=begins + timedelta(minutes=minutes), keys=keyring(settings)
    )
    return RedirectResponse(f"/elocks/{number}#unlocking", 303)


def _moment(text: str, zone: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return None


@router.post("/elocks/{number}/challenge")
def answer(
    request: Request, who: Permits, uow: Uow, number: str,
    zone: Annotated[str, Form(max_length=80)], challenge: Annotated[str, Form(max_length=20)],
) -> Response:  # fmt: skip
    """Answer a lock's challenge; the answer is shown once, to be typed into the lock."""
    settings = request.app.state.settings
    token, digits = actions.answer_challenge(
        uow, number, zone, challenge.replace(" ", ""), keys=keyring(settings), settings=settings
    )
    return render(request, "elocks/answer.html", token=token, answer=digits)


@router.post("/api/v1/elocks/{number}/unlock", status_code=201)
def permit_by_api(request: Request, who: Permits, uow: Uow, number: str, asked: UnlockAsked) -> TokenGiven:
    """Permit an unlock: the signed token is what the lock, or the officer's phone, presents."""
    keys = keyring(request.app.state.settings)
    token = actions.permit_unlock(
        uow, number, asked.zone, not_before=asked.not_before, not_after=asked.not_after, keys=keys
    )
    return _given(token)


@router.post("/api/v1/elocks/{number}/challenge", status_code=201)
def answer_by_api(request: Request, who: Permits, uow: Uow, number: str, shown: ChallengeShown) -> TokenGiven:
    """Answer a lock's challenge."""
    settings = request.app.state.settings
    token, digits = actions.answer_challenge(
        uow, number, shown.zone, shown.challenge, keys=keyring(settings), settings=settings
    )
    return _given(token, digits)


@router.post("/api/v1/elocks/tokens", status_code=201)
def token_by_api(request: Request, who: Leads, uow: Uow, taken: TokenTaken) -> TokenGiven:
    """Take in another administration's token; an alarm that it explains is taken back."""
    return _given(actions.take_token(uow, bytes.fromhex(taken.statement), keys=keyring(request.app.state.settings)))


def _given(token: TokenRecord, answer: str | None = None) -> TokenGiven:
    return TokenGiven(
        journey=token.journey, lock=token.lock, administration=token.administration, zone=token.zone, counter=token.counter,
        not_before=token.not_before, not_after=token.not_after, officer=token.officer, statement=token.statement.hex(), answer=answer,
    )  # fmt: skip

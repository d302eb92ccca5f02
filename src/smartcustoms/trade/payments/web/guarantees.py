"""Pages and JSON of guarantee accounts: what is free, what is held; deposit, hold, release, draw."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.people.queries import may as allowed
from smartcustoms.kernel.people.queries import sees_all
from smartcustoms.kernel.web.access import Uow
from smartcustoms.kernel.web.pages import render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.trade.payments import actions, queries
from smartcustoms.trade.payments.model import PAY, RAISE, SEE, Account, Hold
from smartcustoms.trade.payments.web.asked import SIZE, Payer, Raiser, Seer, money_of, plain_note

router = APIRouter(tags=["payments"])


class DepositTaken(BaseModel):
    """How much is to be deposited; `key` makes it the same when it is sent again."""

    amount: str = Field(max_length=30)
    key: str = Field("", max_length=60)


class HoldTaken(BaseModel):
    """What is held of whose guarantee, for which movement."""

    organisation: str = Field(max_length=60)
    amount: str = Field(max_length=30)
    about: str = Field(max_length=80)


class AboutTaken(BaseModel):
    """Which movement; for a draw, which note is paid from what is held."""

    about: str = Field(max_length=80)
    note: str = Field("", max_length=40)


@router.get("/payments/guarantee", response_class=HTMLResponse)
def shown(request: Request, who: Seer, uow: Uow, organisation: str = "", page: int = 1) -> HTMLResponse:
    """Show a guarantee account: a trader's own; to officers the list, and one of them."""
    whose = _whose(who, organisation)
    found, total = queries.accounts(uow, page=max(page, 1), size=SIZE) if sees_all(who, SEE) else ([], 0)
    return render(
        request,
        "payments/guarantee.html",
        whose=whose,
        account=queries.account(uow, whose) if whose else None,
        holds=queries.holds(uow, whose) if whose else [],
        accounts=found,
        paging_of=Paging(max(page, 1), SIZE, total),
        all_seen=sees_all(who, SEE),
        pays=allowed(who, PAY),
        raises=allowed(who, RAISE),
        money=request.app.state.settings.currency,
    )


@router.get("/api/v1/payments/guarantee")
def shown_json(who: Seer, uow: Uow, organisation: str = "", page: int = 1) -> dict[str, Any]:
    """Give a guarantee account with what is held of it: a trader's own; to officers one by its organisation, or the list."""
    whose = _whose(who, organisation)
    found = queries.accounts(uow, page=max(page, 1), size=SIZE)[0] if sees_all(who, SEE) else []
    account = queries.account(uow, whose) if whose else None
    return {
        "account": _plain(account) if account else None,
        "holds": [_plain_hold(each) for each in (queries.holds(uow, whose) if whose else [])],
        "accounts": [_plain(each) for each in found],
    }


@router.post("/payments/guarantee/deposit")
def deposit(request: Request, who: Payer, uow: Uow, amount: Annotated[str, Form(max_length=30)] = "") -> Response:
    """Ask for a note to pay a deposit by."""
    number = _deposit(request, who, DepositTaken(amount=amount))
    return RedirectResponse(f"/payments/notes/{number}", 303)


@router.post("/api/v1/payments/guarantee/deposit", status_code=201)
def deposit_json(request: Request, who: Payer, uow: Uow, taken: DepositTaken) -> dict[str, Any]:
    """Ask for a note to pay a deposit by; sent again with the same key, the note that is there is given."""
    return plain_note(request, queries.note(uow, _deposit(request, who, taken)))


@router.post("/payments/guarantee/hold")
def hold(
    request: Request,
    who: Raiser,
    uow: Uow,
    organisation: Annotated[str, Form(max_length=60)] = "",
    amount: Annotated[str, Form(max_length=30)] = "",
    about: Annotated[str, Form(max_length=80)] = "",
) -> Response:
    """Hold part of a guarantee for a movement."""
    actions.hold(uow, organisation.strip(), money_of(request, amount), about=about)
    return RedirectResponse(f"/payments/guarantee?organisation={organisation.strip()}", 303)


@router.post("/api/v1/payments/guarantee/hold")
def hold_json(request: Request, who: Raiser, uow: Uow, taken: HoldTaken) -> dict[str, Any]:
    """Hold part of a guarantee for a movement; holding the same again changes nothing."""
    money = money_of(request, taken.amount)
    return _plain_hold(actions.hold(uow, taken.organisation.strip(), money, about=taken.about))


@router.post("/payments/guarantee/release")
def release(who: Raiser, uow: Uow, about: Annotated[str, Form(max_length=80)] = "") -> Response:
    """Let go what is held for a movement that is over."""
    found = actions.release(uow, about.strip())
    return RedirectResponse(f"/payments/guarantee?organisation={found.organisation}", 303)


@router.post("/api/v1/payments/guarantee/release")
def release_json(who: Raiser, uow: Uow, taken: AboutTaken) -> dict[str, Any]:
    """Let go what is held for a movement that is over; letting go again changes nothing."""
    return _plain_hold(actions.release(uow, taken.about.strip()))


@router.post("/payments/guarantee/draw")
def draw(
    who: Raiser,
    uow: Uow,
    about: Annotated[str, Form(max_length=80)] = "",
    note: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Pay a note from what is held for a movement."""
    actions.draw(uow, about.strip(), note.strip())
    return RedirectResponse(f"/payments/notes/{note.strip()}", 303)


@router.post("/api/v1/payments/guarantee/draw")
def draw_json(request: Request, who: Raiser, uow: Uow, taken: AboutTaken) -> dict[str, Any]:
    """Pay a note from what is held for a movement; the rest is let go."""
    actions.draw(uow, taken.about.strip(), taken.note.strip())
    return plain_note(request, queries.note(uow, taken.note.strip()))


def _whose(who: Actor, organisation: str) -> str:
    return organisation.strip()[:60] if sees_all(who, SEE) else who.organisation


def _deposit(request: Request, who: Actor, taken: DepositTaken) -> str:
    """Raise the note in the platform's name: what a trader asks for touches the ledger, which is customs' own."""
    money, at = money_of(request, taken.amount), clock.now()
    with request.app.state.database.unit(by=PLATFORM, at=at) as uow:
        return actions.ask_deposit(uow, who.organisation, money, key=taken.key or at.isoformat())


def _plain(account: Account) -> dict[str, Any]:
    return {
        "organisation": account.organisation,
        "currency": account.available.currency,
        "available": str(account.available.amount),
        "held": str(account.held.amount),
    }


def _plain_hold(found: Hold) -> dict[str, Any]:
    return {
        "about": found.about,
        "organisation": found.organisation,
        "currency": found.amount.currency,
        "amount": str(found.amount.amount),
        "drawn": str(found.drawn.amount) if found.drawn else None,
        "held_at": found.held_at.isoformat(),
        "over_at": found.over_at.isoformat() if found.over_at else None,
    }

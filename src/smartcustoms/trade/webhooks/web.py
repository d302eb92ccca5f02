"""Pages and API of webhooks: add, change, test, pause, rotate, end; the deliveries of each."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.people.queries import require
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.downloads import csv_file
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say
from smartcustoms.trade.webhooks import actions, queries
from smartcustoms.trade.webhooks.model import MANAGE, TRIES, Delivery, Standing, Webhook
from smartcustoms.trade.webhooks.model import Form as NoticeForm

router = APIRouter(tags=["webhooks"])
menu = (MenuEntry(sentence("Webhooks"), "/webhooks", MANAGE, group="trade", order=62),)
Keeper = Annotated[Actor, Depends(may(MANAGE))]
Page = Annotated[int, Query(ge=1, le=100_000)]
_SIZE, _MOST_EXPORTED = 50, 10_000


class WebhookAsked(BaseModel):
    """Where notices go, how they are written, and which; no kinds: all."""

    address: str = Field(max_length=500, examples=["https://example.org/notices"])
    form: str = Field("json", max_length=10)
    kinds: list[str] = Field(default_factory=list, max_length=40)


class PauseAsked(BaseModel):
    """Whether notices are kept back."""

    paused: bool


class WebhookAnswer(BaseModel):
    """A webhook; `secret` is there only when it was just made."""

    number: str
    address: str
    form: NoticeForm
    kinds: list[str]
    paused: bool
    ended: bool
    key_id: str
    made_at: datetime
    deliveries: dict[str, int] = Field(default_factory=dict)
    secret: str | None = None


class DeliveryAnswer(BaseModel):
    """A delivery: where it stands, and why the last try did not succeed."""

    id: UUID
    declaration: str
    kind: str
    standing: Standing
    tries: int
    reason: str
    seen: str
    made_at: datetime
    due_at: datetime
    delivered_at: datetime | None


class DeliveriesAnswer(BaseModel):
    """A page of deliveries, the newest first."""

    total: int
    deliveries: list[DeliveryAnswer]


def _answer(hook: Webhook, counts: dict[str, int] | None = None, secret: str | None = None) -> WebhookAnswer:
    return WebhookAnswer(
        number=hook.number, address=hook.address, form=hook.form, kinds=list(hook.kinds), paused=hook.paused,
        ended=hook.ended_at is not None,
        key_id=f"{hook.number}.{hook.generation}", made_at=hook.made_at, deliveries=counts or {}, secret=secret,
    )  # fmt: skip


def _is_private(request: Request) -> bool:
    return bool(request.app.state.settings.webhooks_private)


@router.get("/api/v1/webhooks")
def listed(who: Keeper, uow: Uow) -> list[WebhookAnswer]:
    """List the organisation's webhooks."""
    counts = queries.counts(uow)
    return [_answer(each, counts.get(each.number)) for each in queries.webhooks(uow)]


@router.post("/api/v1/webhooks", status_code=201)
def add(request: Request, who: Keeper, uow: Uow, asked: WebhookAsked) -> WebhookAnswer:
    """Add a webhook; the answer holds its secret, which is not told again."""
    made = actions.add(uow, address=asked.address, form=asked.form, kinds=asked.kinds, private=_is_private(request))
    return _answer(made, secret=queries.secret_of(request.app.state.settings, made))


@router.get("/api/v1/webhooks/{number}")
def one(who: Keeper, uow: Uow, number: str) -> WebhookAnswer:
    """Give one webhook."""
    return _answer(_seen(uow, who, number), queries.counts(uow).get(number))


@router.post("/api/v1/webhooks/{number}")
def change(request: Request, who: Keeper, uow: Uow, number: str, asked: WebhookAsked) -> WebhookAnswer:
    """Change address, form and kinds."""
    private = _is_private(request)
    actions.change(uow, number, address=asked.address, form=asked.form, kinds=asked.kinds, private=private)
    return _answer(queries.webhook(uow, number))


@router.post("/api/v1/webhooks/{number}/pause")
def pause(who: Keeper, uow: Uow, number: str, asked: PauseAsked) -> WebhookAnswer:
    """Keep notices back, or let them go again."""
    actions.pause(uow, number, paused=asked.paused)
    return _answer(queries.webhook(uow, number))


@router.post("/api/v1/webhooks/{number}/secret")
def rotate(request: Request, who: Keeper, uow: Uow, number: str) -> WebhookAnswer:
    """Make a new secret, told in the answer only; for a day the old one signs too."""
    made = actions.rotate(uow, number)
    return _answer(made, secret=queries.secret_of(request.app.state.settings, made))


@router.post("/api/v1/webhooks/{number}/test", status_code=202)
def test(who: Keeper, uow: Uow, number: str) -> dict[str, str]:
    """Queue a test notice; the worker posts it within a minute."""
    return {"delivery": str(actions.test(uow, number))}


@router.post("/api/v1/webhooks/{number}/end", status_code=204)
def end(who: Keeper, uow: Uow, number: str) -> None:
    """End a webhook."""
    actions.end(uow, number)


@router.get("/api/v1/webhooks/{number}/deliveries")
def deliveries(
    request: Request, who: Keeper, uow: Uow, number: str, standing: Standing | None = None, q: str = "", page: Page = 1
) -> DeliveriesAnswer:
    """List a webhook's deliveries, the newest first."""
    _seen(uow, who, number)
    found, total = queries.deliveries(uow, number, standing=standing, text=q.strip()[:40], page=page, size=_SIZE)
    return DeliveriesAnswer(total=total, deliveries=[_delivery(request, each) for each in found])


@router.post("/api/v1/webhooks/{number}/deliveries/{delivery}/again", status_code=202)
def again(who: Keeper, uow: Uow, number: str, delivery: str) -> dict[str, str]:
    """Post a delivery once more, with the same id."""
    actions.send_again(uow, number, delivery)
    return {"delivery": delivery}


def _delivery(request: Request, each: Delivery) -> DeliveryAnswer:
    reason = say(queries.HINDRANCES[each.hindrance], reader_of(request)) if each.hindrance else ""
    return DeliveryAnswer(
        id=each.id, declaration=each.declaration, kind=each.kind, standing=each.standing, tries=each.tries,
        reason=reason, seen=each.seen, made_at=each.made_at, due_at=each.due_at, delivered_at=each.delivered_at,
    )  # fmt: skip


def _seen(uow: Uow, who: Actor, number: str) -> Webhook:
    found = queries.webhook(uow, number)
    require(who, MANAGE, owner=found.organisation)
    return found


@router.get("/webhooks", response_class=HTMLResponse)
def list_page(request: Request, who: Keeper, uow: Uow) -> HTMLResponse:
    """Show the organisation's webhooks."""
    return _list(request, uow)


@router.post("/webhooks", response_class=HTMLResponse)
def add_page(
    request: Request,
    who: Keeper,
    uow: Uow,
    address: Annotated[str, Form(max_length=500)],
    form: Annotated[str, Form(max_length=10)] = "json",
    kinds: Annotated[list[str] | None, Form()] = None,
) -> HTMLResponse:
    """Add a webhook and show its secret, once."""
    try:
        made = actions.add(uow, address=address, form=form, kinds=kinds or (), private=_is_private(request))
    except Refused as refused:
        return _list(request, uow, refused=refused, asked={"address": address, "form": form, "kinds": kinds or []})
    return _list(request, uow, secret=queries.secret_of(request.app.state.settings, made))


@router.get("/webhooks/{number}", response_class=HTMLResponse)
def one_page(
    request: Request, who: Keeper, uow: Uow, number: str, standing: str = "", q: str = "", page: Page = 1
) -> HTMLResponse:
    """Show a webhook and its deliveries."""
    return _one(request, uow, who, number, standing=standing, text=q.strip()[:40], page=page)


@router.post("/webhooks/{number}", response_class=HTMLResponse)
def change_page(
    request: Request,
    who: Keeper,
    uow: Uow,
    number: str,
    address: Annotated[str, Form(max_length=500)] = "",
    form: Annotated[str, Form(max_length=10)] = "json",
    kinds: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Change address, form and kinds."""
    try:
        actions.change(uow, number, address=address, form=form, kinds=kinds or (), private=_is_private(request))
    except Refused as refused:
        return _one(request, uow, who, number, refused=refused)
    return RedirectResponse(f"/webhooks/{number}", 303)


@router.post("/webhooks/{number}/pause")
def pause_page(who: Keeper, uow: Uow, number: str, paused: Annotated[bool, Form()] = True) -> Response:
    """Keep notices back, or let them go again."""
    actions.pause(uow, number, paused=paused)
    return RedirectResponse(f"/webhooks/{number}", 303)


@router.post("/webhooks/{number}/secret", response_class=HTMLResponse)
def rotate_page(request: Request, who: Keeper, uow: Uow, number: str) -> HTMLResponse:
    """Make a new secret and show it, once."""
    made = actions.rotate(uow, number)
    return _one(request, uow, who, number, secret=queries.secret_of(request.app.state.settings, made))


@router.post("/webhooks/{number}/test")
def test_page(who: Keeper, uow: Uow, number: str) -> Response:
    """Queue a test notice."""
    actions.test(uow, number)
    return RedirectResponse(f"/webhooks/{number}", 303)


@router.post("/webhooks/{number}/end")
def end_page(who: Keeper, uow: Uow, number: str) -> Response:
    """End a webhook."""
    actions.end(uow, number)
    return RedirectResponse("/webhooks", 303)


@router.get("/webhooks/{number}/deliveries")
def deliveries_csv(who: Keeper, uow: Uow, number: str, standing: str = "", q: str = "") -> Response:
    """Give a webhook's deliveries as CSV, at most 10,000."""
    _seen(uow, who, number)
    wanted, text = _standing(standing), q.strip()[:40]
    found, _ = queries.deliveries(uow, number, standing=wanted, text=text, size=_MOST_EXPORTED)
    return csv_file(queries.deliveries_csv(found), f"deliveries-{number}.csv")


@router.post("/webhooks/{number}/deliveries/{delivery}/again")
def again_page(who: Keeper, uow: Uow, number: str, delivery: str) -> Response:
    """Post a delivery once more."""
    actions.send_again(uow, number, delivery)
    return RedirectResponse(f"/webhooks/{number}", 303)


def _standing(text: str) -> Standing | None:
    return Standing(text) if text in set(Standing) else None


def _list(
    request: Request, uow: Uow, *, secret: str = "", refused: Refused | None = None, asked: dict[str, Any] | None = None
) -> HTMLResponse:
    return render(
        request,
        "webhooks/list.html",
        status=refused.status if refused else 200,
        webhooks=queries.webhooks(uow),
        counts=queries.counts(uow),
        kinds=queries.kind_names(),
        secret=secret,
        refused=refused,
        asked=asked or {"address": "", "form": "json", "kinds": []},
    )


def _one(
    request: Request, uow: Uow, who: Actor, number: str, *, standing: str = "", text: str = "", page: int = 1,
    secret: str = "", refused: Refused | None = None,
) -> HTMLResponse:  # fmt: skip
    hook = _seen(uow, who, number)
    wanted = _standing(standing)
    found, total = queries.deliveries(uow, number, standing=wanted, text=text, page=page, size=_SIZE)
    return render(
        request,
        "webhooks/one.html",
        status=refused.status if refused else 200,
        hook=hook,
        deliveries=found,
        kinds=queries.kind_names(),
        standings=queries.STANDINGS,
        hindrances=queries.HINDRANCES,
        asked_for={"standing": standing, "q": text},
        paging_of=Paging(page, _SIZE, total),
        secret=secret,
        refused=refused,
        tries=TRIES,
    )

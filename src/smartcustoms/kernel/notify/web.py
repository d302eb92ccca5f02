"""Pages and JSON of messages: my messages, how they come, and the outbox of those that did not go out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AwareDatetime, BaseModel, Field

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.errors import Refused
from smartcustoms.kernel.notify import actions, queries
from smartcustoms.kernel.notify.model import READ_MESSAGES, SEE_OUTBOX, Channel, Sending, Subscription
from smartcustoms.kernel.notify.push_gateway import push_gateway
from smartcustoms.kernel.web.access import Uow, may
from smartcustoms.kernel.web.menu import MenuEntry
from smartcustoms.kernel.web.pages import reader_of, render
from smartcustoms.kernel.web.parts import Paging
from smartcustoms.kernel.words.model import sentence
from smartcustoms.kernel.words.say import say

router = APIRouter()
menu = (
    MenuEntry(sentence("My messages"), "/messages", READ_MESSAGES, group="work", order=90),
    MenuEntry(sentence("Messages not sent"), "/messages/outbox", SEE_OUTBOX, group="platform", order=60),
)

Reader = Annotated[Actor, Depends(may(READ_MESSAGES))]
Watcher = Annotated[Actor, Depends(may(SEE_OUTBOX))]
_SIZE = 30


class MessageAnswer(BaseModel):
    """A message as JSON, said in the reader's language."""

    id: UUID
    at: AwareDatetime
    about: str
    text: str
    link: str
    read: bool


class SubscriptionAsked(BaseModel):
    """A browser's push subscription."""

    endpoint: str = Field(max_length=1000)
    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=100)


class ReadAsked(BaseModel):
    """Which message was read; null: all of them."""

    message: UUID | None = None


class PreferencesShape(BaseModel):
    """Where copies of my messages go; empty: not that way."""

    mail: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)


class CopyAnswer(BaseModel):
    """A copy of a message that did not go out."""

    id: UUID
    channel: Channel
    user: str
    state: Sending
    tries: int
    error: str


@router.get("/api/v1/messages")
def get_messages(
    request: Request, who: Reader, uow: Uow, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> list[MessageAnswer]:
    """Give a page of my messages, the newest first."""
    reader = reader_of(request)
    return [
        MessageAnswer(
            id=it.id, at=it.at, about=it.about, text=say(it.says, reader), link=it.link, read=it.read_at is not None
        )
        for it in queries.inbox(uow, page=page)[0]
    ]


@router.get("/messages")
def inbox_page(
    request: Request, who: Reader, uow: Uow, page: Annotated[int, Query(ge=1, le=10_000)] = 1
) -> HTMLResponse:
    """Show my messages."""
    return _inbox(request, uow, [], page=page)


@router.post("/messages/read")
def post_read(who: Reader, uow: Uow, message: Annotated[str, Form()] = "") -> Response:
    """Note that I read a message, or all; go on to what it is about."""
    chosen = _uuid(message)
    if chosen is not None or not message:
        actions.mark_read(uow, chosen)
    return RedirectResponse("/messages", 303)


@router.post("/messages/preferences")
def post_preferences(
    request: Request, who: Reader, uow: Uow, mail: Annotated[str, Form()] = "", phone: Annotated[str, Form()] = ""
) -> Response:
    """Choose where copies go."""
    try:
        actions.prefer(uow, mail=mail, phone=phone)
    except Refused as refusal:
        return _inbox(request, uow, [refusal])
    return RedirectResponse("/messages", 303)


@router.post("/api/v1/messages/subscriptions", status_code=204)
def post_subscription(asked: SubscriptionAsked, who: Reader, uow: Uow) -> None:
    """Let this browser be told by web push."""
    actions.subscribe(uow, Subscription(asked.endpoint, asked.p256dh, asked.auth))


@router.post("/api/v1/messages/read", status_code=204)
def mark_read(asked: ReadAsked, who: Reader, uow: Uow) -> None:
    """Note that I read a message, or all."""
    actions.mark_read(uow, asked.message)


@router.get("/api/v1/messages/preferences")
def get_preferences(who: Reader, uow: Uow) -> PreferencesShape:
    """Tell where copies of my messages go."""
    wish = queries.preference(uow)
    return PreferencesShape(mail=wish.mail, phone=wish.phone)


@router.post("/api/v1/messages/preferences")
def set_preferences(asked: PreferencesShape, who: Reader, uow: Uow) -> PreferencesShape:
    """Choose where copies go."""
    actions.prefer(uow, mail=asked.mail, phone=asked.phone)
    return get_preferences(who, uow)


@router.get("/api/v1/messages/outbox")
def get_outbox(who: Watcher, uow: Uow) -> list[CopyAnswer]:
    """Give what did not go out."""
    return [CopyAnswer.model_validate(each, from_attributes=True) for each in queries.outbox(uow)]


@router.get("/messages/outbox")
def outbox_page(request: Request, who: Watcher, uow: Uow) -> HTMLResponse:
    """Show what did not go out."""
    return render(request, "notify/outbox.html", copies=queries.outbox(uow))


def _inbox(request: Request, uow: Uow, errors: list[Refused], *, page: int = 1) -> HTMLResponse:
    messages, total, unread = queries.inbox(uow, page=page, size=_SIZE)
    return render(
        request,
        "notify/inbox.html",
        status=422 if errors else 200,
        messages=messages,
        unread=unread,
        paging=Paging(page, _SIZE, total),
        wish=queries.preference(uow),
        errors=errors,
        push_key=push_gateway(request.app.state.settings).public,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None

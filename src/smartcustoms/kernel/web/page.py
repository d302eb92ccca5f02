"""What a page knows while it is drawn: its request, its reader, its words. Templates and their parts reach it by functions."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from markupsafe import Markup, escape

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.permissions import Permission
from smartcustoms.kernel.places import country_name
from smartcustoms.kernel.web import csrf
from smartcustoms.kernel.web.permitting import permitted
from smartcustoms.kernel.words.model import Sentence
from smartcustoms.kernel.words.say import Reader, ago, number, percent, say, shown, translated


@dataclass
class Page:
    """One page being drawn."""

    request: Request
    actor: Actor
    reader: Reader
    static: Mapping[str, str] = field(default_factory=dict)
    numbers: int = 0
    ids: set[str] = field(default_factory=set)


CURRENT: ContextVar[Page] = ContextVar("page")


def words(text: Any, /, **values: Any) -> Any:
    """Say a text or a Sentence in the reader's language: `_("Item {item}", item=3)`. Values are formatted and escaped."""
    who = CURRENT.get().reader
    if isinstance(text, Sentence):
        return say(text, who)
    said = translated(str(text), who.language, who.capability)
    if not values:
        return said
    if "%(" in said:
        said = said.replace("%(", "{").replace(")s", "}").replace(")d", "}")
    if any(hasattr(value, "__html__") for value in values.values()):
        return escape(said).format(**{name: _marked(value, who) for name, value in values.items()})
    return said.format_map({name: shown(value, who) for name, value in values.items()})


def _marked(value: Any, who: Reader) -> Any:
    return value if hasattr(value, "__html__") else shown(value, who)


def gettext(text: str) -> str:
    """Translate for `{% trans %}`."""
    who = CURRENT.get().reader
    return translated(text, who.language, who.capability)


def ngettext(one: str, many: str, count: int) -> str:
    """Translate for `{% trans %}` with `{% pluralize %}`: Chinese has one form, English two."""
    return gettext(one if count == 1 else many)


def show(value: Any) -> Any:
    """Format any value for the reader; nothing there is shown as an em dash, marked up stays as it is."""
    if value is None or value == "":
        return "—"
    return value if hasattr(value, "__html__") else shown(value, CURRENT.get().reader)


def moment(value: datetime | date | None) -> Any:
    """Show a day or a moment as a `time` element in the administration's zone."""
    if value is None:
        return "—"
    return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), show(value))


def since(value: datetime | None) -> Any:
    """Show how long ago a moment was, with the moment itself as its title."""
    if value is None:
        return "—"
    told = ago(value, clock.now(), CURRENT.get().reader)
    return Markup('<time datetime="{}" title="{}">{}</time>').format(value.isoformat(), show(value), told)


def share(value: float | Decimal | None, places: int = 1) -> str:
    """Show a share (0.05) as a percentage (5 %)."""
    return "—" if value is None else percent(value, CURRENT.get().reader, places=places)


def fixed(value: float | Decimal | None, places: int = 2) -> str:
    """Show a number with just so many places behind the point, so that a column of them lines up; an em dash for none."""
    return "—" if value is None else number(value, CURRENT.get().reader, places=places)


def country(code: str | None) -> str:
    """Show a country by its name in the reader's language, with its code: Viet Nam (VN); an em dash for none."""
    if not code:
        return "—"
    name = country_name(code, CURRENT.get().reader.language)
    return code if name == code else f"{name} ({code})"


def token_field() -> Markup:
    """Give the hidden field every form that changes something must carry."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(csrf.FIELD, csrf.token(CURRENT.get().request))


def url_with(**changes: Any) -> str:
    """Give this page's address with some query parameters changed; None takes one out."""
    page = CURRENT.get()
    kept = [(name, value) for name, value in page.request.query_params.multi_items() if name not in changes]
    given = [(name, str(value)) for name, value in changes.items() if value is not None]
    query = urlencode(kept + given)
    return f"{page.request.url.path}?{query}" if query else page.request.url.path


def asked(name: str, default: str = "") -> str:
    """Give a query parameter of this page."""
    return CURRENT.get().request.query_params.get(name, default)


def static(path: str) -> str:
    """Give the address of a static file, such as `static("risk/worklist.js")`."""
    known = CURRENT.get().static
    return known.get(path, f"/static/{path}")


def allowed(permission: Permission | str, owner: str | None = None) -> bool:
    """Tell in a template whether the reader holds a permission, named by its code: `allowed("rules.write")`."""
    asked_for = Permission(permission, permission) if isinstance(permission, str) else permission
    return permitted(CURRENT.get().actor, asked_for, owner=owner)


def unique(prefix: str = "id") -> str:
    """Give an id that no other element of this page has."""
    page = CURRENT.get()
    page.numbers += 1
    return f"{prefix}-{page.numbers}"


def first_id(name: str) -> str:
    """Give a name itself as an id the first time on this page, so that an error's link finds the choice; else one that no other has."""
    page = CURRENT.get()
    if name in page.ids:
        return unique(name)
    page.ids.add(name)
    return name


def request_path() -> str:
    """Give this page's address without its query."""
    return str(CURRENT.get().request.url.path)

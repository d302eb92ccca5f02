"""Draws pages: Jinja2 templates of every capability inside one frame, in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse

from smartcustoms.kernel.actor import Actor
from smartcustoms.kernel.web import charts, csrf
from smartcustoms.kernel.web import page as now
from smartcustoms.kernel.web.access import actor_of
from smartcustoms.kernel.web.menu import MenuEntry, MenuGroup, here_in, menu_of
from smartcustoms.kernel.web.parts import column, lane_name, page_numbers, role_name
from smartcustoms.kernel.words.model import LANGUAGES
from smartcustoms.kernel.words.say import LANGUAGE_NAMES, PSEUDO, Reader, reader

OWN = Path(__file__).parent / "templates"


@dataclass
class Shell:
    """What all pages of one application share: templates, menu entries, addresses of static files."""

    environment: jinja2.Environment
    entries: tuple[MenuEntry, ...] = ()
    static: Mapping[str, str] = field(default_factory=dict)
    menus: dict[tuple[object, ...], tuple[MenuGroup, ...]] = field(default_factory=dict)

    def menu(self, actor: Actor) -> tuple[MenuGroup, ...]:
        """Give the menu of a reader, worked out once for each set of roles and, of a token, permissions."""
        which = (actor.roles, actor.kind.value, actor.organisation, actor.scopes)
        if which not in self.menus:
            if len(self.menus) > 500:
                self.menus.clear()
            self.menus[which] = menu_of(actor, self.entries)
        return self.menus[which]


def make_shell(folders: Mapping[str, Path], entries: Iterable[MenuEntry], static: Mapping[str, str]) -> Shell:
    """Make the shell from every capability's templates folder (by capability), menu entries and static files."""
    return Shell(_environment(tuple(folders.items())), tuple(entries), static)


@lru_cache(maxsize=2)  # a template is translated to Python once a process, however many applications it opens
def _environment(folders: tuple[tuple[str, Path], ...]) -> jinja2.Environment:
    loader = jinja2.ChoiceLoader(
        [
            jinja2.FileSystemLoader(OWN),
            jinja2.PrefixLoader({name: jinja2.FileSystemLoader(folder) for name, folder in folders}),
        ]
    )
    made = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"],
    )
    made.install_gettext_callables(now.gettext, now.ngettext, newstyle=False)  # type: ignore[attr-defined]
    made.globals.update(
        _=now.words,
        csrf=now.token_field,
        url_with=now.url_with,
        asked=now.asked,
        static=now.static,
        allowed=now.allowed,
        unique=now.unique,
        first_id=now.first_id,
        column=column,
        lane_name=lane_name,
        page_numbers=page_numbers,
        role_name=role_name,
        request_path=now.request_path,
        bars=charts.bars,
        lines=charts.lines,
        spread=charts.spread,
    )
    made.filters.update(
        show=now.show, moment=now.moment, since=now.since, share=now.share, fixed=now.fixed, country=now.country
    )
    made.policies["ext.i18n.trimmed"] = True
    return made


def render(
    request: Request, template: str, /, *, status: int = 200, fragment: str | None = None, **context: Any
) -> HTMLResponse:
    """Draw a template as an answer. In it: `actor`, `menu`, `language`, and the functions of `page.py`.

    Args:
        request: the request answered.
        template: `<capability>/<file>.html`.
        status: the answer's status.
        fragment: draw only this block of the template (for htmx).
        context: what the template names.
    """
    shell: Shell = request.app.state.shell
    who = replace(reader_of(request), capability=_capability(template))
    page = now.Page(request, actor_of(request), who, shell.static)
    mark = now.CURRENT.set(page)
    try:
        found = shell.environment.get_template(template)
        given = _frame(page, shell) | context
        body = found.render(given) if fragment is None else "".join(found.blocks[fragment](found.new_context(given)))
    finally:
        now.CURRENT.reset(mark)
    answer = HTMLResponse(
        body, status_code=status, headers={"Content-Language": page.reader.language, "Vary": "Cookie"}
    )
    _keep_cookies(request, answer)
    return answer


def reader_of(request: Request) -> Reader:
    """Choose the reader's language: asked for in the address, else chosen before, else of the profile, else of the browser."""
    actor = actor_of(request)
    choices = [request.query_params.get("lang"), request.cookies.get("language")]
    choices += [actor.language] if actor.user else [best_language(request.headers.get("accept-language", ""))]
    known = (*LANGUAGES, PSEUDO)
    return reader(next((each for each in choices if each in known), "en"))


@lru_cache(maxsize=256)
def best_language(header: str) -> str:
    """Choose a language by an Accept-Language header (RFC 9110, 12.5.4): Hong Kong, Macao and Taiwan read 繁體."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            wanted.append((-float(weight or 1), place, tag.lower()))
        except ValueError:
            continue
    for _, _, tag in sorted(wanted):
        if tag.startswith("zh"):
            return "zh-Hant" if any(mark in tag for mark in ("hant", "-hk", "-tw", "-mo")) else "zh-Hans"
        if tag.startswith("en"):
            return "en"
    return "en"


def _capability(template: str) -> str:
    """Tell whose words a template means first: `risk/board.html` is of risk, home pages of app, the frame's own of web."""
    name, _, file = template.rpartition("/")
    return {"home": "app", "": "web"}.get(name.partition("/")[0], name.partition("/")[0]) if file else "web"


def _frame(page: now.Page, shell: Shell) -> dict[str, Any]:
    request = page.request
    theme = request.cookies.get("theme", "auto")
    menu = shell.menu(page.actor)
    return {
        "request": request,
        "actor": page.actor,
        "menu": menu,
        "menu_here": here_in(menu, request.url.path),
        "language": page.reader.language,
        "languages": LANGUAGE_NAMES,
        "theme": theme if theme in ("light", "dark") else "auto",
        "csrf_token": lambda: csrf.token(request),
        "simulated": request.app.state.settings.demo,
    }


def _keep_cookies(request: Request, answer: HTMLResponse) -> None:
    secure = request.app.state.settings.address.startswith("https")
    visitor = getattr(request.state, "new_visitor", None)
    if visitor:
        answer.set_cookie(csrf.VISITOR, visitor, httponly=True, secure=secure, samesite="lax", path="/")
    chosen = request.query_params.get("lang")
    if chosen in (*LANGUAGES, PSEUDO):
        answer.set_cookie("language", chosen, max_age=31536000, secure=secure, samesite="lax", path="/")

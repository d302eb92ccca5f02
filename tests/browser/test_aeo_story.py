"""The programme as its users walk it: iPASS, application, visit on a tablet, certificate, the partner sees it, suspension, all react.

In three languages; axe looks at every page on the way, on a desktop and as narrow as a phone. Buttons are found by what they send, not by
their words. The partner is simulated: its keys are made for the test.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from json import dumps
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from smartcustoms.app.demo.following import let_follow
from smartcustoms.business.aeo import queries as aeo
from smartcustoms.business.recognition import actions as recognition
from smartcustoms.business.recognition import queries as recognised
from smartcustoms.business.recognition.model import Kind
from smartcustoms.business.self_assessment import queries as self_assessment
from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM, Actor
from smartcustoms.kernel.database.unit import Database
from smartcustoms.kernel.settings import Settings, read_settings
from smartcustoms.trade.risk.actions.remembering import remember
from tests.browser.opened import Served, page_of, served
from tests.browser.test_axe import AXE, DESKTOP, PHONE, TAGS
from tests.business.aeo.applying import FORM, picture
from tests.cast import BELA, DAOUD, ESI

pytestmark = pytest.mark.slow


@pytest.fixture
def here(database: Database, settings: Settings) -> Iterator[Served]:
    with served(database, settings) as found:
        yield found


@dataclass
class Walk:
    """One user's page in a language; each page he opens is looked at by axe."""

    page: Page
    language: str

    def open(self, address: str) -> None:
        """Open a page and look for barriers at both widths."""
        self.page.goto(f"{address}?lang={self.language}")
        self.look()

    def look(self) -> None:
        """Look for barriers at both widths."""
        self.page.evaluate(AXE)
        for width in (DESKTOP, PHONE):
            self.page.set_viewport_size({"width": width, "height": 900})
            run = "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})"
            found: list[dict[str, Any]] = self.page.evaluate(run, TAGS)["violations"]
            assert not found, [(each["id"], each["nodes"][0]["html"][:200]) for each in found]
            wide = self.page.evaluate(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, f"{self.page.url} scrolls sideways at {width} px"
        self.page.set_viewport_size({"width": DESKTOP, "height": 900})

    def click(self, button: Locator) -> None:
        """Click what sends a form, and wait for its answer: what is opened next must not cut it off."""
        with self.page.expect_navigation():
            button.click()

    def press(self, name: str, value: str = "") -> None:
        """Press the button that sends a name and value."""
        self.click(self.page.locator(f'button[name="{name}"][value="{value}"]').first)

    def send(self, form: str) -> None:
        """Press the button of the form that goes to an address."""
        self.click(self.page.locator(f'form[action="{form}"] button[type="submit"]').first)


def assess(walk: Walk) -> None:
    """Finish a self-assessment of tier 2 with the best answers."""
    walk.open("/self-assessments")
    walk.page.locator('select[name="tier"]').select_option("2")
    walk.send("/self-assessments")
    for each in self_assessment.question_set().questions_of(2):
        walk.page.locator(f'input[name="{each.id}"][value="{each.choices[0].code}"]').check()
    walk.press("do", "finish")
    expect(walk.page.locator("h1")).to_be_visible()


def apply(walk: Walk) -> str:
    """Apply: what is missing is told first; then fill in, attach, lodge. Gives the number."""
    walk.open("/aeo/own")
    walk.page.locator('select[name="tier"]').select_option("2")
    walk.send("/aeo/applications")
    number = walk.page.url.split("/")[-1].split("?")[0]
    walk.press("do", "lodge")
    expect(walk.page.locator(".govuk-error-summary")).to_be_focused()
    walk.look()
    for code, value in FORM.items():
        box = walk.page.locator(f'[name="{code}"]')
        if value == "yes":
            box.check()
        elif box.evaluate("each => each.tagName") == "SELECT":
            box.select_option(value)
        else:
            box.fill(value)
    walk.press("do", "save")
    for code in ("process_map", "site_plan"):
        walk.page.locator('select[name="code"]').select_option(code)
        file: Any = {"name": f"{code}.png", "mimeType": "image/png", "buffer": picture(len(code))}
        walk.page.locator('input[type="file"]').set_input_files(file)
        walk.send(f"/aeo/applications/{number}/attachments")
    walk.press("do", "lodge")
    expect(walk.page.locator(".govuk-error-summary")).to_have_count(0)
    walk.open(f"/aeo/applications/{number}")
    return number


def visit(walk: Walk, number: str) -> None:
    """Visit on a tablet: plan, one point not met with a photo and a finding, close."""
    walk.open("/aeo")
    walk.open(f"/aeo/applications/{number}")
    walk.page.locator('input[name="site"]').fill("Warehouse (simulated)")
    walk.send("/aeo/visits")
    walk.page.wait_for_url(re.compile("/aeo/visits/"))
    address = walk.page.url.split("?")[0]
    which = address.split("/")[-1]
    walk.open(address)
    for code in [each.code for each in self_assessment.question_set().criteria_of(2)]:
        form = walk.page.locator(f'form[action$="/points"]:has(input[name="met.{code}1"])')
        for radio in form.locator('input[value="met"]').all():
            radio.check()
        walk.click(form.locator('button[type="submit"]'))
    walk.page.locator('select[id="code-A"]').locator("xpath=ancestor::details").locator("summary").click()
    file: Any = {"name": "door.png", "mimeType": "image/png", "buffer": picture()}
    walk.page.locator('input[id="photo-A"]').set_input_files(file)
    walk.click(walk.page.locator('form[action$="/photos"]:has(#photo-A) button'))
    walk.page.locator('textarea[name="says"]').fill("Put up a second camera (simulated)")
    walk.send(f"/aeo/visits/{which}/findings")
    walk.page.locator('textarea[name="conclusion"]').fill("All seen (simulated)")
    walk.send(f"/aeo/visits/{which}/close")
    walk.open(address)


def mend(walk: Walk, number: str) -> None:
    """Answer the finding."""
    walk.open(f"/aeo/applications/{number}")
    walk.page.locator('textarea[name="answer"]').fill("It hangs there now (simulated)")
    walk.click(walk.page.locator('form[action$="/answer"] button'))


def propose(walk: Walk, about: str, deed: str) -> None:
    """Propose a decision, after closing a finding that was answered."""
    walk.open(f"/aeo/{'operators' if about.startswith('AE') else 'applications'}/{about}")
    accept = walk.page.locator('button[name="accepted"][value="true"]')
    if accept.count():
        walk.click(accept.first)
    walk.page.locator(f'input[name="deed"][value="{deed}"]').check()
    walk.page.locator('form[action="/aeo/decisions"] textarea').fill("Seen on the visit (simulated)")
    walk.send("/aeo/decisions")
    walk.look()


def agree(walk: Walk, about: str) -> None:
    """Agree as the second person."""
    walk.open("/aeo")
    walk.click(walk.page.locator(f'a[href*="{about}#decisions"]').first)
    walk.press("agree", "true")
    walk.look()


def partner_told(world: Served) -> list[Kind]:
    """Give what partners were told, in order."""
    let_follow(world.database)
    with world.database.unit(by=PLATFORM, at=clock.now()) as uow:
        return [each.kind for each in recognised.waiting(uow)]


def spared(world: Served) -> float:
    """Give the share that risk spares of Bela's declarations."""
    with world.database.unit(by=PLATFORM, at=clock.now()) as uow:
        known = remember(uow, on=clock.now().date()).trust.operators.get("bela-trading")
        return known.spared if known else 0.0


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_from_self_assessment_to_suspension(here: Served, chromium: Browser, language: str) -> None:
    partner = replace(read_settings(), administration="SG")
    with here.database.unit(by=PLATFORM, at=clock.now()) as uow:
        recognition.trust(uow, dumps(recognised.public_keys(partner)).encode())

    def walking(who: Actor) -> Any:
        return page_of(chromium, here, who, width=DESKTOP)

    with walking(BELA) as trader, walking(DAOUD) as officer, walking(ESI) as supervisor:
        bela, daoud, esi = (Walk(page, language) for page in (trader, officer, supervisor))
        assess(bela)
        number = apply(bela)
        visit(daoud, number)
        mend(bela, number)
        propose(daoud, number, "grant")
        agree(esi, number)
        with here.database.unit(by=BELA, at=clock.now()) as uow:
            operator = aeo.own(uow)[0][0].number
        bela.open(f"/aeo/operators/{operator}")
        bela.open("/aeo/register")
        expect(bela.page.get_by_text(operator)).to_be_visible()
        assert partner_told(here) == [Kind.ADD]
        assert spared(here) == 0.8
        propose(daoud, operator, "suspend")
        agree(esi, operator)
        assert partner_told(here) == [Kind.ADD, Kind.SUSPEND]
        assert spared(here) == 0.0
        for page in ("/aeo/operators", "/aeo/statistics", "/recognition"):
            esi.open(page)

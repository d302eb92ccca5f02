"""The main line as its users walk it in the browser: lodged, chosen, asked about twice, examined on a tablet, told."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from smartcustoms.app.demo.following import let_follow
from tests.browser.opened import Served, page_of
from tests.cast import AMINA, BELA, DAOUD, ESI

pytestmark = pytest.mark.slow

HEADER = {
    "reference": "SIM-LINE", "office": "20", "importer": "SIM-LINE-CO", "transport": "10", "route": "VN-HK-AU",
}  # fmt: skip
ITEM = {
    "description": "Portland cement in bags of 40 kg",
    "hs_code": "252329",
    "net_mass_kg": "25600",
    "value": "16000",
}
CHOSEN = {"direction": "transhipment", "departure": "VN", "destination": "AU", "items.0.origin": "VN"}
NUMBER = re.compile(r"DEC\d{10}\w{2}")


def write_draft(page: Page) -> None:
    """Write a declaration and keep it as a draft."""
    page.goto("/declarations")
    page.get_by_role("link", name="New declaration").last.click()
    for name, value in {**HEADER, **{f"items.0.{key}": text for key, text in ITEM.items()}}.items():
        page.locator(f'[name="{name}"]').fill(value)
    for name, code in CHOSEN.items():
        page.locator(f'[name="{name}"]').select_option(code)
    page.get_by_role("button", name="Keep as draft").click()
    expect(page.get_by_text("The draft is kept.")).to_be_visible()


def lodge(page: Page) -> str:
    """Lodge the draft, first with a fault that is told with its mend; give the number."""
    page.goto("/declarations")
    page.get_by_role("link", name="SIM-LINE").click()
    page.locator('[name="items.0.hs_code"]').fill("252399")
    page.get_by_role("button", name="Lodge", exact=True).click()
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator('[name="items.0.hs_code"]')).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("252329")
    page.get_by_role("button", name="Lodge", exact=True).click()
    page.wait_for_url(re.compile(r"/declarations/DEC"))
    found = NUMBER.search(page.url)
    assert found
    expect(page.get_by_text("Red: examine goods")).to_be_visible()
    expect(page.get_by_text("The goods will be examined.")).to_be_visible()
    return found.group()


def find_by_keyboard(page: Page, number: str) -> None:
    """Find the declaration on the worklist and open it with keys only."""
    page.goto("/risk")
    page.keyboard.press("/")
    page.keyboard.type("SIM-LINE-CO")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("SIM-LINE-CO"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/declarations/{number}"))
    expect(page.get_by_text("The route VN-HK-AU is circuitous", exact=False)).to_be_visible()


def ask_for_yellow(page: Page) -> None:
    """Ask for another lane with a reason, by keyboard."""
    page.get_by_role("link", name="Ask for another lane").press("Enter")
    page.get_by_role("radio", name="Yellow: check documents").press("Space")
    page.get_by_role("textbox", name="Why").fill("The importer was visited (simulated).")
    page.get_by_role("button", name="Ask for this lane").press("Enter")
    expect(page.get_by_text("Waiting").first).to_be_visible()


def turn_down(page: Page, number: str) -> None:
    """Decide it as another officer: goods stay red."""
    page.goto("/risk/budget")
    row = page.get_by_role("row").filter(has_text=number)
    expect(row.get_by_text("Officer Amina")).to_be_visible()
    row.get_by_role("button", name="Turn down").click()
    expect(page.get_by_role("row").filter(has_text=number)).to_have_count(0)


def examine(page: Page, number: str) -> None:
    """Do the order on a tablet and give the result."""
    page.goto("/examinations")
    page.get_by_role("row").filter(has_text=number).get_by_role("link").click()
    page.get_by_text("Note, photo or sample").first.click()
    page.locator("#note-1").fill("Read (simulated)")
    page.get_by_role("button", name="Keep").first.click()
    while (undone := page.get_by_role("button", name=re.compile(r"^Done step"))).count():
        left = undone.count()
        undone.first.click()
        expect(undone).to_have_count(left - 1)
    page.get_by_role("radio", name="Undervalued").check()
    page.get_by_label(re.compile("Revenue recovered")).fill("1250")
    page.get_by_label("What was found, in a sentence").fill("Invoice in the packages: a higher price (simulated).")
    page.get_by_role("button", name="Give the result").click()
    expect(page.get_by_text("Completed").first).to_be_visible()


def told(page: Page, number: str) -> None:
    """See as the trader that the goods are released, and why."""
    page.goto("/messages")
    expect(page.get_by_text(f"The goods of declaration {number} were released.").first).to_be_visible()
    page.get_by_role("link", name=number).first.click()
    expect(page.get_by_text("Released").first).to_be_visible()
    expect(page.get_by_text("What you were told when you lodged")).to_be_visible()


def test_a_consignment_goes_its_whole_way(world: Served, chromium: Browser) -> None:
    with page_of(chromium, world, BELA) as bela:
        write_draft(bela)
        number = lodge(bela)
        let_follow(world.database)
        with page_of(chromium, world, AMINA) as amina:
            find_by_keyboard(amina, number)
            ask_for_yellow(amina)
        with page_of(chromium, world, ESI) as esi:
            turn_down(esi, number)
        let_follow(world.database)
        with page_of(chromium, world, DAOUD, width=820, has_touch=True) as daoud:
            examine(daoud, number)
        let_follow(world.database)
        told(bela, number)

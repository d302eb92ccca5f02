"""An administrator adds a document type with 12 fields, 2 agencies and a fee by page alone."""

import pytest
from playwright.sync_api import Browser, Page

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.trade.documents import queries
from tests.browser.opened import Served, page_of
from tests.cast import ADA, BELA

KINDS = ("text", "long", "decimal", "integer", "date", "yes", "email", "hs", "choice", "countries", "units", "text")
GENERAL = {
    "code": "TOY-I", "name_en": "Toy Import Permit", "name_hant": "玩具進口許可證", "name_hans": "玩具进口许可证", "hs": "9503",
    "control_lists": "toys", "fee": "120", "fee_source": "assumed", "valid_days": "90", "decide_days": "4", "answer_days": "7",
    "renew_before_days": "10", "phase": "1", "since": "2026-01-01", "law": "Toys Ordinance (Cap. 424)",
    "law_link": "https://www.elegislation.gov.hk/hk/cap424", "source": "assumed",
}  # fmt: skip


def fill(page: Page, cells: dict[str, str]) -> None:
    for name, value in cells.items():
        page.fill(f'[name="{name}"]', value)


def three(start: str, text: str) -> dict[str, str]:
    return {f"{start}_en": text, f"{start}_hant": f"{text}（繁）", f"{start}_hans": f"{text}（简）"}


def write_type(page: Page) -> None:
    page.goto("/documents/kinds")
    page.click("text=New kind")
    fill(page, {f"general.{name}": value for name, value in GENERAL.items()})
    for name, value in (("kind", "permit"), ("agency", "EPD"), ("currency", "HKD"), ("use", "partial")):
        page.select_option(f'[name="general.{name}"]', value)
    for name in ("import", "consignment", "goods"):
        page.check(f'[name="general.{name}"]')
    page.click('button[name="add"][value="route"]')
    for n, (agency, days) in enumerate((("EPD", "2"), ("TID", "1"))):
        page.select_option(f'[name="route.{n}.agency"]', agency)
        fill(page, {f"route.{n}.skill": "general", f"route.{n}.order": str(n + 1), f"route.{n}.days": days})
    page.check('[name="route.0.lead"]')
    fill(page, {"parts.0.name": "toy", **three("parts.0.title", "Toy")})
    for _ in range(len(KINDS) - 1):
        page.click('button[name="add"][value="fields"]')
    for n, kind in enumerate(KINDS):
        fill(
            page,
            {
                f"fields.{n}.part": "toy",
                f"fields.{n}.name": f"field_{n}",
                **three(f"fields.{n}.title", f"Question {n}"),
            },
        )
        page.select_option(f'[name="fields.{n}.kind"]', kind)
        if kind != "yes":
            page.check(f'[name="fields.{n}.required"]')
        if kind == "choice":
            page.fill(f'[name="fields.{n}.choices"]', "a = Plush | 毛絨 | 毛绒\nb = Plastic | 塑膠 | 塑料")
    page.fill('[name="fields.11.when"]', "field_8=b")
    page.click("text=Keep the draft")


def apply(page: Page) -> str:
    page.goto("/documents/new?type=TOY-I")
    values = ("Bear", "Long\ntext", "2.5", "7", "2026-12-01", "", "bela@bela.example", "950300")
    fill(page, {f"toy.field_{n}": value for n, value in enumerate(values) if value})
    page.check('[name="toy.field_5"]')
    assert page.locator('[name="toy.field_11"]').is_hidden()
    page.select_option('[name="toy.field_8"]', "b")
    page.fill('[name="toy.field_11"]', "Only for plastic")
    page.select_option('[name="toy.field_9"]', "CN")
    page.select_option('[name="toy.field_10"]', "KGM")
    fill(
        page,
        {
            "applicant.name": "Bela",
            "applicant.contact": "Bela",
            "applicant.email": "b@bela.example",
            "applicant.phone": "23456789",
        },
    )
    page.select_option('[name="consignment.transport"]', "4")
    page.select_option('[name="consignment.country_from"]', "CN")
    page.select_option('[name="consignment.country_to"]', "HK")
    fill(
        page,
        {"consignment.expected_on": "2026-12-05", "goods.0.hs_code": "950300", "goods.0.description": "Plastic bears"},
    )
    fill(page, {"goods.0.quantity": "100", "goods.0.value": "900"})
    for name, code in (("unit", "NMB"), ("origin", "CN"), ("currency", "HKD")):
        page.select_option(f'[name="goods.0.{name}"]', code)
    page.check('[name="undertaking.true"]')
    page.click('button[name="lodge"]')
    return page.url.rsplit("/", 1)[-1]


@pytest.mark.slow
def test_a_new_type_is_added_by_page_alone_and_lodged(chromium: Browser, app: Served) -> None:
    with page_of(chromium, app, ADA) as page:
        write_type(page)
        assert "/documents/kinds/TOY-I/1" in page.url, page.locator(".govuk-error-summary").inner_text()
        page.click("text=Look at it as a trader")
        assert page.locator('[name="toy.field_3"]').count() == 1
        page.go_back()
        page.click('button:has-text("Put in force")')
    with page_of(chromium, app, BELA) as page:
        number = apply(page)
        assert number.startswith("D26"), page.locator(".govuk-error-summary").inner_text()
        assert "Environmental Protection" in page.inner_text("main")
    with app.database.unit(by=PLATFORM, at=clock.now()) as uow:
        found = queries.document(uow, number)
        kind = queries.type_of(uow, found)
    assert found.content["toy"]["field_11"] == "Only for plastic"
    assert (len(kind.form["properties"]["toy"]["properties"]), kind.agencies, str(found.fee.amount)) == (
        12,
        ("EPD", "TID"),
        "120.00",
    )

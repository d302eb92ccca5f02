"""What only a browser shows: theme, keyboard, menu on a phone, live updates, made-up language, no script at all."""

import time

import pytest
from playwright.sync_api import Browser, expect

from smartcustoms.kernel import clock
from smartcustoms.kernel.actor import PLATFORM
from smartcustoms.kernel.people.model import OWN_ACCOUNT
from smartcustoms.kernel.people.queries import demo_cast
from smartcustoms.kernel.web.live import Topic, publish
from tests.browser.opened import Served, page_of
from tests.cast import AMINA, BELA

pytestmark = pytest.mark.slow


def test_the_theme_is_switched_and_kept(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, AMINA, color_scheme="light") as page:
        page.goto("/")
        ground = "getComputedStyle(document.body).backgroundColor"
        light = page.evaluate(ground)
        page.get_by_role("button", name="Dark or light").click()
        dark = page.evaluate(ground)
        assert dark != light
        page.goto("/help")
        assert page.evaluate(ground) == dark


def test_the_whole_frame_works_by_keyboard(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, AMINA) as page:
        page.goto("/help")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
        page.get_by_label("Single-key shortcuts are on").uncheck()
        page.keyboard.press("Escape")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keyboard shortcuts")).not_to_be_visible()


def test_g_h_goes_home(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, AMINA) as page:
        page.goto("/help")
        page.keyboard.press("g")
        page.keyboard.press("h")
        page.wait_for_url("**/")


def test_the_menu_opens_on_a_phone(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, AMINA, width=360) as page:
        page.goto("/")
        menu = page.get_by_role("navigation", name="Menu")
        expect(menu).not_to_be_visible()
        page.get_by_role("button", name="Menu").click()
        expect(menu).to_be_visible()


def test_pages_and_signing_out_work_without_scripts(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, BELA, width=360, java_script_enabled=False) as page:
        page.goto("/")
        expect(page.get_by_role("navigation", name="Menu")).to_be_visible()
        page.locator("summary.sc-person__name").click()
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")


def test_signing_in_leads_back_to_the_page_asked_for(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app) as page:
        page.goto("/me")
        assert "/sign-in?then=/me" in page.url


def test_what_changes_reaches_the_open_page(app: Served, chromium: Browser) -> None:
    app.app.state.live.topics["lane"] = Topic("lane", OWN_ACCOUNT)
    with page_of(chromium, app, AMINA) as page:
        page.goto("/help")
        page.evaluate(
            """async () => {
              const one = document.createElement('p'); one.dataset.live = 'lane:7'; one.id = 'lane'; one.textContent = 'waits';
              document.querySelector('main').append(one);
              const at = [...document.scripts].find(s => s.src.endsWith('page.js')).src.replace('page.js', 'live.js');
              (await import(at)).listen();
            }"""
        )
        deadline = time.monotonic() + 20
        while page.locator("#lane").text_content() != "red":
            assert time.monotonic() < deadline, "nothing reached the page in 20 s"
            with app.database.unit(by=PLATFORM, at=clock.now()) as uow:
                publish("lane:7", {"text": "red", "said": "Lane 7 is red"}, uow=uow)
            page.wait_for_timeout(200)
        expect(page.locator("#live-said")).to_have_text("Lane 7 is red")


@pytest.mark.parametrize("path", ["/", "/help", "/accessibility", "/sign-in"])
def test_the_made_up_language_leaves_nothing_untranslated_and_nothing_overflowing(
    app: Served, chromium: Browser, path: str
) -> None:
    with page_of(chromium, app, width=360) as page:
        page.goto(f"{path}?lang=qps")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        plain = page.evaluate(
            """() => [...document.querySelectorAll('main h1, main h2, main p, main li, main label, main button, main legend, main th')]
              .filter(e => !e.closest('[lang]:not(html)') && !e.querySelector('p, li, h2'))
              .map(e => e.textContent.trim()).filter(t => /[A-Za-z]{3}/.test(t) && !t.includes('⟦'))"""
        )
        people = {each["name"] for each in demo_cast()} | {each["email"] for each in demo_cast()}
        rest = [
            each for each in plain if not any(name in each for name in people) and not each.startswith("Smart Customs")
        ]
        assert rest == []

"""A passkey made and used in a real browser, with Chromium's virtual authenticator."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.opened import Served, page_of
from tests.cast import ADA, BELA

pytestmark = pytest.mark.slow
KEY = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}


def test_a_passkey_in_chromium(app: Served, chromium: Browser) -> None:
    with page_of(chromium, app, BELA, width=360) as page:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        key = {**KEY, "isUserVerified": True, "automaticPresenceSimulation": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": key})
        page.goto("/me")
        page.fill("#passkey-name", "virtual phone")
        page.click("[data-passkey=register]")
        page.wait_for_selector("text=virtual phone")
        _picture(page, "me-360")
        page.context.clear_cookies()
        page.goto("/sign-in?next=/me")
        page.click("[data-passkey=sign-in]")
        page.wait_for_url("**/me")
        assert "Trader Bela" in page.content()


def test_pages_fit_a_phone(app: Served, chromium: Browser) -> None:
    for who, paths in ((ADA, ("/people", "/people/daoud", "/organisations")), (BELA, ("/machines", "/prove"))):
        for width in (360, 1280):
            with page_of(chromium, app, who, width=width) as page:
                for path in paths:
                    page.goto(path)
                    _picture(page, f"{path.strip('/').replace('/', '-')}-{width}")
                    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    assert wide <= 0, f"{path} is {wide} px wider than a screen of {width}"


def _picture(page: Page, name: str) -> None:
    """Keep a picture for whoever wants to look: set SMARTCUSTOMS_TEST_PICTURES to a folder."""
    if folder := os.environ.get("SMARTCUSTOMS_TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

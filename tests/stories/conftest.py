"""A browser on the demo, as a person starts it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
DESK = {"viewport": {"width": 1280, "height": 900}}


@pytest.fixture
def visit(demo: Any, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[..., Page]]:
    """`visit("Bupati", phone=True)` opens the front page and enters by that role card; "" stays outside.

    With a region it is a card of the list «Daerah lain dalam contoh».
    """
    contexts: list[BrowserContext] = []

    def enter(card: str = "", *, region: str = "", phone: bool = False, script: bool = True) -> Page:
        size: dict[str, Any] = PHONE if phone else DESK
        context = browser.new_context(
            **(browser_context_args | size), base_url=demo.address, java_script_enabled=script, accept_downloads=True
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("response", lambda answer: broken(answer) if answer.status >= 500 else None)
        page.goto("/")
        if card:
            name = f"{card} {region}" if region else f"Masuk sebagai {card}"
            page.get_by_role("button", name=name, exact=bool(region)).click()
            page.wait_for_url("**/meja/")
        return page

    yield enter
    for context in contexts:
        context.close()


def broken(answer: Any) -> None:
    raise AssertionError(f"{answer.status} {answer.url}")


def open_case(page: Page, title: str) -> None:
    """From the list of agreements to one case."""
    page.get_by_role("link", name="Kerja Sama", exact=True).first.click()
    page.get_by_role("link", name=re.compile(title)).first.click()


def open_row(page: Page, menu: str, title: str) -> None:
    """From the menu to a list, and from there to the row of that title."""
    page.locator("nav.main").get_by_role("link", name=menu, exact=True).click()
    page.get_by_role("link", name=re.compile(title)).first.click()


def each(found: Locator) -> list[Locator]:
    """All of them, once the page is there: a list that is asked for at once may be that of half a page."""
    found.page.wait_for_load_state()
    expect(found.first).to_be_visible()
    return found.all()


def no_sideways_scroll(page: Page) -> bool:
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))

"""Every page of the site in a browser, taken from the table of addresses, which knows every address of the URLconf.

No server runs: the browser's requests are answered by Django's test client on the data of the table, so each page shows the same
agreement, promise, institution and account to each role. A page built from the same elements for two roles is looked at once.
"""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from simpul.agreements import actions as agreements
from tests import make
from tests.agreements import cases
from tests.house.test_access import ROWS, WHO, arguments, p, site

__all__ = ["p", "site"]  # the fixtures

ROLES = ("officer", "leader", "partner_officer", "admin", "anyone")
AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
# Measured in the page: what sticks out at the side, and what is too small for a finger.
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea, summary")]
  .map(one => [one, (one.type == "checkbox" || one.type == "radio" ? one.closest("label") || one : one).getBoundingClientRect()])
  .filter(([one, box]) => box.width && box.height && (box.height < 43.5 || box.width < 43.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${Math.round(box.width)}×${Math.round(box.height)}`)"""
TEXT = re.compile(r'(?<=>)[^<]+|(?: (?:value|href|action|id|for|aria-\w+|datetime)="[^"]*")')


class Visitor:
    """A browser window whose requests Django answers in this process."""

    def __init__(self, browser: Browser, sessions: dict[str, str], **context: Any) -> None:
        self.sessions, self.who, self.method = sessions, "anyone", "get"
        self.here = contextvars.copy_context()  # with the connection that sees what the fixtures made
        self.page: Page = browser.new_context(**context).new_page()
        self.page.route("**/*", self.answer)

    def client(self) -> Client:
        client = Client()
        if self.who != "anyone":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[self.who]
        return client

    def ask(self, address: str) -> Any:
        """The answer, without a browser."""
        return getattr(self.client(), self.method)(address)

    def answer(self, route: Route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        method = "get" if path.startswith("/static/") else self.method
        response = self.here.copy().run(getattr(self.client(), method), path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        response.close()
        route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)

    def measure(self, width: int, script: str) -> Any:
        self.page.set_viewport_size({"width": width, "height": 800})
        return self.page.evaluate(script)


@pytest.fixture
def visitor(p: SimpleNamespace, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Visitor]:
    one = Visitor(browser, p.sessions, **browser_context_args)
    yield one
    one.page.context.close()


def faults(visitor: Visitor, address: str) -> list[str]:
    """What a person with a small telephone, a keyboard or a screen reader would stumble over."""
    visitor.page.goto(f"http://testserver{address}")
    found = [f"{wide} px too wide at {width}" for width in (1280, 360) if (wide := visitor.measure(width, WIDER)) > 0]
    found += [f"too small: {one}" for one in visitor.measure(360, SMALL)]
    for violation in Axe().run(visitor.page, options=AXE).response["violations"]:
        found += [f"{violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
    return [f"{visitor.who} {visitor.method} {address}: {one}" for one in found]


def views(visitor: Visitor, addresses: dict[str, str], method: str) -> Iterator[str]:
    """Every address that shows a page, for every role; of pages built from the same elements the first."""
    column, shown = {"get": (2, "2"), "post": (3, "V")}[method]
    seen: set[str] = set()
    for row in ROWS:
        for who in ROLES:
            if row[column][WHO.index(who)] != shown:
                continue
            visitor.who, visitor.method = who, method
            response = visitor.ask(addresses[row[0]])
            response.close()
            if response.streaming or not response["Content-Type"].startswith("text/html"):
                continue
            built = TEXT.sub("", response.content.decode().partition("<main")[2])
            if built not in seen:
                seen.add(built)
                yield addresses[row[0]]


@pytest.fixture
def addresses(p: SimpleNamespace) -> dict[str, str]:
    return {name: reverse(name, args=arguments(p, place)) for name, place, _get, _post in ROWS}


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_page_and_no_refused_form_stands_in_anybodys_way(
    visitor: Visitor, addresses: dict[str, str], method: str
) -> None:
    found, count = [], 0
    for address in views(visitor, addresses, method):
        found += faults(visitor, address)
        count += 1
    assert count > {"get": 60, "post": 20}[method]
    assert not found, "\n".join(found)


def test_the_page_of_the_api_is_for_everybody(visitor: Visitor) -> None:
    assert faults(visitor, reverse("api:docs")) == []


LONG = "Dinas Pemberdayaan Masyarakat dan Desa, Pengendalian Penduduk dan Keluarga Berencana"


@pytest.fixture
def long(p: SimpleNamespace) -> SimpleNamespace:
    """Thirteen sides with the longest name, two hundred promises, a word that nothing breaks, sixty drafts, two hundred units."""
    c = p.c
    sides = [agreements.Side(make.organization(f"{LONG} {n}", "opd", parent=c.awan)) for n in range(1, 13)]
    sides = [*sides, agreements.Side(c.bumi)]
    promises = [cases.PROMISES[n % 2] | {"text": f"{n} {LONG} {'sangat' * 20}"} for n in range(200)]
    title = f"Penguatan {LONG} melalui {'keterhubungan' * 8}"
    p.long = cases.draft(c, title=title, sides=sides, body={"obligations": promises, "condition": LONG * 3})
    for n in range(60):
        cases.draft(c, title=f"{LONG} ke-{n}")
    for n in range(200):
        make.organization(f"Bidang {LONG} {n}", "bagian", parent=c.dinas)
    agreements.comment(p.long, text=f"{LONG} {'panjang' * 30}", by=c.actors.officer, at=make.AT)
    return p


def test_thirteen_sides_long_names_and_long_lists_fit(long: SimpleNamespace, visitor: Visitor) -> None:
    visitor.who, found = "officer", []
    for name in ("agreement", "agreement_text", "agreement_edit", "agreement_parties", "agreement_promises"):
        found += faults(visitor, reverse(name, args=[long.long.code]))
    for name in ("desk", "agreements", "agreements_obligations", "agreements_umbrellas", "organizations"):
        found += faults(visitor, reverse(name))
    for code in (long.c.dinas.code, long.c.awan.code):
        found += faults(visitor, reverse("organizations_detail", args=[code]))
    found += faults(visitor, "/kerja-sama/?hal=2")
    assert not found, "\n".join(found)


def test_who_has_nothing_yet_is_told_what_will_be_here(visitor: Visitor) -> None:
    visitor.who, found = "citra_officer", []
    for name in ("desk", "agreements", "agreements_obligations", "agreements_umbrellas", "account"):
        found += faults(visitor, reverse(name))
        assert visitor.page.locator("main p").count() > 0, name
    assert not found, "\n".join(found)


def test_an_unknown_page_and_a_broken_one_lead_on(visitor: Visitor) -> None:
    for who in ("officer", "anyone"):
        visitor.who = who
        assert faults(visitor, "/terbuka/tidak-ada/") == []
        assert visitor.page.get_by_role("link", name="Ke halaman depan").is_visible()

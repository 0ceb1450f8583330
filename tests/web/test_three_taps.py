"""Three taps on a telephone.

The bupati opens Simpul between two meetings: two proposals wait, the oldest first, with what is at stake and what the screening
recommends. A tap on the first, a tap on «Setuju», and it is decided; from the front page that makes three. The second proposal needs
the sekda's advice: one tap opens a short form. The sekda answers from a telephone too, and the question lies on the bupati's desk again.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, Route, expect

from tests import make
from tests.proposals import cases
from tests.stories.conftest import PHONE, no_sideways_scroll

HOST = "http://localhost"


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Callable[[Any], Page]]:
    """`phone(person)`: a telephone of that person; Django answers it in this process, on the data of the test."""
    contexts = []

    def open_for(person: Any) -> Page:
        client, here = make.client(person), contextvars.copy_context()

        def answer(route: Route) -> None:
            response = here.copy().run(ask, client, route)
            body = b"".join(response.streaming_content) if response.streaming else response.content
            response.close()
            route.fulfill(status=response.status_code, headers=dict(response.items()), body=body)

        context = browser.new_context(**(browser_context_args | PHONE), base_url=HOST)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.route("**/*", answer)
        page.goto("/")
        return page

    yield open_for
    for context in contexts:
        context.close()


def ask(client: Client, route: Route) -> Any:
    """What the browser sends, sent to Django; a redirect is followed here."""
    request = route.request
    path = re.sub(r"^https?://[^/]+", "", request.url)
    kind = request.headers.get("content-type", "")
    response = client.generic(request.method, path, request.post_data_buffer or b"", kind)
    return client.get(response["Location"]) if response.status_code == 302 else response


class Thumb:
    """Counts what a person touches."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, place: Any) -> None:
        place.tap()
        self.taps += 1


def test_a_leader_decides_with_three_taps(c, phone) -> None:
    now, thumb = timezone.now(), Thumb()
    first = cases.awaiting(c, title="Pelatihan digital UMKM", letter_number="1/UN", at=now - dt.timedelta(days=9))
    second = cases.awaiting(c, title="Kajian potensi desa", letter_number="2/UN", at=now - dt.timedelta(days=2))
    page = phone(c.leader)
    thumb.tap(page.get_by_role("link", name="Meja Kerja").first)
    expect(page.get_by_role("heading", name="2 menunggu Bapak/Ibu")).to_be_visible()
    row = page.locator("table.cards tbody tr").first
    expect(row).to_contain_text("9 hari")
    expect(row).to_contain_text("Universitas Bumi")
    expect(row).to_contain_text("disarankan")
    assert no_sideways_scroll(page)
    thumb.tap(row.get_by_role("link", name=first.title))
    expect(page.get_by_role("button", name="Setuju", exact=True)).to_be_in_viewport()
    assert no_sideways_scroll(page)
    thumb.tap(page.get_by_role("button", name="Setuju", exact=True))
    expect(page.get_by_role("status")).to_contain_text("Tercatat: setuju.")
    assert thumb.taps == 3
    assert cases.fresh(first).state == "agreed"
    expect(page.get_by_role("heading", name="1 menunggu Bapak/Ibu")).to_be_visible()
    expect(page.locator("table.cards tbody tr").first).to_contain_text(second.title)


def test_a_question_a_refusal_and_passing_on_are_one_tap_away_each(c, phone) -> None:
    made = cases.awaiting(c, title="Kajian potensi desa", at=timezone.now() - dt.timedelta(days=2))
    sekda = make.user("Sekretaris Daerah", c.setda, "pimpinan", post=c.sekda_post)
    page = phone(c.leader)
    for word in ("Kembalikan dengan pertanyaan", "Tolak dengan alasan", "Teruskan"):
        page.goto(f"/disposisi/{made.code}/1/")
        page.get_by_role("button", name=word, exact=True).tap()
        expect(page.get_by_role("heading", name=word)).to_be_visible()
        assert no_sideways_scroll(page)
    page.get_by_label("Kepada", exact=True).select_option(label="Sekretaris Daerah · Sekretariat Daerah")
    page.get_by_label(re.compile("Beri saran")).check()
    page.get_by_label(re.compile("Arahan")).fill("Mohon saran.")
    page.get_by_role("button", name="Teruskan").tap()
    expect(page.get_by_role("status")).to_contain_text("Jawaban tercatat.")
    below = phone(sekda)
    below.goto(f"/disposisi/{made.code}/2/")
    expect(below.get_by_text("Mohon saran.").first).to_be_visible()
    below.get_by_label(re.compile("Catatan")).fill("Layak dilanjutkan.")
    below.get_by_role("button", name="Sarankan setuju").tap()
    expect(below.get_by_role("heading", name="0 menunggu Bapak/Ibu")).to_be_visible()
    page.goto("/meja/")
    page.get_by_role("link", name=made.title).first.tap()
    expect(page.get_by_text("Layak dilanjutkan.").first).to_be_visible()
    page.get_by_role("button", name="Setuju", exact=True).tap()
    expect(page.get_by_role("status")).to_contain_text("Tercatat: setuju.")
    assert cases.fresh(made).state == "agreed"

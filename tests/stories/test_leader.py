"""The leader's three decisions, on a phone.

The bupati opens Simpul on a telephone between two meetings. The page says at once how many things wait, and for how many days.
The bupati opens the scholarship agreement, sees what is promised and approves it with one tap. The UMKM agreement was changed by the
university: the page shows which words, and that the region's approval is void; the bupati approves the new version with one tap. The
third is a proposal to close a pilot: its evaluation stands there, the bupati agrees. Then three fewer wait.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll


def waiting(page: Page) -> int:
    """How many the desk says."""
    words = page.get_by_role("heading", name="menunggu Bapak/Ibu").inner_text()
    return int(words.split()[0])


def test_the_leader_takes_three_decisions_on_a_phone(visit: Callable[..., Page]) -> None:
    page = visit("Bupati", phone=True)
    before = waiting(page)
    assert before >= 3  # others may have asked something as well
    assert no_sideways_scroll(page)

    first = page.get_by_role("region", name="menunggu Bapak/Ibu").get_by_role("row").filter(has_text="Beasiswa")
    expect(first).to_contain_text(re.compile(r"\d+ hari"))
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Dijanjikan, terpenuhi, terlambat")).to_be_visible()
    assert no_sideways_scroll(page)
    page.get_by_role("button", name="Setujui versi 1").click()
    expect(page.get_by_role("status")).to_contain_text("Persetujuan tercatat")

    page.get_by_role("link", name="Meja Kerja").click()
    page.get_by_role("link", name=re.compile("Digitalisasi UMKM")).first.click()
    expect(page.locator("ins", has_text="120").first).to_be_visible()
    expect(page.get_by_text("persetujuan atas versi sebelumnya batal")).to_be_visible()
    page.get_by_role("button", name="Setujui versi 2").click()
    expect(page.get_by_role("status")).to_contain_text("Persetujuan tercatat")

    page.get_by_role("link", name="Meja Kerja").click()
    page.get_by_role("link", name=re.compile("Uji coba kajian")).first.click()
    expect(page.get_by_text("mengusulkan penutupan")).to_be_visible()
    page.get_by_role("link", name="Jawab usulan penutupan").click()
    page.get_by_label("Setuju ditutup").check()
    page.get_by_role("button", name="Kirim jawaban").click()
    expect(page.get_by_text("Diakhiri").first).to_be_visible()

    page.get_by_role("link", name="Meja Kerja").click()
    expect(page.get_by_role("heading", name=f"{before - 3} menunggu Bapak/Ibu", exact=True)).to_be_visible()

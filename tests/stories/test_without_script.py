"""With JavaScript switched off.

An OPD officer with an old telephone opens a PKS of the dinas, reads the text and its changes, proposes a change to a clause with the
preview, and sees that this voids the approvals. Everything works as pages.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import open_case


def test_an_opd_officer_proposes_a_change_without_javascript(visit: Callable[..., Page]) -> None:
    page = visit("Petugas OPD", phone=True, script=False)
    open_case(page, "Digitalisasi UMKM")
    page.get_by_role("link", name="Baca naskah dan perubahannya").click()
    expect(page.locator("ins", has_text="120").first).to_be_visible()
    page.go_back()
    page.get_by_role("link", name="Usulkan perubahan").click()
    expect(page.get_by_text("Menyimpan perubahan membatalkan persetujuan")).to_be_visible()
    page.get_by_label("Isi pasal").first.fill(
        "Objek perjanjian ini adalah digitalisasi usaha mikro di seluruh kecamatan."
    )
    page.get_by_role("button", name="Pratinjau").click()
    expect(page.locator("#pratinjau")).to_contain_text("seluruh kecamatan")
    page.get_by_role("button", name="Simpan versi baru").click()
    expect(page.get_by_text(re.compile(r"Naskah berubah menjadi versi \d"))).to_be_visible()
    expect(page.get_by_text("Belum menyetujui").first).to_be_visible()

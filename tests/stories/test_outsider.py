"""The outsider who sees nothing.

Citra works for a company that takes part in nothing here. The desk is empty, the list is empty, and the address of a case, copied from
a colleague, leads to «Halaman tidak ditemukan», with its text, its papers and its history alike.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import open_case


def test_the_outsider_sees_nothing(visit: Callable[..., Page]) -> None:
    officer = visit("Pengelola Kerja Sama")
    open_case(officer, "Digitalisasi UMKM")
    address = officer.url

    page = visit("Pihak luar")
    expect(page.get_by_text("Tidak ada yang menunggu Anda.")).to_be_visible()
    page.get_by_role("link", name="Kerja Sama", exact=True).click()
    expect(page.get_by_role("heading", name="Belum ada naskah di sini")).to_be_visible()
    for part in ("", "naskah/", "sunting/", "naskah.docx", "lembar-catatan.pdf", "riwayat.zip", "kewajiban/1/"):
        answer = page.goto(address + part)
        assert answer is not None
        assert answer.status == 404, part
    expect(page.get_by_role("heading", name="Halaman tidak ditemukan")).to_be_visible()

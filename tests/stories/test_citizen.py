"""The citizen's check, without an account.

A citizen opens the list of open agreements, picks one and reads who promised what and what was done. With the code printed on a
paper the citizen finds the same page; a wrong code is told at once. An official gives the citizen a copy of the signed text: uploaded
as it is, it matches; with one byte changed, it is refused. The public page on dasar hukum says how sure each rule is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll, open_case


def test_the_citizen_checks_a_paper(visit: Callable[..., Page], tmp_path: Path) -> None:
    official = visit("Pengelola Kerja Sama")
    open_case(official, "Pelatihan kepemimpinan ASN")
    with official.expect_download() as got:
        official.get_by_role("link", name="Salinan").first.click()
    copy, altered = tmp_path / "salinan.pdf", tmp_path / "diubah.pdf"
    copy.write_bytes(got.value.path().read_bytes())
    altered.write_bytes(copy.read_bytes() + b"\n")

    page = visit(phone=True)
    page.get_by_role("link", name="Daftar kerja sama terbuka").click()
    expect(page.get_by_role("heading", name="Daftar kerja sama terbuka")).to_be_visible()
    assert no_sideways_scroll(page)
    page.get_by_role("link", name=re.compile("Pelatihan kepemimpinan ASN")).click()
    expect(page.get_by_text("Berlaku", exact=True).first).to_be_visible()
    expect(page.locator(".promise")).to_contain_text("dijanjikan")
    assert no_sideways_scroll(page)
    code = page.locator(".crumbs .hash").inner_text()
    page.get_by_label("Berkas Anda").set_input_files(copy)
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_role("status")).to_contain_text("Sama.")
    page.get_by_label("Berkas Anda").set_input_files(altered)
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_role("status")).to_contain_text("Tidak sama.")

    page.get_by_role("link", name="Verifikasi dokumen").first.click()
    page.get_by_label("Kode verifikasi").fill("2222-2222")
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_text("Kode tidak ditemukan")).to_be_visible()
    page.get_by_label("Kode verifikasi").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="Periksa").click()
    expect(page.get_by_role("heading", name=re.compile("Pelatihan kepemimpinan ASN"))).to_be_visible()

    page.get_by_role("link", name="Dasar hukum").click()
    expect(page.get_by_text("Perlu Dipastikan").first).to_be_visible()

"""The partner's side.

The partnership officer of the campus sees which case waits for the campus: a PKS that all approved and the dinas has signed. The
officer uploads the signed copy, and the agreement is in force with its promises scheduled. In a running PKS the officer reports what
was done; the report waits for a second person. The history is downloaded and checked with the verifier that comes with it, outside
Simpul; altered by one letter it is no longer accepted. The region's private notes are nowhere to be seen.
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import open_case

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n0000000102 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n171\n%%EOF\n"


def test_the_partner_signs_second_and_the_promises_begin(visit: Callable[..., Page], tmp_path: Path) -> None:
    copy = tmp_path / "salinan.pdf"
    copy.write_bytes(PDF)
    page = visit("Pengelola Kemitraan")
    page.get_by_role("link", name=re.compile("Kepemimpinan pemuda")).first.click()
    page.get_by_role("link", name="Catat tanda tangan").click()
    page.get_by_role("button", name="Catat").click()
    expect(page.locator(".error").first).to_be_visible()
    page.get_by_label("Tanggal tanda tangan").fill(dt.date.today().isoformat())
    page.get_by_label("Pindaian naskah bertanda tangan").set_input_files(copy)
    page.get_by_label("Ada paraf di setiap halaman").check()
    page.get_by_label("Ada cap lembaga").check()
    page.get_by_role("button", name="Catat").click()
    expect(page.get_by_role("status")).to_contain_text("Tanda tangan tercatat")
    expect(page.get_by_text("belum ada: meterai")).to_be_visible()
    expect(page.get_by_role("link", name="Melatih kepemimpinan dan kewirausahaan pemuda")).to_be_visible()


def test_the_partner_reports_what_was_done(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola Kemitraan")
    open_case(page, "Penguatan tata kelola desa")
    page.get_by_role("link", name=re.compile("Melatih kewirausahaan")).click()
    page.get_by_label("Jumlah yang dicapai").fill("30")
    page.get_by_label("Keterangan").fill("Dua kelas di balai desa.")
    page.get_by_role("button", name="Laporkan pelaksanaan").click()
    expect(page.get_by_text("Menunggu pemeriksaan")).to_be_visible()
    expect(page.get_by_text("Laporan sebelumnya masih diperiksa").first).to_be_visible()


def test_the_history_is_checked_without_simpul(visit: Callable[..., Page], tmp_path: Path) -> None:
    page = visit("Pengelola Kemitraan")
    open_case(page, "Pelatihan kepemimpinan ASN")
    expect(page.get_by_text("catatan lembaga Anda saja")).to_have_count(0)
    with page.expect_download() as got:
        page.get_by_role("link", name=re.compile("Riwayat dan pemeriksanya")).click()
    with zipfile.ZipFile(got.value.path()) as folder:
        folder.extractall(tmp_path)
    checked = subprocess.run(
        [sys.executable, "-I", tmp_path / "periksa_riwayat.py"], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    history = tmp_path / "riwayat.jsonl"
    history.write_text(history.read_text().replace("PIHAK KEDUA", "PIHAK KETIGA", 1))
    altered = subprocess.run(
        [sys.executable, "-I", tmp_path / "periksa_riwayat.py"], capture_output=True, text=True, check=False
    )
    assert altered.returncode == 1
    assert "TIDAK COCOK" in altered.stdout

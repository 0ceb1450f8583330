"""The officer's day, on a laptop.

The cooperation officer opens the desk: what waits, for whom others wait, what ends, which KB has no PKS. A draft about studies is
unfinished; the findings name what law and practice ask, with source and certainty. The officer writes a reason for each, shares the
draft and downloads the Word file. Under the KB with the university a new PKS is begun; its first clauses come from the library. A
clause is changed with a preview, a promise is taken from a clause. A private note is written that the partner never sees. At last a
draft that was a mistake is withdrawn.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import each, open_case


def test_the_officer_finishes_a_draft_and_shares_it(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola Kerja Sama")
    expect(page.get_by_role("heading", name="Menunggu saya")).to_be_visible()
    expect(page.get_by_role("heading", name="Menunggu pihak lain")).to_be_visible()
    expect(page.get_by_text("dari 2 kesepakatan belum punya tindak lanjut")).to_be_visible()

    page.get_by_role("link", name=re.compile("Kajian strategis")).first.click()
    expect(page.get_by_role("button", name="Bagikan kepada para pihak")).to_be_disabled()
    for _finding in each(page.get_by_role("link", name="Tulis alasan")):
        page.get_by_role("link", name="Tulis alasan").first.click()
        page.get_by_label("Alasan melanjutkan").fill("Sudah dibahas dalam rapat TKKSD dan disepakati.")
        page.get_by_role("button", name="Simpan alasan").click()
    page.get_by_role("link", name="Bagikan kepada para pihak").click()
    page.get_by_role("button", name="Bagikan").click()
    expect(page.get_by_text("Menunggu Persetujuan Pihak").first).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="Unduh Word").click()
    assert got.value.suggested_filename.endswith(".docx")
    with page.expect_download() as sheet:
        page.get_by_role("link", name=re.compile("Lembar catatan")).click()
    assert sheet.value.path().read_bytes().startswith(b"%PDF")


def test_the_officer_begins_a_pks_under_the_kb_and_edits_its_text(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola Kerja Sama")
    open_case(page, "Tridharma")
    page.get_by_role("link", name="Susun PKS").click()
    page.get_by_label("Tentang").fill("Perpustakaan desa dan literasi digital")
    page.get_by_label("Pihak ke-1", exact=True).select_option(
        label="Dinas Pemberdayaan Masyarakat dan Desa, Kabupaten Purbalingga"
    )
    page.get_by_label("Pihak ke-2", exact=True).select_option(
        label="Universitas Terbuka Purwokerto, Universitas Terbuka"
    )
    page.get_by_role("button", name="Buat draf").click()
    expect(page.get_by_role("heading", name=re.compile("Perpustakaan desa"))).to_be_visible()

    page.get_by_role("link", name="Sunting naskah").click()
    page.get_by_label("Atau lama berlaku").fill("12")
    first = page.get_by_label("Isi pasal").first
    first.fill("Objek perjanjian ini adalah perpustakaan desa di Kabupaten Purbalingga.")
    page.get_by_role("button", name="Pratinjau").click()
    expect(page.locator("#pratinjau")).to_contain_text("perpustakaan desa di Kabupaten Purbalingga")
    page.get_by_role("button", name="Simpan versi baru").click()
    expect(page.get_by_role("status")).to_contain_text("Naskah tersimpan")

    page.get_by_role("link", name="Ubah daftar kewajiban").click()
    page.get_by_label("Siapa yang berkewajiban").select_option(index=1)
    page.get_by_label("Kepada siapa").select_option(index=0)
    page.get_by_role("textbox", name="Kewajiban", exact=True).fill("Melatih pengelola perpustakaan desa")
    page.get_by_label("Jumlah").fill("24")
    page.get_by_label("Satuan").fill("orang")
    page.get_by_label("Tenggat").select_option(label="sekian bulan setelah berlaku")
    page.get_by_label("Bulan atau hari").fill("6")
    page.get_by_role("button", name="Tambahkan kewajiban").click()
    expect(page.get_by_text("Melatih pengelola perpustakaan desa (24 orang)")).to_be_visible()
    page.get_by_role("link", name="Selesai").click()

    page.get_by_role("link", name="Tulis tanggapan").click()
    page.get_by_label("Tanggapan").fill("Tanyakan anggaran kepada Bappeda dahulu.")
    page.get_by_label("Catatan untuk lembaga saya saja").check()
    page.get_by_role("button", name="Kirim").click()
    expect(page.get_by_text("catatan lembaga Anda saja")).to_be_visible()

    page.get_by_role("link", name="Cabut rancangan").click()
    page.get_by_label("Alasan").fill("Digabung dengan PKS tata kelola desa.")
    page.get_by_role("button", name="Cabut").click()
    expect(page.get_by_text("Dicabut").first).to_be_visible()

"""Lampung Selatan and the university: an audiensi, and what a rank C may not assess.

The cooperation officer opens the audiensi of 5 September 2022 and reads its minutes: the assessment centre's rank, and what the bupati
asked outside the agenda. What came of it stands there too: a proposal that was agreed, whose draft is a Nota Kesepakatan; the item
above the rank was taken out, the one below it stayed. A promise of a meeting is reported done.

A second letter lies on the desk. It cannot be brought before the bupati: one assessment lies above rank C, and no reason helps. The
officer takes the item out with the reason, runs the screening once more and sends it up. The bupati, on a telephone, asks the sekda for
advice and so passes it on. The university reads what was taken out and why, and nothing of what the region wrote inside.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll, open_row

REASON = "Peringkat C tidak sampai pada jabatan ini; dapat diajukan lembaga berperingkat A."
HERE = "Lampung Selatan"


def test_the_officer_reads_the_audiensi_and_reports_a_promise(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola", region=HERE)
    open_row(page, "Pertemuan", "UPT Pengembangan Karir")
    expect(page.get_by_text("5 September 2022").first).to_be_visible()
    expect(page.get_by_text("setara Eselon III ke bawah")).to_be_visible()
    outside = page.get_by_role("region", name=re.compile("Permintaan di luar agenda"))
    expect(outside).to_contain_text("Kajian bersama perguruan tinggi")
    with page.expect_download() as got:
        page.get_by_role("link", name="Unduh berita acara (Word)").click()
    assert got.value.suggested_filename.endswith(".docx")

    page.get_by_role("link", name=re.compile("Pengembangan karier, kewirausahaan")).first.click()
    expect(page.get_by_text("· ilustrasi").first).to_be_visible()
    expect(page.get_by_text("NK + RK").first).to_be_visible()
    above = page.get_by_role("row", name=re.compile("Penilaian kompetensi JPT pratama"))
    expect(above).to_contain_text("Dikeluarkan Akreditasi C membatasi penilaian")
    below = page.get_by_role("row", name=re.compile("Penilaian kompetensi administrator"))
    expect(below).not_to_contain_text("Dikeluarkan")
    page.get_by_role("link", name=re.compile("Nota Kesepakatan")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nota Kesepakatan")

    page.get_by_role("link", name="Meja Kerja").click()
    page.get_by_role("link", name=re.compile("Usulan UPT PKK Unila")).first.click()
    page.get_by_role("button", name="Laporkan selesai").click()
    expect(page.locator(".error").first).to_be_visible()
    page.get_by_label("Hasil").fill("Lampiran rencana kerja sudah disusun bersama UPT.")
    page.get_by_role("button", name="Laporkan selesai").click()
    expect(page.get_by_text("Selesai").first).to_be_visible()


def test_what_the_rank_does_not_reach_is_taken_out_and_the_bupati_passes_it_on(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola", region=HERE)
    open_row(page, "Penawaran & Usulan", "Pelatihan usaha dan penilaian")
    expect(page.get_by_role("button", name="Naikkan kepada pimpinan")).to_be_disabled()
    expect(page.get_by_text("ditolak, karena akreditasi C").first).to_be_visible()
    page.get_by_role("link", name="Keluarkan Penilaian kompetensi calon sekretaris daerah").click()
    page.get_by_label("Alasan").fill(REASON)
    page.get_by_role("button", name="Keluarkan").click()
    expect(page.get_by_role("status")).to_contain_text("Kegiatan dikeluarkan")
    page.get_by_role("button", name="Telaah sekali lagi").click()
    expect(page.get_by_text("Semua temuan sudah dijawab")).to_be_visible()
    open_row(page, "Penawaran & Usulan", "Pelatihan usaha dan penilaian")
    page.get_by_role("link", name="Naikkan kepada pimpinan").click()
    page.get_by_label("Pengantar").fill("Satu penilaian dikeluarkan; selebihnya sesuai.")
    page.get_by_role("button", name="Naikkan").click()
    expect(page.get_by_text("Menunggu Disposisi").first).to_be_visible()

    phone = visit("Bupati", region=HERE, phone=True)
    expect(phone.get_by_role("heading", name="menunggu Bapak/Ibu")).to_be_visible()
    phone.get_by_role("link", name=re.compile("Pelatihan usaha")).first.click()
    expect(phone.get_by_text("Satu penilaian dikeluarkan").first).to_be_visible()
    assert no_sideways_scroll(phone)
    phone.get_by_role("button", name="Teruskan").click()
    phone.get_by_label("Kepada", exact=True).select_option(
        label="Sekretaris Daerah Lampung Selatan · Sekretariat Daerah"
    )
    phone.get_by_text("Beri saran, lalu kembali").click()
    phone.get_by_label("Arahan").fill("Mohon saran tentang pembiayaannya.")
    phone.get_by_role("button", name="Teruskan").click()
    phone.wait_for_url("**/meja/")
    expect(phone.get_by_role("status")).to_be_visible()
    assert no_sideways_scroll(phone)

    campus = visit("Universitas", region=HERE)
    open_row(campus, "Penawaran & Usulan", "Pelatihan usaha dan penilaian")
    expect(campus.get_by_text(REASON).first).to_be_visible()
    expect(campus.get_by_text("Menunggu Disposisi").first).to_be_visible()
    expect(campus.get_by_text("Di dalam daerah")).to_have_count(0)
    expect(campus.get_by_text("Mohon saran tentang pembiayaannya")).to_have_count(0)

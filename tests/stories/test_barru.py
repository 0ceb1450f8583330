"""Barru and the polytechnic of a ministry: two dates for one visit, practice beside the law, a bank that is asked.

The cooperation officer opens the return visit of May 2021. One source says 27 May, the other 28 May; both stand there. The proposal
that followed was screened as a synergy (NK + RK), and the region chose a KB with its reason, as practice does; the draft is a KB. The
officer calls a meeting about the mapping of potentials, writes what was said and what the polytechnic shall do, and seals the minutes.

The polytechnic finds its follow-up on the desk and reports it. The bank reads the PKS as somebody who is asked: it may not approve,
it writes its opinion, and the officer reads it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import each, no_sideways_scroll, open_row

HERE = "Barru"
OPINION = "Kami menunggu daftar usaha lulusan sebelum menyiapkan kredit."


def test_two_dates_stand_side_by_side_and_practice_beside_the_law(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola", region=HERE)
    open_row(page, "Pertemuan", "Kabupaten Barru ke Politeknik ATI")
    expect(page.get_by_text("Sumber berbeda tentang tanggalnya")).to_be_visible()
    dates = page.get_by_role("region", name="Tanggal menurut sumber")
    expect(dates).to_contain_text("27 Mei 2021")
    expect(dates).to_contain_text("28 Mei 2021")
    page.get_by_role("link", name=re.compile("Pembinaan IKM dan pendidikan vokasi")).first.click()
    asked = page.get_by_role("listitem").filter(has_text="Bank Contoh Barru").first
    expect(asked).to_contain_text("Diundang memberi tanggapan")
    page.get_by_role("link", name="Buka telaah").click()
    expect(
        page.get_by_text(re.compile("Naskah yang dipilih Kesepakatan Bersama.*disarankan Nota Kesepakatan")).first
    ).to_be_visible()
    expect(page.get_by_text("dalam praktik menandatangani MoU").first).to_be_visible()


def test_a_meeting_is_called_minuted_and_the_polytechnic_reports(visit: Callable[..., Page]) -> None:
    today = dt.date.today()
    page = visit("Pengelola", region=HERE)
    page.get_by_role("link", name="Pertemuan", exact=True).click()
    page.get_by_role("link", name="Pertemuan baru").click()
    page.get_by_label("Jenis pertemuan").select_option(label="Rapat koordinasi")
    page.get_by_label("Perihal").fill("Kompetensi pengolahan hasil ternak")
    page.get_by_label("Tanggal", exact=True).fill((today - dt.timedelta(days=1)).isoformat())
    page.get_by_label("Mulai pukul").fill("09:00")
    page.get_by_label("Tempat").fill("Ruang rapat")
    page.get_by_role("button", name="Siapkan pertemuan").click()
    page.get_by_role("link", name="Susun daftar undangan").click()
    page.get_by_label("Cari lembaga atau jabatan").fill("Politeknik ATI")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_label("Politeknik ATI Makassar", exact=True).check()
    page.get_by_role("button", name=re.compile("Tambah")).click()
    page.get_by_role("button", name="Catat sudah terlaksana").click()
    page.get_by_role("link", name="Tulis risalah").click()
    for came in each(page.get_by_label("Hadir", exact=True)):
        came.check()
    page.get_by_label("Ringkasan").fill("Kompetensi yang diperlukan disusun per kecamatan.")
    page.get_by_label("Tindak lanjut 1").fill("Menyusun kurikulum singkat pengolahan")
    page.get_by_label("Penanggung jawab 1").select_option(label="Politeknik ATI Makassar")
    page.get_by_label("Tenggat 1").fill((today + dt.timedelta(days=14)).isoformat())
    page.get_by_role("button", name="Simpan risalah").click()
    page.get_by_role("button", name="Sahkan risalah").click()
    expect(page.get_by_text("Risalah Disahkan").first).to_be_visible()

    campus = visit("Politeknik", region=HERE, phone=True)
    campus.get_by_role("link", name=re.compile("Kompetensi pengolahan hasil ternak")).first.click()
    assert no_sideways_scroll(campus)
    campus.get_by_label("Hasil").fill("Kurikulum dua minggu tersusun.")
    campus.get_by_role("button", name="Laporkan selesai").click()
    expect(campus.get_by_text("Selesai").first).to_be_visible()


def test_a_bank_is_asked_and_is_no_party(visit: Callable[..., Page]) -> None:
    bank = visit("Bank", region=HERE)
    open_row(bank, "Kerja Sama", "Pendidikan vokasi setara D1")
    expect(bank.get_by_role("button", name=re.compile("Setujui"))).to_have_count(0)
    bank.get_by_role("link", name="Tulis tanggapan").click()
    bank.get_by_label("Tanggapan").fill(OPINION)
    bank.get_by_role("button", name="Kirim").click()
    expect(bank.get_by_text(OPINION).first).to_be_visible()

    page = visit("Pengelola", region=HERE)
    open_row(page, "Kerja Sama", "Pendidikan vokasi setara D1")
    expect(page.get_by_text(OPINION).first).to_be_visible()

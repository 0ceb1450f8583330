"""A letter of the campus, on a laptop.

The partnership officer of the campus writes to the Bupati: the letter, three activities, one of them in a kecamatan that is found by
its name with a typing error, the questions about money and data. The letter is sent and lies with the region. The region's officer finds
it in the queue and asks for a document. The campus uploads it and sends the letter back; the region gives it an agenda number. Both
read the same journey, and the outsider sees nothing of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.agreements.cases import signed_pdf

TITLE = "Literasi digital dan pendampingan desa wisata"
ITEMS = (
    ("Pelatihan", "Pelatihan pemasaran digital", "Pelatihan kerja", "33.03", "Pelaku usaha mikro"),
    ("Pendampingan usaha atau desa", "Pendampingan desa wisata", "Pemberdayaan", "kaligondng", "Pengelola desa wisata"),
    ("Kajian", "Kajian potensi kriya", "Penelitian", "33.03", "Perajin"),
)


def add_item(page: Page, activity: str, title: str, affair: str, place: str, target: str) -> None:
    page.get_by_label("Kegiatan", exact=True).select_option(label=activity)
    page.get_by_label("Uraian singkat").fill(title)
    known = page.get_by_label("Sub-urusan").locator("option", has_text=re.compile(affair)).first
    page.get_by_label("Sub-urusan").select_option(value=known.get_attribute("value"))
    page.get_by_label("Tempat", exact=True).fill(place)
    page.get_by_label("Sasaran", exact=True).fill(target)
    if not place[0].isdigit():
        page.get_by_role("radio", name=re.compile("^Kec. Kaligondang")).check()  # offered while typing
    page.get_by_role("button", name="Tambahkan kegiatan").click()
    expect(page.get_by_role("status")).to_contain_text("Kegiatan ditambahkan")


def test_a_campus_writes_is_asked_for_more_and_completes(visit: Callable[..., Page], tmp_path: Path) -> None:
    paper = tmp_path / "kak.pdf"
    paper.write_bytes(signed_pdf("kerangka acuan"))
    campus = visit("Pengelola Kemitraan")
    campus.get_by_role("link", name="Penawaran & Usulan").click()
    campus.get_by_role("link", name="Tulis penawaran").click()
    campus.get_by_role("button", name="Simpan draf").click()
    expect(campus.locator(".error").first).to_be_visible()
    campus.get_by_label("Kepada kepala daerah").select_option(label="Kabupaten Purbalingga")
    campus.get_by_label("Perihal").fill(TITLE)
    campus.get_by_label("Maksud dan manfaat").fill("Usaha mikro dan desa wisata naik kelas bersama kampus.")
    campus.get_by_label("Naskah yang diminta").select_option(label="Kesepakatan Bersama")
    campus.get_by_label("Nomor surat").fill("B/77/UN31/2026")
    campus.get_by_label("Tanggal surat").fill("2026-03-02")
    campus.get_by_role("button", name="Simpan draf").click()
    expect(campus.get_by_role("heading", name="Kegiatan pertama")).to_be_visible()
    for item in ITEMS:
        add_item(campus, *item)
    campus.get_by_role("link", name="Selesai, ke usulan").click()
    expect(campus.get_by_text("Kec. Kaligondang").first).to_be_visible()
    campus.get_by_role("link", name="Dana, data pribadi, dan penanda tangan").click()
    campus.get_by_role("group", name="Apakah memakai dana APBD?").get_by_label("Ya").check()
    campus.get_by_label("Perkiraan dana APBD").fill("25000000")
    campus.get_by_role("button", name="Simpan jawaban").click()
    expect(campus.get_by_text("ya, Rp25.000.000")).to_be_visible()
    campus.get_by_role("button", name="Kirim kepada Kabupaten Purbalingga").click()
    expect(campus.get_by_text("Sekarang di meja Kabupaten Purbalingga")).to_be_visible()

    region = visit("Pengelola Kerja Sama")
    region.get_by_role("link", name="Penawaran & Usulan").click()
    region.get_by_role("link", name="Antrean daerah").click()
    region.get_by_role("link", name=TITLE).click()
    expect(region.get_by_role("link", name="Register dan beri nomor agenda")).to_be_visible()
    region.get_by_role("link", name="Minta kelengkapan").click()
    region.get_by_label("Apa yang perlu dilengkapi?").fill("Mohon lampirkan kerangka acuan kerja.")
    region.get_by_role("button", name="Kirim permintaan").click()
    expect(region.get_by_text("Perlu Dilengkapi").first).to_be_visible()

    campus.reload()
    expect(campus.get_by_text("Mohon lampirkan kerangka acuan kerja.").first).to_be_visible()
    campus.get_by_role("link", name=re.compile("^Dokumen")).click()
    line = campus.get_by_role("region", name=re.compile("Kerangka acuan kerja"))
    line.get_by_label("Berkas").set_input_files(paper)
    line.get_by_role("button", name=re.compile("^Unggah")).click()
    expect(campus.get_by_role("link", name="kak.pdf")).to_be_visible()
    campus.get_by_role("link", name="Kembali ke usulan").click()
    campus.get_by_role("link", name="Kirim kembali yang sudah dilengkapi").click()
    campus.get_by_label("Apa yang sudah dilengkapi?").fill("KAK dilampirkan.")
    campus.get_by_role("button", name="Kirim kembali").click()
    expect(campus.get_by_text("Diterima").first).to_be_visible()

    region.reload()
    region.get_by_role("link", name="Register dan beri nomor agenda").click()
    region.get_by_role("button", name="Register").click()
    expect(region.get_by_role("button", name="Jalankan telaah")).to_be_visible()
    campus.reload()
    for page in (campus, region):
        expect(page.get_by_text(re.compile("Diregister dengan nomor agenda"))).to_be_visible()
        expect(page.get_by_text("Diminta melengkapi: Mohon lampirkan kerangka acuan kerja.")).to_be_visible()
    expect(campus.get_by_role("heading", name="Telaah", exact=True)).to_have_count(0)

    outsider = visit("Pihak luar")
    outsider.goto(campus.url)
    expect(outsider.get_by_role("heading", name="Halaman tidak ditemukan")).to_be_visible()

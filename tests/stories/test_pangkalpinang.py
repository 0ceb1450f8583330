"""Pangkalpinang: one dinas convenes everybody; the ministry is the party, the university carries it out.

The officer of the dinas reads the meeting of 26 August 2022: who was invited, who came, and what Diskominfo asked. The dinas calls the
next one itself: all units of the city and the ministry are invited, with the agenda.

On the wali kota's telephone waits the ministry's proposal, four fields in four kelurahan. The wali kota reads what was found and agrees.
The cooperation officer makes a draft of it without typing anything again: a Nota Kesepakatan between the city and the ministry, with the
university as the one that carries it out. The ministry sees that it was agreed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll, open_row

HERE = "Pangkalpinang"


def test_a_dinas_convenes_all_units_and_the_ministry(visit: Callable[..., Page]) -> None:
    page = visit("Petugas dinas", region=HERE)
    open_row(page, "Pertemuan", "Program perluasan kesempatan kerja")
    expect(page.get_by_text("26 Agustus 2022").first).to_be_visible()
    came = page.get_by_role("row", name=re.compile("Plt. Kepala Dinas Kominfo"))
    expect(came).to_contain_text("Hadir")
    missed = page.get_by_role("row", name=re.compile("Dinas Pariwisata"))
    expect(missed).to_contain_text("Tidak hadir")
    expect(missed).to_contain_text("ilustrasi")
    expect(page.get_by_role("region", name=re.compile("Permintaan di luar agenda"))).to_contain_text("Tepat sasaran")

    page.get_by_role("link", name="Pertemuan", exact=True).first.click()
    page.get_by_role("link", name="Pertemuan baru").click()
    page.get_by_label("Jenis pertemuan").select_option(label="Rapat koordinasi")
    page.get_by_label("Perihal").fill("Kawasan kuliner dan cendera mata")
    page.get_by_label("Tanggal", exact=True).fill((dt.date.today() + dt.timedelta(days=10)).isoformat())
    page.get_by_label("Mulai pukul").fill("09:00")
    page.get_by_role("button", name="Siapkan pertemuan").click()
    page.get_by_role("link", name="Tambah pokok bahasan").first.click()
    page.get_by_label("Pokok bahasan").fill("Mata rantai yang belum ada")
    page.get_by_role("button", name=re.compile("Simpan|Tambah")).first.click()
    page.get_by_role("link", name="Susun daftar undangan").click()
    page.get_by_label("Semua perangkat daerah di lembaga kami").check()
    page.get_by_role("button", name=re.compile("Tambah")).click()
    page.get_by_role("link", name="Tambah undangan").click()
    page.get_by_label("Cari lembaga atau jabatan").fill("Ketenagakerjaan")
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_label("Kementerian Ketenagakerjaan", exact=True).check()
    page.get_by_role("button", name=re.compile("Tambah")).click()
    page.get_by_role("button", name="Kirim undangan").click()
    expect(page.get_by_text("Diundang").first).to_be_visible()

    guest = visit("Kementerian", region=HERE, phone=True)
    open_row(guest, "Pertemuan", "Kawasan kuliner dan cendera mata")
    expect(guest.get_by_text("Mata rantai yang belum ada")).to_be_visible()
    assert no_sideways_scroll(guest)


def test_the_wali_kota_agrees_and_the_draft_names_the_ministry_and_the_university(visit: Callable[..., Page]) -> None:
    phone = visit("Wali Kota", region=HERE, phone=True)
    phone.get_by_role("link", name=re.compile("Perluasan kesempatan kerja")).first.click()
    expect(phone.get_by_text(re.compile("Kel. Opas Indah")).first).to_be_visible()
    assert no_sideways_scroll(phone)
    phone.get_by_role("button", name="Setuju", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("Tercatat: setuju")
    assert no_sideways_scroll(phone)

    page = visit("Pengelola", region=HERE)
    open_row(page, "Penawaran & Usulan", "Perluasan kesempatan kerja")
    page.get_by_role("link", name="Susun naskah").click()
    page.get_by_role("button", name=re.compile("Susun|Buat")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Nota Kesepakatan")
    expect(page.get_by_text("Kementerian Ketenagakerjaan").first).to_be_visible()
    expect(page.get_by_text("IPB University").first).to_be_visible()
    expect(page.get_by_text("Pelaksana").first).to_be_visible()

    ministry = visit("Kementerian", region=HERE)
    open_row(ministry, "Penawaran & Usulan", "Perluasan kesempatan kerja")
    expect(ministry.get_by_text("Disetujui").first).to_be_visible()

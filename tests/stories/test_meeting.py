"""An OPD convenes, and what was agreed lies on a desk.

The officer of the cooperatives agency prepares an audiensi with Universitas Terbuka on a telephone: what, when, where. The guests are found
by name; one button sends the invitation, and the university's partnership office reads the agenda on its desk. After the meeting the officer
marks who came and who did not, writes what was said point by point, notes a request nobody had put on the agenda, and what the university
will do by when: one page, one button. Somebody who came unasked is added. Sealed, the minutes are read by the university, the follow-up lies
on its desk, and it reports it done.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll

TITLE = "Penjajakan pelatihan pemasaran digital"
TASK = "Menyusun kerangka acuan pelatihan"


def convene(page: Page, today: dt.date) -> None:
    page.get_by_role("link", name="Pertemuan", exact=True).click()
    page.get_by_role("link", name="Pertemuan baru").first.click()
    page.get_by_label("Perihal").fill(TITLE)
    page.get_by_label("Tanggal", exact=True).fill(today.isoformat())
    page.get_by_label("Mulai pukul").fill("23:59")
    page.get_by_label("Tempat").fill("Aula Dinas")
    page.get_by_role("button", name="Siapkan pertemuan").click()
    expect(page.get_by_role("heading", name=re.compile(TITLE))).to_be_visible()
    assert no_sideways_scroll(page)


def add_guest(page: Page, word: str, name: str) -> None:
    page.get_by_label("Cari lembaga atau jabatan").fill(word)
    page.get_by_role("button", name="Cari", exact=True).click()
    page.get_by_label(name, exact=True).check()
    page.get_by_role("button", name="Tambahkan").click()
    expect(page.get_by_role("status")).to_contain_text("Daftar bertambah")


def invite(page: Page) -> None:
    page.get_by_role("link", name="Susun daftar undangan").click()
    add_guest(page, "terbuka purwokerto", "Universitas Terbuka Purwokerto, Universitas Terbuka")
    page.get_by_role("link", name="Tambah undangan").click()
    add_guest(
        page,
        "kepala bkpsdm",
        "Kepala BKPSDM, Badan Kepegawaian dan Pengembangan Sumber Daya Manusia, Kabupaten Purbalingga",
    )
    page.get_by_role("link", name="Tambah pokok bahasan").first.click()
    page.get_by_label("Pokok bahasan").fill("Pelatihan bagi pelaku usaha mikro")
    page.get_by_role("button", name="Tambahkan").click()
    page.get_by_role("button", name="Kirim undangan").click()
    expect(page.get_by_role("status")).to_contain_text("Undangan terkirim")


def write_minutes(page: Page, today: dt.date) -> None:
    page.get_by_role("button", name="Catat sudah terlaksana").click()
    page.get_by_role("link", name="Tulis risalah").click()
    for row, came in ((0, "Hadir"), (1, "Hadir"), (2, "Tidak hadir")):
        page.get_by_role("group").nth(row).get_by_label(came, exact=True).check()
    page.get_by_label("Pembahasan 1").fill("Universitas memaparkan kurikulum dan jumlah pengajar.")
    page.get_by_label("Kesimpulan 1").fill("Disusun kerangka acuan bersama.")
    page.get_by_label("Tindak lanjut 1").fill(TASK)
    page.get_by_label("Penanggung jawab 1").select_option(label="Universitas Terbuka Purwokerto, Universitas Terbuka")
    page.get_by_label("Tenggat 1").fill((today + dt.timedelta(days=14)).isoformat())
    page.get_by_text("Ada yang meminta sesuatu di luar agenda").click()
    page.get_by_label("Permintaan 1", exact=True).fill("Tempat magang mahasiswa")
    page.get_by_label("Dari siapa (permintaan 1)").select_option(
        label="Universitas Terbuka Purwokerto, Universitas Terbuka"
    )
    assert no_sideways_scroll(page)
    page.get_by_role("button", name="Simpan risalah").click()
    expect(page.get_by_role("status")).to_contain_text("Risalah tersimpan")
    expect(page.get_by_role("heading", name="Permintaan di luar agenda")).to_be_visible()


def add_who_came_unasked(page: Page) -> None:
    page.get_by_role("link", name="Tambah yang hadir").click()
    add_guest(page, "citra selatan", "PT Citra Selatan (rekaan)")
    row = page.get_by_role("row", name=re.compile("PT Citra Selatan"))
    expect(row).to_contain_text("tanpa undangan")
    expect(row).to_contain_text("Hadir")


def test_an_opd_officer_convenes_and_a_follow_up_reaches_the_partners_desk(visit: Callable[..., Page]) -> None:
    today = dt.datetime.now(ZoneInfo("Asia/Jakarta")).date()
    page = visit("Petugas OPD", phone=True)
    convene(page, today)
    invite(page)
    address = page.url

    partner = visit("Pengelola Kemitraan", phone=True)
    expect(partner.get_by_text(re.compile(f"mengundang Anda.*{TITLE}")).first).to_be_visible()
    partner.goto(address)
    expect(partner.get_by_text("Pelatihan bagi pelaku usaha mikro")).to_be_visible()

    write_minutes(page, today)
    partner.goto(address)
    expect(partner.get_by_text("Risalah sedang ditulis penyelenggara")).to_be_visible()
    expect(partner.get_by_text("jumlah pengajar")).to_have_count(0)

    add_who_came_unasked(page)
    page.get_by_role("button", name="Sahkan risalah").click()
    expect(page.get_by_text("Risalah Disahkan").first).to_be_visible()
    assert no_sideways_scroll(page)

    partner.get_by_role("link", name="Meja Kerja").click()
    partner.get_by_role("link", name=re.compile(TASK)).first.click()
    partner.get_by_label("Hasil").fill("Kerangka acuan terkirim ke Dinas.")
    partner.get_by_role("button", name="Laporkan selesai").click()
    expect(partner.get_by_role("status")).to_contain_text("Tercatat")
    expect(partner.get_by_text("Kerangka acuan terkirim ke Dinas.")).to_be_visible()

    page.goto(address)
    expect(page.get_by_role("row", name=re.compile(TASK))).to_contain_text("Selesai")

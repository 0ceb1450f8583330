"""Kutai Timur: palm oil and coal are not the same question, and a letter that nobody answered.

The cooperation officer looks at the queue: universities stand first, because the region's policy says so. Two companies wrote about
plantations and about a mine. Of the plantation the licence inside the kabupaten is the kabupaten's, the part that reaches the neighbour
is not; of the mine nothing is, and a numbered letter refers it to the level that owns it. The officer goes on with the training that
the mine's proposal also asks for: writes the reasons against the two findings and sends it to the bupati, who returns it from a
telephone with a question.

Another company never had an answer. Its case shows each desk with its days, and that it was closed without answer; the officer opens it
again with a reason, and it waits on the bupati's desk with its whole history; the bupati's staff see that it
waits. A university's proposal lies there too; it needs one tap.

A member of the TKKSD finds one question on the desk: the region's policy wants a view of the plantation's relevance. The member writes
it on a telephone, and the officer reads it beside the findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from .conftest import no_sideways_scroll, open_row

HERE = "Kutai Timur"


def test_palm_oil_and_coal_are_told_apart_and_the_training_goes_on(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola", region=HERE)
    page.get_by_role("link", name="Penawaran & Usulan", exact=True).click()
    page.get_by_role("link", name="Antrean").first.click()
    rows = page.locator("table.cards tbody tr")
    expect(rows.first).to_contain_text("Universitas")
    expect(rows.last).to_contain_text("PT ")

    page.get_by_role("link", name=re.compile("Kebun kelapa sawit")).first.click()
    page.get_by_role("link", name="Buka telaah").click()
    inside = page.locator("li, div, p", has_text=re.compile("Butir 1 .*termasuk bagian kabupaten/kota"))
    expect(inside.first).to_be_visible()
    expect(page.get_by_text(re.compile("Butir 2 .*melampaui wilayah")).first).to_be_visible()

    open_row(page, "Penawaran & Usulan", "Tambang batu bara")
    letters = page.get_by_role("region", name="Surat")
    expect(letters).to_contain_text("Surat pengalihan")
    expect(letters).to_contain_text("Terbit")
    page.get_by_role("link", name="Buka telaah").click()
    expect(page.get_by_text("tidak ada bagian kabupaten/kota dalam sub-urusan ini").first).to_be_visible()
    expect(page.get_by_text("UU 23/2014 Lampiran").first).to_be_visible()
    for reason in ("Tambangnya sudah dialihkan; yang diteruskan hanya pelatihan.", "Pelatihan itu ada dalam pemetaan."):
        page.get_by_role("link", name="Tulis alasan").first.click()
        page.get_by_label("Alasan melanjutkan").fill(reason)
        page.get_by_role("button", name="Simpan alasan").click()
    expect(page.get_by_text("Semua temuan sudah dijawab")).to_be_visible()
    open_row(page, "Penawaran & Usulan", "Tambang batu bara")
    page.get_by_role("link", name="Naikkan kepada pimpinan").click()
    page.get_by_role("button", name="Naikkan").click()
    expect(page.get_by_text("Menunggu Disposisi").first).to_be_visible()

    phone = visit("Bupati", region=HERE, phone=True)
    phone.get_by_role("link", name=re.compile("Tambang batu bara")).first.click()
    expect(phone.get_by_text("1 sesuai, 1 di luar kewenangan")).to_be_visible()
    assert no_sideways_scroll(phone)
    phone.get_by_role("button", name="Kembalikan dengan pertanyaan").click()
    phone.get_by_label("Pertanyaan").fill("Siapa yang membayar pelatihannya?")
    phone.get_by_role("button", name="Kembalikan").click()
    phone.wait_for_url("**/meja/")
    assert no_sideways_scroll(phone)

    page.get_by_role("link", name="Meja Kerja").click()
    page.get_by_role("link", name=re.compile("Tambang batu bara")).first.click()
    expect(page.get_by_text("Siapa yang membayar pelatihannya?").first).to_be_visible()

    company = visit("Perusahaan", region=HERE)
    open_row(company, "Penawaran & Usulan", "Tambang batu bara")
    expect(company.get_by_text("Siapa yang membayar pelatihannya?")).to_have_count(0)
    expect(company.get_by_text("Tambangnya sudah dialihkan")).to_have_count(0)


def test_a_letter_nobody_answered_is_opened_again_with_its_history(visit: Callable[..., Page]) -> None:
    page = visit("Pengelola", region=HERE)
    open_row(page, "Penawaran & Usulan", "Papan informasi digital")
    expect(page.get_by_text("Ditutup Tanpa Tanggapan").first).to_be_visible()
    history = page.get_by_role("region", name="Disposisi")
    expect(history).to_contain_text("1. Bupati Kutai Timur")
    expect(history).to_contain_text("2. Sekretaris Daerah Kutai Timur")
    expect(history).to_contain_text("3. Bupati Kutai Timur")
    expect(page.get_by_text(re.compile(r"Tidak ada jawaban \d\d hari"))).to_be_visible()
    page.get_by_role("link", name="Buka kembali").click()
    page.get_by_role("button", name="Buka kembali").click()
    expect(page.locator(".error").first).to_be_visible()
    page.get_by_label("Kepada").select_option(label="Bupati Kutai Timur · Kabupaten Kutai Timur")
    page.get_by_label("Alasan membuka kembali").fill("Perusahaan menanyakan lagi; kecamatan memerlukannya.")
    page.get_by_role("button", name="Buka kembali").click()
    expect(page.get_by_text("Menunggu Disposisi").first).to_be_visible()
    expect(page.get_by_role("region", name="Disposisi")).to_contain_text("4. Bupati Kutai Timur")

    staff = visit("Staf Pimpinan", region=HERE)
    asked = staff.locator("table.cards tbody tr", has_text="Papan informasi digital")
    expect(asked).to_contain_text("Bupati Kutai Timur diminta menjawab; catat bila dijawab di atas kertas.")


def test_the_bupati_agrees_to_a_university_with_one_tap(visit: Callable[..., Page]) -> None:
    phone = visit("Bupati", region=HERE, phone=True)
    row = phone.locator("table.cards tbody tr", has_text="KKN dan pendampingan usaha desa")
    expect(row).to_contain_text("Universitas Meranti")
    expect(row).to_contain_text(re.compile(r"\d+ hari"))
    row.get_by_role("link").first.click()
    phone.get_by_role("button", name="Setuju", exact=True).click()
    expect(phone.get_by_text("KKN dan pendampingan usaha desa").first).to_be_visible()
    assert no_sideways_scroll(phone)

    campus = visit("Universitas", region=HERE)
    open_row(campus, "Penawaran & Usulan", "KKN dan pendampingan usaha desa")
    expect(campus.get_by_text("Disetujui").first).to_be_visible()


def test_a_member_of_the_team_is_asked_for_a_view_and_writes_it(visit: Callable[..., Page]) -> None:
    phone = visit("Anggota TKKSD", region=HERE, phone=True)
    row = phone.locator("table.cards tbody tr", has_text="Kebun kelapa sawit")
    expect(row).to_contain_text("Tulis pandangan TKKSD: Relevansi kegiatan.")
    row.get_by_role("link").first.click()
    phone.get_by_label("Bidang").select_option(label="Relevansi kegiatan")
    phone.get_by_label("Mendukung dengan syarat").check()
    phone.get_by_label("Pandangan", exact=True).fill("Relevan bila pekebun rakyat didahulukan.")
    assert no_sideways_scroll(phone)
    phone.get_by_role("button", name="Simpan pandangan").click()
    expect(phone.get_by_role("status")).to_contain_text("Pandangan tersimpan")
    phone.get_by_role("link", name="Meja Kerja").click()
    expect(phone.get_by_role("link", name="Kebun kelapa sawit")).to_have_count(0)

    page = visit("Pengelola", region=HERE)
    open_row(page, "Penawaran & Usulan", "Kebun kelapa sawit")
    page.get_by_role("link", name="Buka telaah").click()
    expect(page.get_by_text("Relevan bila pekebun rakyat didahulukan.").first).to_be_visible()
    expect(page.get_by_text("Anggota TKKSD Kutai Timur").first).to_be_visible()

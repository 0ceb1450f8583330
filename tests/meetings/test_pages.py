"""The pages of Pertemuan: what each side reads when, what stands first, and that many rows ask no more than few."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from simpul.meetings import actions
from simpul.meetings.models import FollowUp, Meeting
from simpul.web.meetings.blocks import block
from tests import make
from tests.agreements import cases as agreements
from tests.documents import files
from tests.meetings import cases

pytestmark = pytest.mark.django_db
AFTER, DAY = cases.AFTER, dt.timedelta(days=1)


def page(c: SimpleNamespace, who: str, address: str) -> str:
    answer = make.client(c.users[who]).get(address)
    assert answer.status_code == 200, (who, address)
    return answer.content.decode()


def of(made: Meeting, more: str = "") -> str:
    return f"/pertemuan/{made.code}/{more}"


def test_the_invited_read_the_agenda_before_and_the_minutes_once_sealed(c):
    made = cases.minuted(c)
    for who in ("partner_officer", "rektor", "bkpsdm_officer"):
        text = page(c, who, of(made))
        assert "Pelatihan pelaku usaha mikro" in text
        for hidden in ("kurikulum rahasia", "Magang mahasiswa", "Menyusun KAK", "Tidak hadir", "Kehadiran dicatat"):
            assert hidden not in text, (who, hidden)
        assert make.client(c.users[who]).get(of(made, "tindak-lanjut/1/")).status_code == 404
    assert "kurikulum rahasia" in page(c, "officer", of(made))
    actions.seal(made, by=c.actors.dinas_officer, at=AFTER)
    text = page(c, "partner_officer", of(made))
    for shown in ("kurikulum rahasia", "Permintaan di luar agenda", "Magang mahasiswa", "Menyusun KAK", "Tidak hadir"):
        assert shown in text, shown


def test_those_who_came_and_did_not_and_came_unasked_stand_in_one_list(c):
    made = cases.minuted(c)
    actions.add_attendance(made, organization=c.citra, invited=False, came="came", by=c.actors.dinas_officer, at=AFTER)
    text = page(c, "dinas_officer", of(made))
    for word in ("PT Citra Selatan", "tanpa undangan", "Tidak hadir", "Kepala UPT"):
        assert word in text, word


def test_who_came_unasked_is_not_told_to_the_guests_before_the_minutes_are_sealed(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    actions.add_attendance(made, organization=c.citra, invited=False, came="came", by=by, at=AFTER)
    assert "PT Citra Selatan" not in page(c, "partner_officer", of(made))
    assert made.code not in page(c, "partner_officer", "/pertemuan/?cari=Citra")
    assert "Citra" not in cases.fresh(made).words
    assert made.code in page(c, "dinas_officer", "/pertemuan/?cari=Citra")
    actions.seal(made, by=by, at=AFTER)
    assert "PT Citra Selatan" in page(c, "partner_officer", of(made))
    assert made.code in page(c, "partner_officer", "/pertemuan/?cari=Citra")
    assert "Citra" in cases.fresh(made).words


def test_who_owes_an_open_follow_up_is_asked_for_it_first(c):
    made = cases.sealed(c)
    text = page(c, "partner_officer", of(made))
    assert (
        f'<a class="button" href="{of(made, "tindak-lanjut/1/")}">Laporkan selesai: Menyusun KAK pelatihan</a>' in text
    )
    assert "Tidak ada yang menunggu Anda" not in text
    assert "Laporkan selesai" not in page(c, "dinas_officer", of(made))
    assert "Tidak ada yang menunggu Anda" in page(c, "bkpsdm_officer", of(made))
    actions.finish_follow_up(cases.follow_up(made), result="Beres", by=c.actors.partner_officer, at=AFTER)
    assert "Laporkan selesai" not in page(c, "partner_officer", of(made))


def test_contradicting_dates_stand_side_by_side_with_their_sources(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    actions.add_source_date(made, day=dt.date(2021, 5, 25), source="Situs politeknik", by=by, at=AFTER)
    assert "Sumber berbeda" not in page(c, "dinas_officer", of(made))
    actions.add_source_date(made, day=dt.date(2021, 5, 27), source="Situs kabupaten", by=by, at=AFTER)
    text = page(c, "dinas_officer", of(made))
    for word in (
        "Sumber berbeda tentang tanggalnya",
        "25 Mei 2021",
        "Situs politeknik",
        "27 Mei 2021",
        "Situs kabupaten",
    ):
        assert word in text, word


def test_photos_and_papers_are_served_to_those_who_see_the_meeting_only(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    photo = actions.enclose(
        made, file=cases.photo(), name="foto.png", caption="Foto bersama", is_photo=True, by=by, at=AFTER
    )
    assert "Foto bersama" in page(c, "partner_officer", of(made))
    answer = make.client(c.partner_officer).get(of(made, f"berkas/{photo.pk}/"))
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/png", files.png())
    assert make.client(c.citra_officer).get(of(made, f"berkas/{photo.pk}/")).status_code == 404
    assert make.client(c.dinas_officer).get(of(cases.prepared(c), f"berkas/{photo.pk}/")).status_code == 404


def test_photos_are_seen_small_and_large_ones_wait_for_a_click(c):
    made, by = cases.sealed(c), c.actors.dinas_officer
    small = actions.enclose(made, file=cases.photo(), name="rapat.png", is_photo=True, by=by, at=AFTER)
    heavy = cases.file(files.jpeg() + b"\0" * 1_600_000, "besar.jpg")
    large = actions.enclose(made, file=heavy, name="besar.jpg", caption="Halaman", is_photo=True, by=by, at=AFTER)
    text, address = page(c, "partner_officer", of(made)), of(made, "berkas/{}/")
    shown = f'<img src="{address.format(small.pk)}" alt="rapat.png" width="160" height="120" loading="lazy"'
    assert shown in text
    assert text.count("<img") == text.count('width="160" height="120"') == 1
    link = f'<a href="{address.format(large.pk)}">besar.jpg</a> <small>(1,5'
    assert link in text
    answer = make.client(c.partner_officer).get(address.format(small.pk))
    answer.close()
    assert (answer["Content-Disposition"], answer["X-Content-Type-Options"]) == (
        'inline; filename="rapat.png"',
        "nosniff",
    )
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "tempat pengambilannya" in page(c, "dinas_officer", of(made, "lampirkan/"))


def test_who_finds_a_sealed_follow_up_wrong_is_led_to_the_minutes(c):
    made = cases.sealed(c)
    promise = of(made, "tindak-lanjut/1/")
    assert of(made, "buka-risalah/") in page(c, "dinas_officer", promise)
    assert of(made, "buka-risalah/") not in page(c, "partner_officer", promise)
    actions.reopen(made, reason="Tenggat keliru.", by=c.actors.dinas_officer, at=AFTER)
    assert "Betulkan tindak lanjut" in page(c, "dinas_officer", promise)
    assert "Betulkan tindak lanjut" not in page(c, "partner_officer", promise)


def test_evidence_of_a_follow_up_is_served_through_the_follow_up(c):
    made = cases.sealed(c)
    browser = make.client(c.officer)
    assert browser.get(of(made, "tindak-lanjut/1/bukti/")).status_code == 404
    row = cases.follow_up(made)
    actions.finish_follow_up(row, result="KAK terkirim.", evidence=cases.file(), by=c.actors.partner_officer, at=AFTER)
    answer = browser.get(of(made, "tindak-lanjut/1/bukti/"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    answer.close()
    assert "KAK terkirim." in page(c, "officer", of(made, "tindak-lanjut/1/"))
    assert make.client(c.citra_officer).get(of(made, "tindak-lanjut/1/bukti/")).status_code == 404


def test_a_case_is_named_only_to_those_who_see_the_case(c):
    made, case = cases.sealed(c), agreements.draft(c, title="Naskah yang belum dibagikan")
    actions.link(made, chain=case.chain, by=c.actors.officer, at=AFTER)
    assert case.title in page(c, "officer", of(made))
    for who in ("partner_officer", "dinas_officer"):
        text = page(c, who, of(made))
        assert case.title not in text
        assert case.code not in text


def test_the_page_of_a_case_shows_its_meetings_that_the_actor_sees(c):
    made, case = cases.prepared(c), agreements.shared(c)
    actions.link(made, chain=case.chain, by=c.actors.dinas_officer, at=cases.AT)
    told = block(case.chain, c.actors.officer)
    assert (list(told["case_meetings"]), told["case_code"], told["may_convene"]) == ([made], case.code, True)
    assert not block(case.chain, c.actors.partner_officer)["case_meetings"]
    assert not block(case.chain, c.actors.leader)["may_convene"]


def test_what_comes_first_stands_first_and_the_next_on_top(c):
    now = timezone.now()
    for title, days in (("Pertemuan kedua", 40), ("Pertemuan pertama", 3), ("Pertemuan ketiga", 90)):
        cases.prepared(c, title=title, starts_at=now + days * DAY, ends_at=None)
    cases.sealed(c, title="Pertemuan lampau")
    text = page(c, "dinas_officer", "/pertemuan/")
    places = [text.index(f"Pertemuan {word}") for word in ("pertama", "kedua", "ketiga", "lampau")]
    assert places == sorted(places)
    found = page(c, "dinas_officer", "/pertemuan/?cari=lampau")
    assert "Pertemuan lampau" in found
    assert "Pertemuan kedua" not in found
    assert "Pertemuan lampau" not in page(c, "dinas_officer", "/pertemuan/?jenis=tkksd")


def test_who_has_none_yet_is_told_what_will_be_here(c):
    assert "Belum ada pertemuan di sini" in page(c, "citra_officer", "/pertemuan/")
    assert "Tidak ada tindak lanjut yang terbuka" in page(c, "citra_officer", "/pertemuan/tindak-lanjut/")


def test_a_closed_step_is_grey_with_its_reason(c):
    made = cases.held(c)
    text = page(c, "dinas_officer", of(made))
    assert "Risalah masih kosong" in text
    future = cases.prepared(c, starts_at=timezone.now() + 3 * DAY, ends_at=None)
    assert "Daftar undangan masih kosong" in page(c, "dinas_officer", of(future))
    assert "Harinya belum tiba" in page(c, "dinas_officer", of(future))


def test_a_held_meeting_begins_a_proposal_for_who_may_write_one(c):
    made = cases.sealed(c)
    assert f"?pertemuan={made.code}" in page(c, "dinas_officer", of(made))
    assert f"?pertemuan={made.code}" not in page(c, "leader", of(made))


def test_the_paper_of_the_minutes_is_offered_to_who_reads_them(c):
    made = cases.minuted(c)
    assert "berita-acara.docx" in page(c, "dinas_officer", of(made))
    assert "berita-acara.docx" not in page(c, "partner_officer", of(made))


def queries(c: SimpleNamespace, who: str, address: str) -> int:
    browser = make.client(c.users[who])
    browser.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


def test_many_rows_ask_the_database_as_often_as_few(c):
    made = cases.sealed(c)
    soon = {"starts_at": timezone.now() + 3 * DAY, "ends_at": None}
    cases.prepared(c, **soon)
    pages = [
        ("dinas_officer", "/pertemuan/"), ("partner_officer", "/pertemuan/tindak-lanjut/"), ("dinas_officer", of(made)),
        ("dinas_officer", of(made, "risalah/")), ("dinas_officer", of(made, "undangan/")), ("partner_officer", of(made, "tindak-lanjut/1/")),
    ]  # fmt: skip
    case = agreements.shared(c)
    by, at = c.actors.dinas_officer, AFTER
    actions.link(made, chain=case.chain, by=c.actors.officer, at=at)
    actions.enclose(made, file=cases.file(), name="satu.pdf", by=by, at=at)
    few = [queries(c, *one) for one in pages]
    actions.reopen(made, reason="x", by=by, at=at)
    for n in range(20):
        cases.prepared(c, title=f"Lain {n}", **soon)
        guest = make.organization(f"Mitra {n}")
        actions.add_attendance(made, organization=guest, came="came", by=by, at=at)
        actions.add_topic(made, title=f"Pokok {n}", outside=bool(n % 2), raised_by=guest, minutes="x", by=by, at=at)
        actions.add_follow_up(made, text=f"Janji {n}", owner=c.upt if n % 2 else guest, due=cases.DUE, by=by, at=at)
        actions.add_source_date(made, day=cases.DUE, source=f"Sumber {n}", by=by, at=at)
        actions.enclose(made, file=cases.file(files.pdf(1) + b"%d" % n), name=f"{n}.pdf", by=by, at=at)
    actions.seal(made, by=by, at=at)
    assert [queries(c, *one) for one in pages] == few
    assert max(few) <= 40
    with CaptureQueriesContext(connection) as seen:
        assert len(list(FollowUp.objects.open_for(c.actors.partner_officer))) == 11
    assert len(seen) == 1

"""Bad input: a clear message, the typed text kept, nothing written, never an error of ours. Every form of Pertemuan, field by field."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from simpul.meetings import actions
from simpul.meetings.models import Meeting
from simpul.web.meetings.doings import DOINGS, DROPS, FOLLOW_UP_DOINGS
from tests import make
from tests.agreements import cases as agreements
from tests.documents import files
from tests.meetings import cases
from tests.web.test_agreement_forms import bad_values

WRITTEN = ("meetings", "register", "documents", "notices")
PAPER = files.pdf(1) + b"\n% dari formulir"


@dataclasses.dataclass(frozen=True)
class Good:
    """`who` posts `values` (and `files`) to the address `name` of the meeting `on` (and `more`), and it is taken.

    `wrong_state` is a meeting on which the same is a conflict; `other` sees the meeting and may not do it.
    """

    name: str
    on: str
    values: Callable[[SimpleNamespace], dict[str, Any]] = lambda s: {}
    more: tuple[Any, ...] = ()
    who: str = "dinas_officer"
    files: dict[str, bytes] = dataclasses.field(default_factory=dict)
    wrong_state: str = ""
    other: str = "dinas_head"

    def address(self, s: SimpleNamespace, on: str = "") -> str:
        return reverse(self.name, args=[getattr(s, on or self.on).code, *self.more] if self.on else [])


def _described(**more: Any) -> dict[str, Any]:
    return {
        "kind": "visit", "title": "Kunjungan yang disunting", "day": "2026-03-04", "start": "08:30", "end": "10:00", "place": "Balai desa",
    } | more  # fmt: skip


def _minutes(s: SimpleNamespace) -> dict[str, Any]:
    row = cases.attendance(s.held, s.c.upt)
    return {
        "version": s.held.version, f"came_{row.pk}": "came", f"people_{row.pk}": "Kepala UPT Kemitraan", "minutes_1": "Dibahas kurikulum.",
        "outcome_1": "Disusun KAK.", "request_1": "Tempat magang", "request_by_1": s.c.upt.pk, "request_text_1": "Sepuluh orang.",
        "task_1": "Menyusun KAK pelatihan", "owner_1": s.c.upt.pk, "due_1": "2026-03-20", "summary": "Berjalan lancar.",
    }  # fmt: skip


GOOD = {
    "new": Good("meeting_new", "", lambda s: _described(convener=s.c.dinas.pk, case=s.case.code)),
    "revise": Good("meeting_revise", "invited", lambda s: _described(version=s.invited.version), wrong_state="sealed"),
    "guests": Good("meeting_guests", "prepared", lambda s: {"guests": [f"o{s.c.setda.pk}", f"p{s.c.bupati_post.pk}"]}, wrong_state="sealed"),
    "guests_after": Good(
        "meeting_guests", "held", lambda s: {"guests": [f"o{s.c.setda.pk}"], "how": "unasked"}, wrong_state="cancelled"
    ),
    "minutes": Good("meeting_minutes", "held", _minutes),
    "topic_edit": Good("meeting_topic_edit", "invited", lambda s: {"title": "Pokok yang disunting"}, (1,), wrong_state="sealed"),
    "invite": Good("meeting_invite", "coming", wrong_state="held"),
    "hold": Good("meeting_hold", "invited", wrong_state="sealed"),
    "seal": Good("meeting_seal", "minuted", wrong_state="invited"),
    "reopen": Good("meeting_reopen", "sealed", lambda s: {"reason": "Salah sebut jumlah"}, wrong_state="held"),
    "cancel": Good("meeting_cancel", "invited", lambda s: {"reason": "Tamu berhalangan"}, wrong_state="held"),
    "topic": Good("meeting_topic", "invited", lambda s: {"title": "Data peserta", "raised_by": s.c.upt.pk}, wrong_state="sealed"),
    "request": Good(
        "meeting_request", "held", lambda s: {"title": "Tempat magang", "raised_by": s.c.upt.pk, "minutes": "Sepuluh orang"},
        wrong_state="sealed",
    ),
    "follow_up": Good(
        "meeting_follow_up", "held", lambda s: {"text": "Menyusun KAK", "owner": s.c.upt.pk, "due": "2026-03-20"}, wrong_state="invited"
    ),
    "source": Good(
        "meeting_source", "held", lambda s: {"day": "2026-03-05", "source": "Berita situs kabupaten", "note": ""}, wrong_state="sealed"
    ),
    "enclose": Good(
        "meeting_enclose", "held", lambda s: {"caption": "Daftar hadir"}, files={"file": PAPER}, wrong_state="cancelled"
    ),
    "link": Good("meeting_link", "held", lambda s: {"code": s.case.code.lower()}, wrong_state="cancelled"),
    "finish": Good(
        "follow_up_finish", "sealed", lambda s: {"result": "KAK terkirim", "version": 1}, (1,), who="partner_officer",
        files={"file": PAPER}, wrong_state="done", other="dinas_officer",
    ),
    "correct": Good(
        "follow_up_revise", "reopened", lambda s: {"text": "Menyusun KAK pertama", "owner": s.c.bumi.pk, "due": "2026-03-27", "version": 1}, (1,),
        wrong_state="sealed",
    ),
    "drop": Good("follow_up_drop", "sealed", lambda s: {"reason": "Sudah ada KAK lama", "version": 1}, (1,), wrong_state="done"),
    "again": Good("follow_up_reopen", "done", lambda s: {"reason": "Belum lengkap", "version": 2}, (1,), wrong_state="sealed"),
}  # fmt: skip


@pytest.fixture(scope="module")
def site(world: SimpleNamespace) -> SimpleNamespace:
    """A meeting in each state that a form asks for, and a case to tie one to."""
    s = SimpleNamespace(c=world, case=agreements.shared(world))
    s.prepared, s.invited, s.held = cases.listed(world), cases.invited(world), cases.held(world)
    s.minuted, s.sealed, s.cancelled, s.done = (
        cases.minuted(world), cases.sealed(world), cases.cancelled(world), cases.sealed(world),
    )  # fmt: skip
    soon = timezone.now() + dt.timedelta(days=30)
    s.reopened = cases.reopened(world)
    s.coming = cases.listed(world, starts_at=soon, ends_at=None)
    actions.finish_follow_up(cases.follow_up(s.done), result="x", by=world.actors.partner_officer, at=cases.AFTER)
    for name, made in vars(s).items():
        if isinstance(made, Meeting):
            setattr(s, name, cases.fresh(made))
    return s


@pytest.fixture
def s(site: SimpleNamespace, db: None) -> SimpleNamespace:
    return copy.deepcopy(site)


def written() -> list[Any]:
    """A fingerprint of every row that a page of Pertemuan could have written, table by table."""
    tables = [m._meta.db_table for label in WRITTEN for m in apps.get_app_config(label).get_models()]
    one = "SELECT '{0}', count(*), coalesce(sum(hashtext(t::text)), 0) FROM {0} t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(one.format(table) for table in tables))
        return sorted(cursor.fetchall())


def send(s: SimpleNamespace, good: Good, changed: dict[str, Any] | None = None, **how: Any) -> Any:
    """The good values, some of them changed, as a browser sends them; with a fresh key unless one is given."""
    values = {"kunci_kirim": str(uuid.uuid4())} | good.values(s) | (changed or {})
    uploads = {field: (f"{field}.pdf", data) for field, data in good.files.items()} | how.get("uploads", {})
    sent = {field: SimpleUploadedFile(*upload) for field, upload in uploads.items() if upload}
    browser = make.client(s.c.users[how.get("who", good.who)])
    return browser.post(good.address(s, how.get("on", "")), {k: v for k, v in values.items() if v is not None} | sent)


def refused(s: SimpleNamespace, good: Good, status: set[int], changed: dict[str, Any] | None = None, **how: Any) -> Any:
    """Answered with one of these statuses and a message, and nothing written."""
    before = written()
    with transaction.atomic():
        response = send(s, good, changed, **how)
    assert response.status_code in status, (response.status_code, changed, how)
    assert written() == before, (changed, how)
    if response.status_code in (409, 422) and "form" in (response.context or {}):
        said = response.content.decode()
        assert re.search(r'role="alert"', said), (changed, how)
        assert not re.search(r"This field|Enter a valid|Ensure |Select a valid", said)
    return response


def test_every_verb_has_good_values() -> None:
    covered = {good.name for good in GOOD.values()}
    assert {f"meeting_{verb}" for verb in DOINGS} | {f"follow_up_{verb}" for verb in FOLLOW_UP_DOINGS} <= covered


@pytest.mark.parametrize("name", GOOD)
def test_good_values_are_taken_once_however_often_they_are_sent(s: SimpleNamespace, name: str) -> None:
    good, key = GOOD[name], {"kunci_kirim": str(uuid.uuid4())}
    before = written()
    first = send(s, good, key)
    assert first.status_code == 302, first.content.decode()
    after = written()
    assert after != before
    again = send(s, good, key)
    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert written() == after


def fields_of(s: SimpleNamespace, good: Good) -> dict[str, forms.Field]:
    """The fields as the page shows them."""
    if good.name.startswith("follow_up_"):
        page = make.client(s.c.users[good.who]).get(reverse("follow_up", args=[getattr(s, good.on).code, 1]))
        return next(d["form"].fields for d in page.context["doings"] if f"follow_up_{d['verb']}" == good.name)
    return make.client(s.c.users[good.who]).get(good.address(s)).context["form"].fields


@pytest.mark.parametrize("name", GOOD)
def test_bad_values_are_refused_with_the_typed_text_kept(s: SimpleNamespace, name: str) -> None:
    good = GOOD[name]
    fields = fields_of(s, good)
    texts = {k: v for k, v in good.values(s).items() if isinstance(v, str) and len(v) > 5 and k in fields}
    place, kept = next(((k, v) for k, v in texts.items() if k not in ("code", "case", "how", "day", "due")), ("", ""))
    for field_name, field in fields.items():
        for bad in bad_values(field_name, field):
            response = refused(s, good, {422}, {field_name: bad})
            if kept and field_name != place:
                assert kept in response.content.decode(), (field_name, bad)


@pytest.mark.parametrize("name", [n for n, good in GOOD.items() if good.wrong_state])
def test_in_the_wrong_state_it_is_a_conflict(s: SimpleNamespace, name: str) -> None:
    refused(s, GOOD[name], {409}, on=GOOD[name].wrong_state)


@pytest.mark.parametrize("name", GOOD)
def test_the_wrong_role_or_side_is_forbidden_and_a_stranger_finds_nothing(s: SimpleNamespace, name: str) -> None:
    good = GOOD[name]
    refused(s, good, {403}, who=good.other)
    if good.on:
        if good.name != "follow_up_finish" and good.on not in ("prepared", "coming"):
            refused(s, good, {403}, who="partner_officer")
        for who in ("citra_officer", "admin", "faculty_officer"):
            refused(s, good, {404}, who=who)


@pytest.mark.parametrize("name", ["revise", "minutes", "finish", "correct", "drop", "again"])
def test_an_older_version_is_a_conflict_and_the_typed_text_stays(s: SimpleNamespace, name: str) -> None:
    response = refused(s, GOOD[name], {409}, {"version": 0})
    assert "sudah berubah sejak" in response.content.decode()
    if name == "minutes":
        assert "Dibahas kurikulum." in response.content.decode()


@pytest.mark.parametrize("name", ["revise", "minutes"])
def test_who_compared_saves_again_what_was_typed(s: SimpleNamespace, name: str) -> None:
    first = refused(s, GOOD[name], {409}, {"version": 0})
    assert send(s, GOOD[name], {"version": first.context["form"]["version"].value()}).status_code == 302


def as_opened(page: Any, form: Any) -> dict[str, Any]:
    """What a browser would send of a shown form if nothing were typed."""
    values = {one.name: "" if one.value() is None else str(one.value()) for one in form}
    hidden = dict(re.findall(r'name="initial-(\w+)" value="([^"]*)"', page.content.decode()))
    return values | {f"initial-{name}": hidden.get(name, "") for name in form.kept} | {"kunci_kirim": str(uuid.uuid4())}


def test_two_who_change_what_the_meeting_is_about_see_each_others_words(s: SimpleNamespace) -> None:
    good = GOOD["revise"]
    page = make.client(s.c.dinas_officer).get(good.address(s))
    first = second = as_opened(page, page.context["form"])
    browser = make.client(s.c.dinas_officer)
    first |= {"title": "Judul pertama", "place": "Balai kota", "last_day": "2026-03-04", "end": ""}
    assert browser.post(good.address(s), first | {"kunci_kirim": str(uuid.uuid4())}).status_code == 302
    before = written()
    answer = browser.post(good.address(s), second | {"title": "Judul kedua", "start": "08:00"})
    form, text = answer.context["form"], answer.content.decode()
    assert (answer.status_code, written()) == (409, before)
    assert "Pertemuan ini sudah berubah sejak" in text
    assert (form["title"].value(), form["title"].help_text) == ("Judul kedua", "Tersimpan sekarang: Judul pertama")
    assert text.count("Orang lain juga mengubah isian ini") == 1
    shown = as_opened(answer, form)
    assert (shown["place"], shown["last_day"], shown["start"]) == ("Balai kota", "2026-03-04", "08:00")
    assert browser.post(good.address(s), shown | {"title": "Judul bersama"}).status_code == 302
    now = cases.fresh(s.invited)
    assert (now.title, now.place, now.until, now.hours) == (
        "Judul bersama",
        "Balai kota",
        dt.date(2026, 3, 4),
        "08.00 WIB",
    )


def test_two_who_correct_a_follow_up_see_each_others_words(s: SimpleNamespace) -> None:
    good, browser = GOOD["correct"], make.client(s.c.dinas_officer)
    row, by = cases.follow_up(s.reopened), s.c.actors.dinas_officer
    actions.revise_follow_up(row, text="Menyusun KAK bersama", owner=s.c.upt, due=cases.DUE, by=by, at=cases.AFTER)
    opened = {"initial-text": "Menyusun KAK pelatihan", "initial-owner": s.c.upt.pk, "initial-due": f"{cases.DUE}"}
    answer = refused(s, good, {409}, opened)
    form = next(d["form"] for d in answer.context["doings"] if d["verb"] == "revise")
    assert (form["text"].value(), form["text"].help_text) == (
        "Menyusun KAK pertama", "Tersimpan sekarang: Menyusun KAK bersama",
    )  # fmt: skip
    assert "Ketikan Anda masih ada" in answer.content.decode()
    assert browser.post(good.address(s), as_opened(answer, form)).status_code == 302
    row.refresh_from_db()
    assert (row.text, row.owner, row.due) == ("Menyusun KAK pertama", s.c.bumi, dt.date(2026, 3, 27))


def test_bad_files_are_refused_and_not_kept(s: SimpleNamespace) -> None:
    for name in ("enclose", "finish"):
        for bad in (("x.pdf", files.docx()), ("x.exe", PAPER), ("x.pdf", b""), ("x.pdf", files.encrypted_pdf())):
            response = refused(s, GOOD[name], {422}, uploads={"file": bad})
            assert 'class="error"' in response.content.decode(), (name, bad[0])
    refused(s, GOOD["enclose"], {422}, uploads={"file": None})


def test_the_same_file_twice_is_told(s: SimpleNamespace) -> None:
    assert send(s, GOOD["enclose"]).status_code == 302
    response = refused(s, GOOD["enclose"], {409})
    assert "sudah dilampirkan" in response.content.decode()


MINUTES = {
    "a request without a title": {"request_1": ""},
    "a follow-up without an owner": {"owner_1": ""},
    "a follow-up without a day": {"due_1": ""},
    "a follow-up without a text": {"task_1": ""},
    "a follow-up due before the meeting": {"due_1": "2026-01-01"},
    "somebody who was not there": {"request_by_1": 10**9},
}


@pytest.mark.parametrize("what", MINUTES)
def test_half_a_row_of_the_minutes_is_told_beside_it_and_nothing_is_lost(s: SimpleNamespace, what: str) -> None:
    response = refused(s, GOOD["minutes"], {422}, MINUTES[what])
    assert "Berjalan lancar." in response.content.decode()


def test_a_meeting_that_ends_before_it_begins_is_told_beside_the_hour(s: SimpleNamespace) -> None:
    response = refused(s, GOOD["revise"], {422}, {"end": "07:00"})
    assert "Waktu selesai mendahului" in str(response.context["form"].errors["end"])
    refused(s, GOOD["new"], {422}, {"end": "07:00"})
    response = refused(s, GOOD["revise"], {422}, {"last_day": "2026-03-01"})
    assert list(response.context["form"].errors) == ["last_day"]
    assert "Hari terakhir mendahului" in str(response.context["form"].errors)


def test_a_unit_convenes_only_for_itself(s: SimpleNamespace) -> None:
    refused(s, GOOD["new"], {422}, {"convener": s.c.bkpsdm.pk})


def test_a_case_that_one_cannot_see_or_that_does_not_exist_is_unknown(s: SimpleNamespace) -> None:
    hidden = agreements.draft(s.c, title="Rahasia bagian")  # the dinas does not see the draft of the Bagian
    for code in (hidden.code, "AAAA-AAAA", "bukan kode"):
        for name, field in (("link", "code"), ("new", "case")):
            response = refused(s, GOOD[name], {422}, {field: code[:9]})
            assert "Tidak ada perkara dengan kode itu" in response.content.decode()
    assert send(s, GOOD["link"]).status_code == 302
    refused(s, GOOD["link"], {409})


def test_guests_are_found_by_name_or_office_and_every_opd_at_once(s: SimpleNamespace) -> None:
    browser, address = make.client(s.c.dinas_officer), GOOD["guests"].address(s)
    assert "Direktur, PT Citra Selatan" in browser.get(address, {"cari": "direktur"}).content.decode()
    assert "Fakultas Ekonomi, Universitas Bumi" in browser.get(address, {"cari": "bumi"}).content.decode()
    for strange in ("\x00", "%", "x" * 500, "tidak ada sama sekali"):
        assert browser.get(address, {"cari": strange}).status_code == 200
    refused(s, GOOD["guests"], {422}, {"guests": []})
    refused(s, GOOD["guests"], {422}, {"guests": [f"o{s.c.citra.pk}"]})  # not among those that were shown
    found = browser.post(f"{address}?cari=citra", {"guests": [f"o{s.c.citra.pk}"], "everyone": "on"})
    assert found.status_code == 302
    names = {a.organization.name for a in cases.fresh(s.prepared).attendances.all()}
    assert {"PT Citra Selatan", "Sekretariat Daerah", "Dinas Koperasi dan UKM"} <= names


@pytest.mark.parametrize("part", [*DROPS, "apa-saja"])
def test_a_row_of_another_meeting_cannot_be_taken_off(s: SimpleNamespace, part: str) -> None:
    other = {
        "undangan": lambda: cases.attendance(s.invited, s.c.upt).pk, "agenda": lambda: cases.topic(s.invited).pk,
    }.get(part, lambda: 10**30)()  # fmt: skip
    before = written()
    address = f"/pertemuan/{s.held.code}/hapus/{part}/{other}/"
    answer = make.client(s.c.dinas_officer).post(address)
    assert answer.status_code == (409 if part in DROPS else 404)
    assert part not in DROPS or "sudah dihapus orang lain" in answer.content.decode()
    assert written() == before


def test_rows_are_taken_off_by_the_convener_alone_while_the_minutes_are_open(s: SimpleNamespace) -> None:
    row = cases.attendance(s.held, s.c.upt).pk
    address = f"/pertemuan/{s.held.code}/hapus/undangan/{row}/"
    assert make.client(s.c.partner_officer).post(address).status_code == 403
    assert make.client(s.c.citra_officer).post(address).status_code == 404
    closed = cases.attendance(s.sealed, s.c.upt).pk
    answer = make.client(s.c.dinas_officer).post(f"/pertemuan/{s.sealed.code}/hapus/undangan/{closed}/")
    assert (answer.status_code, "Buka kembali risalah" in answer.content.decode()) == (409, True)
    assert make.client(s.c.dinas_officer).post(address).status_code == 302


@pytest.mark.parametrize(
    "query", ["?hal=-1", "?hal=²", "?hal=99999", "?cari=%00", "?jenis=%00", "?jenis=x&cari=%25_%27"]
)
def test_strange_addresses_of_the_list_are_harmless(s: SimpleNamespace, query: str) -> None:
    assert make.client(s.c.dinas_officer).get(f"/pertemuan/{query}").status_code == 200
    assert make.client(s.c.dinas_officer).get(f"/pertemuan/baru/{query}&perkara=%00").status_code == 200


def test_who_opens_the_address_of_a_button_is_led_to_the_page_that_holds_it(s: SimpleNamespace) -> None:
    before, browser = written(), make.client(s.c.dinas_officer)
    row, home = cases.attendance(s.held, s.c.upt).pk, f"/pertemuan/{s.held.code}/"
    promise = f"/pertemuan/{s.sealed.code}/tindak-lanjut/1/"
    pages = {f"{home}hapus/undangan/{row}/": home, f"{home}lepas/1/": home, f"{promise}hentikan/": promise}
    for address, page in pages.items():
        assert browser.get(address)["Location"] == page
        assert "Belum ada yang berubah" in browser.get(address, follow=True).content.decode()
        assert browser.put(address).status_code == 405
    assert written() == before


def test_a_second_tap_on_a_button_hears_of_the_first(s: SimpleNamespace) -> None:
    browser, home = make.client(s.c.dinas_officer), f"/pertemuan/{s.held.code}/"
    actions.link(s.held, chain=s.case.chain, by=s.c.actors.dinas_officer, at=cases.AFTER)
    link = cases.fresh(s.held).links.get().pk
    row = cases.attendance(s.held, s.c.upt).pk
    for address, gone in (
        (f"{home}hapus/undangan/{row}/", "sudah dihapus orang lain"),
        (f"{home}lepas/{link}/", "tidak tertaut pada perkara itu"),
    ):
        key = {"kunci_kirim": str(uuid.uuid4())}
        assert 'role="status"' in browser.post(address, key, follow=True).content.decode()
        after = written()
        assert browser.post(address, key)["Location"] == home
        late = browser.post(address, {"kunci_kirim": str(uuid.uuid4())})
        assert (late.status_code, gone in late.content.decode()) == (409, True)
        assert written() == after


def test_a_list_of_guests_that_was_cut_says_so_and_how_to_narrow_it(s: SimpleNamespace) -> None:
    browser, address = make.client(s.c.dinas_officer), GOOD["guests"].address(s)
    assert "terpotong" not in browser.get(address, {"cari": "direktur"}).content.decode()
    for n in range(41):
        make.organization(f"Koperasi Sejahtera {n}")
    text = browser.get(address, {"cari": "sejahtera"}).content.decode()
    assert "Daftar ini terpotong" in text
    assert "Tambahkan kata pada pencarian" in text
    assert "terpotong" not in browser.get(address, {"cari": "sejahtera 39"}).content.decode()


def opened(s: SimpleNamespace, who: str = "dinas_officer") -> dict[str, Any]:
    """What a browser would send of the minutes if nothing were typed: every field of the page, with what it was opened with."""
    page = make.client(s.c.users[who]).get(GOOD["minutes"].address(s))
    text, values = page.content.decode(), {"kunci_kirim": str(uuid.uuid4())}
    for one in page.context["form"]:
        values[one.name] = "" if one.value() is None else str(one.value())
    for name in re.findall(r'name="(initial-[a-z]+_?\d*)"', text):
        values[name] = values[name.removeprefix("initial-")]
    assert "initial-summary" in values
    return values


def save(s: SimpleNamespace, values: dict[str, Any]) -> Any:
    return make.client(s.c.dinas_officer).post(GOOD["minutes"].address(s), values)


def test_two_who_write_different_parts_of_the_minutes_keep_what_both_wrote(s: SimpleNamespace) -> None:
    first, second, row = opened(s), opened(s), cases.attendance(s.held, s.c.upt)
    assert (
        save(s, first | {"minutes_1": "Dibahas kurikulum.\r\nDan jadwal.", f"came_{row.pk}": "came"}).status_code == 302
    )
    assert save(s, second | {"outcome_1": "Disusun KAK.", f"people_{row.pk}": "Kepala UPT"}).status_code == 302
    point, row = cases.topic(s.held), cases.attendance(s.held, s.c.upt)
    assert point.minutes.split() == ["Dibahas", "kurikulum.", "Dan", "jadwal."]
    assert (point.outcome, row.came, row.people) == ("Disusun KAK.", "came", "Kepala UPT")


def test_what_both_wrote_in_one_field_stands_side_by_side_and_the_rest_is_what_is_stored(s: SimpleNamespace) -> None:
    first, second = opened(s), opened(s)
    assert save(s, first | {"minutes_1": "Catatan <pertama>.", "summary": "Ringkasan pertama."}).status_code == 302
    before = written()
    answer = save(s, second | {"minutes_1": "Catatan kedua.", "outcome_1": "Kesimpulan kedua."})
    text, form = answer.content.decode(), answer.context["form"]
    assert (answer.status_code, written()) == (409, before)
    assert "Tersimpan sekarang:</strong> Catatan &lt;pertama&gt;." in text
    assert text.count("Tersimpan sekarang:") == text.count("Orang lain juga mengubah isian ini") == 1
    assert form["minutes_1"].value() == "Catatan kedua."
    assert form["summary"].value() == "Ringkasan pertama."
    shown = {one.name: "" if one.value() is None else str(one.value()) for one in form}
    shown |= {f"initial-{name}": value for name, value in form.kept.items()} | {"kunci_kirim": str(uuid.uuid4())}
    assert save(s, shown | {"minutes_1": "Catatan pertama dan kedua."}).status_code == 302
    point = cases.topic(s.held)
    assert (point.minutes, point.outcome) == ("Catatan pertama dan kedua.", "Kesimpulan kedua.")
    assert cases.fresh(s.held).summary == "Ringkasan pertama."


def test_a_point_that_came_or_went_while_the_minutes_were_written_loses_no_text(s: SimpleNamespace) -> None:
    page, by = opened(s), s.c.actors.dinas_officer
    actions.add_topic(s.held, title="Menyusul", minutes="Ditulis orang lain.", by=by, at=cases.AFTER)
    assert save(s, page | {"summary": "Berjalan lancar."}).status_code == 302
    assert cases.topic(s.held, 2).minutes == "Ditulis orang lain."
    page = opened(s) | {"minutes_2": "Tambahan saya."}
    actions.drop_topic(cases.topic(s.held, 2), by=by, at=cases.AFTER)
    answer = save(s, page)
    assert (answer.status_code, "Salin bila masih perlu: «Tambahan saya.»" in answer.content.decode()) == (422, True)


def test_who_goes_back_to_saved_minutes_and_types_on_is_heard(s: SimpleNamespace) -> None:
    page = opened(s) | {"summary": "Berjalan lancar."}
    assert save(s, page).status_code == 302
    answer = save(s, page | {"minutes_1": "Ditambahkan kemudian."})
    assert (answer.status_code, "sudah pernah disimpan" in answer.content.decode()) == (409, True)
    assert answer.context["form"]["minutes_1"].value() == "Ditambahkan kemudian."


@pytest.mark.parametrize(("word", "page"), [("hadir", "undangan/"), ("agenda", "agenda/")])
def test_a_button_of_the_minutes_saves_them_then_leads_on_and_back_again(
    s: SimpleNamespace, word: str, page: str
) -> None:
    browser, home = make.client(s.c.dinas_officer), f"/pertemuan/{s.held.code}/"
    actions.drop_topic(cases.topic(s.held), by=s.c.actors.dinas_officer, at=cases.AFTER)
    shown = browser.get(f"{home}risalah/").content.decode()
    assert f'name="lalu" value="{word}"' in shown
    assert "<a" not in shown[shown.index('<form method="post" novalidate') : shown.rindex("<button>Simpan risalah")]
    answer = save(s, opened(s) | {"summary": "Berjalan lancar.", "lalu": word})
    assert (answer.status_code, answer["Location"]) == (302, f"{home}{page}?lalu=risalah")
    assert cases.fresh(s.held).summary == "Berjalan lancar."
    there = browser.get(answer["Location"]).content.decode()
    assert f'href="{home}risalah/"' in there
    values = {"hadir": {"guests": [f"o{s.c.setda.pk}"], "how": "unasked"}, "agenda": {"title": "Data peserta"}}[word]
    assert browser.post(answer["Location"], values)["Location"] == f"{home}risalah/"
    assert save(s, opened(s) | {"lalu": "//jahat.example"})["Location"] == home

"""Meja Kerja in the browser: what waits for me first, what was told, and empty desks that say so."""

from __future__ import annotations

from simpul.notices.models import Notice
from tests import make
from tests.agreements import cases


def test_what_waits_for_me_stands_before_what_waits_for_others(c):
    waiting, own = cases.shared(c, title="Menunggu pimpinan"), cases.draft(c, title="Draf milik petugas")
    text = make.client(c.officer).get("/meja/").content.decode()
    assert own.title in text
    assert waiting.title in text
    leader = make.client(c.dinas_head).get("/meja/").content.decode()
    assert waiting.title in leader
    assert own.title not in leader


def test_what_was_told_is_read_once_and_gone(c):
    cases.shared(c)
    browser = make.client(c.rektor)
    told = Notice.objects.filter(recipient=c.rektor, read_at=None)
    assert told.count() == 1
    assert told.get().text in browser.get("/meja/").content.decode()
    assert browser.post("/meja/dibaca/").status_code == 302
    assert told.count() == 0
    assert Notice.objects.filter(recipient=c.dinas_head, read_at=None).count() == 1


def test_an_empty_desk_says_so_to_everybody(c):
    for who, person in c.users.items():
        answer = make.client(person).get("/meja/")
        assert answer.status_code == 200, who
        assert "Tidak ada" in answer.content.decode() or "Belum ada" in answer.content.decode(), who


def test_a_long_title_stands_whole_and_escaped(c):
    title = "<b>" + "Pelatihan kepemimpinan " * 12
    cases.draft(c, title=title)
    text = make.client(c.officer).get("/meja/").content.decode()
    assert "&lt;b&gt;" in text
    assert "<b>Pelatihan" not in text


def test_a_person_without_a_role_sees_an_empty_desk(c):
    cases.shared(c)
    person = make.user("Tanpa Peran")
    answer = make.client(person).get("/meja/")
    assert answer.status_code == 200
    assert "Digitalisasi UMKM" not in answer.content.decode()

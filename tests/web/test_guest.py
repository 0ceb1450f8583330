"""A partner without an account: the link in the mail reads one text and approves it once; its sender never sees it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from simpul.accounts.models import GuestLink
from simpul.agreements import actions
from simpul.agreements.models import Agreement, Approval
from simpul.core.refusals import Refused
from simpul.register.models import Event
from tests import make
from tests.agreements import cases

VALUES = {"name": "Tamu Contoh", "post": "Rektor", "email": "tamu@contoh.example"}


@pytest.fixture
def made(c: SimpleNamespace) -> Agreement:
    return cases.shared(c)


def address_in_mail() -> str:
    make.run_jobs()
    return "/tamu/" + mail.outbox[-1].body.partition("/tamu/")[2].split()[0]


def invited(c: SimpleNamespace, made: Agreement) -> str:
    at = reverse("agreement_invite", args=[made.code, 2])
    assert make.client(c.officer).post(at, VALUES).status_code == 302
    return address_in_mail()


def test_the_guest_reads_the_text_and_approves_it_once(c, made):
    address = invited(c, made)
    assert mail.outbox[-1].to == [VALUES["email"]]
    page = make.client().get(address).content.decode()
    assert made.terms.hash in page
    assert made.terms.content["clauses"][0]["heading"] in page
    done = make.client().post(address, {"hash": made.terms.hash})
    assert (done.status_code, done["Location"]) == (302, reverse("agreement_guest_done"))
    given = Approval.objects.get(party=cases.party(made, 2))
    assert given.by_name.startswith("Rektor")
    assert given.by_key.startswith("guest:")
    again = make.client().post(address, {"hash": made.terms.hash})
    assert again.status_code == 409
    assert Approval.objects.filter(party=cases.party(made, 2)).count() == 1


def closed(address: str, made: Agreement) -> str:
    """The page of a link that opens nothing more: no word of the text, nor of what became of it; nothing is taken."""
    page = make.client().get(address).content.decode()
    fresh = cases.fresh(made)
    for word in (
        *(c["heading"] + "</h3>" for c in fresh.terms.content["clauses"]),
        "Judul kedua",
        "Setujui naskah ini",
        "Tolak atau",
    ):
        assert word not in page, word
    before = Event.objects.count()
    assert make.client().get(f"{address}naskah.docx").status_code == 409
    assert make.client().post(f"{address}tanggapan/", {"text": "Masih ada?"}).status_code == 409
    assert Event.objects.count() == before
    return page


def test_a_spent_link_says_what_was_approved_and_shows_no_text_nor_any_later_version(c, made):
    address, old = invited(c, made), made.terms.hash
    make.client().post(address, {"hash": old})
    actions.revise(made, changes={"title": "Judul kedua"}, by=c.actors.officer, at=cases.AT)
    page = closed(address, made)
    assert old in page
    assert made.title in page
    assert cases.fresh(made).terms.hash not in page


def test_a_link_to_a_revoked_draft_or_past_its_day_shows_no_text(c, made):
    address = invited(c, made)
    GuestLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    assert "kedaluwarsa" in closed(address, made)
    GuestLink.objects.update(expires_at=timezone.now() + dt.timedelta(days=1))
    actions.revoke(made, reason="Batal", by=c.actors.officer, at=cases.AT)
    assert made.title not in closed(address, made)


def test_a_link_to_a_side_that_has_decided_otherwise_shows_no_text(c, made):
    address = invited(c, made)
    actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=cases.AT)
    assert "sudah tercatat" in closed(address, made)
    answer = make.client().post(f"{address}tanggapan/", {"text": "Mohon tunggu dahulu."})
    assert (answer.status_code, made.comments.count()) == (409, 0)
    assert "sudah tercatat" in answer.content.decode()
    with pytest.raises(Refused, match=r"guest\.answered"):  # decided in the moment between page and answer
        actions.answer_as_guest(address.split("/")[2], text="Mohon tunggu dahulu.", at=timezone.now())


def test_the_guest_asks_for_changes_in_words_and_may_approve_later(c, made):
    address = invited(c, made)
    answer = make.client().post(f"{address}tanggapan/", {"text": "Pasal 5: kami sanggup 60 orang, bukan 100."})
    assert (answer.status_code, answer["Location"]) == (302, address)
    said = made.comments.get()
    assert (said.by_name, said.by_organization, said.private_to_id) == ("Tamu Contoh, Rektor", c.bumi.name, None)
    assert Event.objects.filter(chain=made.chain).latest("number").kind == "agreement.guest_answered"
    assert c.officer.notices.filter(text__contains="menolak atau meminta perubahan").exists()
    page = make.client(c.officer).get(reverse("agreement", args=[made.code])).content.decode()
    assert "kami sanggup 60 orang" in page
    for bad in ("", " ", "x" * 5001, "\x00"):
        assert make.client().post(f"{address}tanggapan/", {"text": bad}).status_code == 422
    assert make.client().post(address, {"hash": made.terms.hash}).status_code == 302


def test_the_guest_reads_who_asks_and_downloads_the_text(c, made):
    address = invited(c, made)
    office = "Kepala Bagian Kerja Sama, Bagian Kerja Sama, Kabupaten Awan"
    body, page = mail.outbox[-1].body, make.client().get(address).content.decode()
    for text in (body, page):
        assert office in text
        assert c.officer.email not in text
        assert c.officer.name not in text
        assert "balas surel" not in text
    assert "balasannya tidak dibaca" in body
    word = make.client().get(f"{address}naskah.docx")
    assert (word.status_code, word.content[:2]) == (200, b"PK")


def test_the_card_of_the_side_says_that_a_guest_decided(c, made):
    make.client().post(invited(c, made), {"hash": made.terms.hash})
    page = make.client(c.officer).get(reverse("agreement", args=[made.code])).content.decode()
    assert "lewat tautan tamu: Tamu Contoh, Rektor" in page


def test_the_link_opens_nothing_else(c, made):
    browser = make.client()
    browser.get(invited(c, made))
    for name in ("agreement", "agreement_text", "agreement_docx", "agreement_history"):
        answer = browser.get(reverse(name, args=[made.code]))
        assert (answer.status_code, answer["Location"].startswith(reverse("account_login"))) == (302, True)


def test_the_sender_sees_neither_the_link_nor_can_read_it_from_the_case(c, made):
    token = invited(c, made).removeprefix("/tamu/").rstrip("/")
    browser = make.client(c.officer)
    for address in (
        reverse("agreement", args=[made.code]),
        reverse("desk"),
        reverse("agreement_invite", args=[made.code, 2]),
    ):
        page = browser.get(address).content.decode()
        assert token not in page
        assert "/tamu/" not in page
    for text in Event.objects.values_list("text", flat=True):
        assert token not in text
        assert VALUES["email"] not in text
    assert not GuestLink.objects.filter(token_hash=token).exists()


def test_no_waiting_job_holds_the_link_or_the_address_in_clear(c, made):
    at = reverse("agreement_invite", args=[made.code, 2])
    make.client(c.officer).post(at, VALUES)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE args::text LIKE '%%/tamu/%%' OR args::text LIKE '%%tamu@%%'"
        )
        assert cursor.fetchone() == (0,)


def test_a_text_that_changed_meanwhile_is_not_approved_and_the_link_stays_usable(c, made):
    address, old = invited(c, made), made.terms.hash
    actions.revise(made, changes={"title": "Judul baru"}, by=c.actors.officer, at=cases.AT)
    before = Event.objects.count()
    answer = make.client().post(address, {"hash": old})
    assert answer.status_code == 409
    assert "berubah sesudah Anda membacanya" in answer.content.decode()
    assert Event.objects.count() == before
    assert make.client().post(address, {"hash": cases.fresh(made).terms.hash}).status_code == 302


def test_an_expired_or_unknown_link_opens_nothing(c, made):
    address = invited(c, made)
    GuestLink.objects.update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    page = make.client().get(address)
    assert "Setujui naskah ini" not in page.content.decode()
    assert make.client().post(address, {"hash": made.terms.hash}).status_code == 409
    assert make.client().get("/tamu/tidak-ada/").status_code == 404
    assert not Approval.objects.exists()


@pytest.mark.parametrize("bad", ["", "x" * 65, "0" * 64, "\x00"])
def test_a_bad_hash_writes_nothing(c, made, bad):
    address, before = invited(c, made), Event.objects.count()
    assert make.client().post(address, {"hash": bad}).status_code in (409, 422)
    assert Event.objects.count() == before

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
    assert "Setujui naskah ini" not in make.client().get(address).content.decode()


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

"""People are told once, on the desk and by mail, in the same transaction as what they are told of."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import transaction

from simpul.accounts import actions as accounts
from simpul.core.actors import ANYONE
from simpul.notices import actions
from simpul.notices.models import Notice
from tests import make

pytestmark = pytest.mark.django_db
WORDS = {"subject": "naskah:ABC", "threshold": "shared", "text": "Naskah menunggu\nAnda", "link": "/kerja-sama/ABC/"}


@pytest.fixture
def c():
    return make.cast()


def test_each_is_told_once_on_the_desk_and_by_mail(c):
    told = actions.tell([c.officer, c.leader, c.officer], at=make.AT, **WORDS)
    assert {notice.recipient for notice in told} == {c.officer, c.leader}
    assert actions.tell([c.officer, c.leader, c.staf], at=make.AT, **WORDS)[0].recipient == c.staf
    make.run_jobs()
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(u.email for u in (c.officer, c.leader, c.staf))
    assert mail.outbox[0].subject == "Naskah menunggu Anda"
    assert "/kerja-sama/ABC/" in mail.outbox[0].body
    assert not Notice.objects.filter(emailed_at=None).exists()


def test_another_threshold_is_another_notice(c):
    actions.tell([c.officer], at=make.AT, **WORDS)
    assert len(actions.tell([c.officer], at=make.AT, **WORDS | {"threshold": "late"})) == 1


def test_a_mail_job_that_runs_twice_mails_once(c):
    (notice,) = actions.tell([c.officer], at=make.AT, **WORDS)
    assert actions.mail(notice.pk, at=make.AT)
    assert not actions.mail(notice.pk, at=make.AT)
    assert not actions.mail(10**9, at=make.AT)
    assert len(mail.outbox) == 1


def test_what_is_undone_tells_nobody(c):
    @transaction.atomic
    def tell_and_stumble() -> None:
        actions.tell([c.officer], at=make.AT, **WORDS)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tell_and_stumble()
    assert not Notice.objects.exists()
    make.run_jobs()
    assert not mail.outbox


def test_who_left_is_not_told(c):
    (notice,) = actions.tell([c.staf], at=make.AT, **WORDS)
    accounts.deactivate(c.staf, by=c.actors.officer, at=make.AT)
    c.staf.refresh_from_db()
    assert not actions.mail(notice.pk, at=make.AT)
    assert actions.tell([c.staf], at=make.AT, **WORDS | {"threshold": "late"}) == []


def test_a_notice_is_its_recipients_alone(c):
    told = actions.tell([c.officer], at=make.AT, **WORDS)
    assert not Notice.objects.visible_to(c.actors.leader).exists()
    assert not Notice.objects.visible_to(ANYONE).exists()
    assert actions.mark_read(told, by=c.actors.leader, at=make.AT) == 0
    assert actions.mark_read(told, by=c.actors.officer, at=make.AT) == 1
    assert actions.mark_read(told, by=c.actors.officer, at=make.AT) == 0

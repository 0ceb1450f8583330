"""Two at once: one outcome, and the other is told why."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.utils import timezone

from simpul.accounts import actions
from simpul.accounts.models import User
from simpul.core.actors import ANYONE
from simpul.register.models import Event
from tests import make

pytestmark = pytest.mark.usefixtures("committed")


def test_of_two_who_end_the_same_role_one_is_told_it_was_ended():
    c = make.cast()
    role, at = make.membership(c.dinas_officer), timezone.now()

    def end() -> None:
        actions.end_membership(role, by=c.actors.officer, at=at)

    assert make.race(end, end) == ["done", "membership.ended"]
    assert Event.objects.filter(kind="membership.ended").count() == 1


def test_of_two_who_accept_the_same_invitation_one_has_the_account():
    awan, at = make.organization("Kabupaten Awan", "pemda"), timezone.now()
    actions.invite(email="b@b.example", name="Baru", organization=awan, role="peserta", by=make.SYSTEM, at=at)
    make.run_jobs()
    token = re.search(r"/undangan/([^/\s]+)/", mail.outbox[-1].body)[1]

    def accept() -> None:
        actions.accept_invitation(token=token, password="awan-biru-laut-7", by=ANYONE, at=at)

    assert make.race(accept, accept) == ["done", "invitation.used"]
    assert User.objects.filter(email="b@b.example").count() == 1


def test_of_two_administrators_who_end_each_other_one_stays():
    awan, at = make.organization("Kabupaten Awan", "pemda"), timezone.now()
    one, two = (make.user(f"Administrator {n}", awan, "administrator") for n in "ab")
    first, second = make.actor(one), make.actor(two)
    outcome = make.race(
        lambda: actions.end_membership(make.membership(two), by=first, at=at),
        lambda: actions.end_membership(make.membership(one), by=second, at=at),
    )
    assert outcome == ["account.last_administrator", "done"]


def test_the_same_person_invited_twice_at_once_has_one_invitation():
    awan, at = make.organization("Kabupaten Awan", "pemda"), timezone.now()

    def invite() -> None:
        actions.invite(email="b@b.example", name="Baru", organization=awan, role="peserta", by=make.SYSTEM, at=at)

    assert make.race(invite, invite) == ["database.invitation_once", "done"]

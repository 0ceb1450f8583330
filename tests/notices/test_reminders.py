"""The nightly look ahead tells everybody concerned once for each threshold, and nobody of a threshold that passed before the record."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
from django.utils import timezone

from simpul.agreements import actions, tasks
from simpul.agreements.models import Agreement, Obligation
from simpul.notices.models import Notice
from tests import make
from tests.agreements import cases

AT, TODAY = cases.AT, cases.TODAY
DAY = dt.timedelta(days=1)
OF_THE_CASE = {"officer", "leader", "dinas_officer", "dinas_head", "partner_officer", "rektor"}


def recorded(made: Agreement, day: dt.date = TODAY) -> Agreement:
    """The row says that it was written on that day."""
    moment = dt.datetime.combine(day, AT.time(), AT.tzinfo)
    Agreement.objects.filter(pk=made.pk).update(recorded_at=moment)
    Notice.objects.all().delete()
    return made


def ending(c: SimpleNamespace, days: int, **values) -> Agreement:
    """In force, its last day so many days after today; recorded long ago."""
    made = cases.entered(c, **values)
    Agreement.objects.filter(pk=made.pk).update(end=TODAY + days * DAY)
    return recorded(made, TODAY - 400 * DAY)


def night(days: int = 0) -> list[str]:
    """The thresholds of which somebody heard for the first time that night."""
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.remind(at=AT + days * DAY)
    return sorted(set(Notice.objects.exclude(pk__in=before).values_list("threshold", flat=True)))


def hearers(c: SimpleNamespace) -> set[str]:
    told = set(Notice.objects.values_list("recipient_id", flat=True))
    return {name for name, user in c.users.items() if user.pk in told}


def test_an_end_is_told_at_each_of_its_six_thresholds_and_on_no_other_night(c):
    made = ending(c, 181)
    told = {day: night(day) for day in range(182)}
    end = TODAY + 181 * DAY
    assert {day: key for day, key in told.items() if key} == {
        181 - left: [f"ends:{end}:{left}"] for left in (180, 90, 60, 30, 7, 0)
    }
    assert night(182) == []
    assert Notice.objects.filter(subject=f"agreement:{made.code}", recipient=c.officer).count() == 6


def test_only_those_of_the_case_who_can_decide_on_it_hear(c):
    ending(c, 30)
    night()
    assert hearers(c) <= OF_THE_CASE
    assert {"officer", "partner_officer"} <= hearers(c)


def test_a_night_that_ran_twice_tells_once_and_missed_nights_are_caught_up_with_one(c):
    ending(c, 200)
    assert night() == []
    caught = night(170)  # thirty days left: 180, 90 and 60 were missed
    assert [key.rsplit(":", 1)[1] for key in caught] == ["30"]
    assert night(170) == []
    assert night(171) == []


def test_no_threshold_before_the_record_is_told(c):
    made = ending(c, 80)
    recorded(made, TODAY)  # entered today: 180 and 90 days had passed before
    assert night() == []
    assert [key.rsplit(":", 1)[1] for key in night(20)] == ["60"]


def test_what_is_renewed_closed_or_without_end_is_not_reminded_of(c):
    made = ending(c, 30)
    new = actions.renew(made, by=c.actors.officer, at=AT)
    assert night(), "a draft of one side stops no reminder"
    cases.override_all(c, new, c.actors.officer)
    actions.share(new, by=c.actors.officer, at=AT)
    given_up = ending(c, 30, title="Tidak diperpanjang")
    actions.propose_closing(
        given_up,
        party=cases.party(given_up, 2),
        outcome="not_renewed",
        evaluation="Cukup.",
        by=c.actors.rektor,
        at=AT,
        today=TODAY,
    )
    endless = ending(c, 30, title="Tanpa akhir")
    Agreement.objects.filter(pk=endless.pk).update(end=None)
    Notice.objects.all().delete()
    assert night() == []


@pytest.mark.parametrize("state", ["shared", "agreed"])
def test_a_decision_that_waits_is_told_after_7_14_and_30_days(c, state):
    made = recorded(getattr(cases, state)(c))
    told = {day: key for day in range(40) if (key := night(day))}
    assert {day: key[0].rsplit(":", 1)[1] for day, key in told.items()} == {7: "7", 14: "14", 30: "30"}
    waiting = {"dinas_head", "rektor"} if state == "shared" else {"dinas_head"}  # all approve at once, but sign in turn
    assert hearers(c) & {"dinas_head", "rektor"} == waiting
    assert not hearers(c) & {"citra_officer", "bkpsdm_officer", "admin"}
    assert made.stage in ("circulated", "agreed")


def test_who_has_decided_is_not_reminded(c):
    made = cases.shared(c)
    actions.approve(made, party=cases.party(made, 2), hash=made.terms.hash, by=c.actors.rektor, at=AT)
    recorded(made)
    night(7)
    assert "rektor" not in hearers(c)
    assert "dinas_head" in hearers(c)


def test_a_clock_that_ran_out_before_the_record_is_not_told(c):
    made = cases.shared(c)
    recorded(made, TODAY + 10 * DAY)  # shared on 2 March, entered here on the 12th
    assert night(10) == []
    assert night(13) == []
    assert [key.rsplit(":", 1)[1] for key in night(14)] == ["14"]


def test_a_new_version_starts_its_own_clock(c):
    made = recorded(cases.shared(c))
    actions.revise(made, changes={"title": "Judul baru"}, by=c.actors.officer, at=AT + 6 * DAY)
    told = {day: key[0] for day in range(6, 21) if (key := night(day)) and key[0].startswith("waits")}
    assert told == {13: "waits:circulated:2:2026-03-08:7", 20: "waits:circulated:2:2026-03-08:14"}


def promise(c: SimpleNamespace) -> Obligation:
    made = recorded(cases.signed(c), TODAY - DAY)
    return made.obligations.get(text__startswith="Menyediakan")  # due on 2 April, thirty-one days on


def test_a_promise_is_told_30_7_and_0_days_before_and_once_when_late(c):
    row = promise(c)
    other = row.agreement.obligations.exclude(pk=row.pk)
    other.update(state="met")
    told = {day: key[0].rsplit(":", 1)[1] for day in range(40) if (key := night(day))}
    assert told == {1: "30", 24: "7", 31: "0", 32: "-1"}


def test_before_its_day_the_debtor_hears_and_when_late_both_sides(c):
    promise(c).agreement.obligations.exclude(text__startswith="Menyediakan").update(state="met")
    night(24)
    assert hearers(c) <= {"officer", "leader", "dinas_officer", "dinas_head"}
    assert "dinas_officer" in hearers(c)
    night(32)
    assert "partner_officer" in hearers(c)


def test_a_kept_promise_is_not_reminded_of(c):
    promise(c).agreement.obligations.update(state="met")
    assert night(24) == []
    assert night(40) == []


def test_the_nightly_job_reminds_of_its_own_day(c, monkeypatch):
    ending(c, 30)
    monkeypatch.setattr(timezone, "now", lambda: AT)
    tasks.remind(timestamp=0)
    assert Notice.objects.filter(threshold__endswith=":30").exists()


def test_each_hears_by_mail_once(c):
    from django.core import mail

    ending(c, 30)
    night()
    make.run_jobs()
    night()
    make.run_jobs()
    letters = [letter.to[0] for letter in mail.outbox]
    assert letters
    assert len(letters) == len(set(letters)) == Notice.objects.count()

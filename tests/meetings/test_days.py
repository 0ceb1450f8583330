"""A meeting of several days: held once its last day has come, and told with both days wherever it is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from simpul.meetings import actions
from simpul.meetings.models import Meeting
from simpul.notices.models import Notice
from simpul.proposals.models.paper import matter_of
from simpul.reports import intake
from simpul.web.templatetags.simpul import days
from tests import make
from tests.meetings import cases
from tests.meetings.test_actions import refused
from tests.meetings.test_papers import word

pytestmark = pytest.mark.django_db
AT, AFTER, STARTS, ENDS = cases.AT, cases.AFTER, cases.STARTS, cases.ENDS
DAY, LAST = dt.timedelta(days=1), dt.date(2026, 3, 5)
LONG = {"last_day": LAST, "ends_at": None}


def test_a_meeting_of_several_days_is_held_once_its_last_day_has_come(c):
    made, by = cases.listed(c, **LONG), c.actors.dinas_officer
    actions.invite(made, by=by, at=AFTER)  # it still goes on
    refused(lambda: actions.hold(made, by=by, at=AFTER + DAY), "hold.early")
    coming, waiting = Meeting.objects.coming_for, Meeting.objects.unfinished_for
    assert list(coming(c.actors.rektor, at=AFTER + DAY)) == [made]
    assert not waiting(by, at=AFTER + DAY).exists()
    assert not coming(c.actors.rektor, at=AFTER + 3 * DAY).exists()
    assert list(waiting(by, at=AFTER + 3 * DAY)) == [made]
    late = cases.listed(c, **LONG)
    refused(lambda: actions.invite(late, by=by, at=AFTER + 3 * DAY), "invite.past")
    actions.hold(made, by=by, at=AFTER + 2 * DAY)
    actions.add_follow_up(made, text="Data", owner=c.upt, due=LAST - DAY, by=by, at=AFTER + 2 * DAY)


def test_days_that_cannot_be_are_refused_also_by_the_database(c):
    made, by = cases.prepared(c), c.actors.dinas_officer
    given = {"kind": "visit", "title": "X", "convener": c.dinas, "starts_at": STARTS, "by": by, "at": AT}
    for values, code in (
        ({"last_day": LAST - 3 * DAY}, "meeting.last_day_before"),
        ({"last_day": LAST + 30 * DAY}, "meeting.too_long"),
        ({"last_day": LAST, "ends_at": ENDS}, "meeting.ends_another_day"),
    ):
        refused(lambda values=values: actions.prepare(**given, **values), code)
        refused(lambda values=values: actions.revise(made, changes=values, by=by, at=AT), code)
    with pytest.raises(IntegrityError, match="meeting_days"), transaction.atomic():
        Meeting.objects.filter(pk=made.pk).update(last_day=LAST - 3 * DAY)


def test_an_end_on_another_day_tells_the_last_day_and_the_first_day_alone_is_none(c):
    by = c.actors.dinas_officer
    assert cases.prepared(c, ends_at=ENDS + 2 * DAY).last_day == LAST
    made = cases.invited(c, last_day=STARTS.date())
    assert (made.last_day, made.until) == (None, made.day)
    actions.revise(made, changes=LONG, by=by, at=AT)
    assert (
        "03-03-2026 09.00 WIB sampai 05-03-2026" in Notice.objects.filter(threshold__startswith="changed").first().text
    )
    actions.revise(made, changes={"last_day": None}, by=by, at=AT)
    assert cases.fresh(made).last_day is None


def test_both_days_stand_on_page_list_papers_letter_and_desk(c):
    made = cases.minuted(c, **LONG)
    browser = make.client(c.dinas_officer)
    for address in (f"/pertemuan/{made.code}/", "/pertemuan/", f"/pertemuan/{made.code}/tindak-lanjut/1/"):
        assert "3–5 Maret 2026" in browser.get(address).content.decode(), address
    both = "Selasa, 3 Maret 2026 sampai dengan Kamis, 5 Maret 2026"
    assert both in word(made)
    assert matter_of(made, c.dinas, at=AT).when == both
    before = actions.minutes_hash(made)
    made.last_day = None
    assert actions.minutes_hash(made) != before
    cases.invited(c, title="Kunjungan tiga hari", **LONG)
    for today, until in ((dt.date(2026, 3, 2), STARTS.date()), (dt.date(2026, 3, 4), dt.date(2026, 3, 4))):
        wait = next(w for w in intake._meetings(c.actors.dinas_officer, today) if w.title == "Kunjungan tiga hari")
        assert (wait.until, "3 Maret 2026 sampai 5 Maret 2026" in wait.ask) == (until, True)
    wait = next(w for w in intake._meetings(c.actors.dinas_officer, LAST + DAY) if w.title == "Kunjungan tiga hari")
    assert wait.since == LAST
    assert days(dt.date(2026, 2, 27), dt.date(2026, 3, 2)) == "27 Februari 2026 – 2 Maret 2026"


def test_what_goes_on_today_still_stands_under_what_comes(c):
    begun = timezone.now() - DAY
    made = cases.prepared(c, starts_at=begun, ends_at=None, last_day=timezone.localdate() + DAY)
    assert list(make.client(c.dinas_officer).get("/pertemuan/").context["coming"]) == [made]

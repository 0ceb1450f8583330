"""The day is the one on the wall where people sit: at three in the night of 2 April in WIB it is still 1 April in UTC."""

from __future__ import annotations

import datetime as dt

import pytest

from simpul.agreements import actions
from simpul.core.refusals import Refused
from simpul.law import actions as law
from simpul.law.models import Entry
from simpul.notices.models import Notice
from tests import make
from tests.agreements import cases

NIGHT = dt.datetime(2026, 4, 1, 20, 0, tzinfo=dt.UTC)
DAY = dt.date(2026, 4, 2)


def test_what_was_due_on_the_day_of_the_end_stays_due(c):
    made = cases.signed(c)
    row = made.obligations.select_related("agreement").get(text__startswith="Menyediakan")
    assert row.due == DAY
    given = {"outcome": "terminated", "evaluation": "Cukup.", "at": NIGHT, "today": DAY}
    actions.propose_closing(made, party=cases.party(made, 1), by=c.actors.officer, **given)
    actions.answer_closing(made, party=cases.party(made, 2), agrees=True, by=c.actors.rektor, at=NIGHT)
    with pytest.raises(Refused, match="lapse.already_due"):
        actions.lapse_obligation(row, reason="Ditutup", by=c.actors.rektor, at=NIGHT)


def test_a_law_that_begins_today_counts_from_the_first_minute_of_the_day(c):
    national = Entry.objects.get(kind="limit", key="term_years.pks", scope="nasional", retired_at=None)
    law.localise(
        national, title=national.title, text=national.text, value={"amount": "1"}, regulation="Perbup 1/2026", article="Pasal 1",
        start=DAY, end=None, evidence="JDIH", version=national.version, by=c.actors.officer, at=make.AT,
    )  # fmt: skip
    made = cases.draft(c)
    reason = "Sudah dibahas dalam rapat TKKSD."
    with pytest.raises(Refused, match="override.unknown"):
        actions.override_finding(made, code="term.too_long", reason=reason, by=c.actors.officer, at=cases.AT)
    actions.override_finding(made, code="term.too_long", reason=reason, by=c.actors.officer, at=NIGHT)
    assert made.overrides.get().code == "term.too_long"


def test_whoever_takes_office_today_hears_of_what_happens_before_breakfast(c):
    new = make.user("Rektor Baru", c.bumi, "pimpinan", start=DAY)
    made = cases.shared(c)
    actions.revise(made, changes={"title": "Judul malam"}, by=c.actors.officer, at=NIGHT)
    assert Notice.objects.filter(recipient=new, subject=f"agreement:{made.code}").count() == 1

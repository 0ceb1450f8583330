"""Who lets a proposal wait hears of it: once at each clock, from the second on also those above, and nobody of what passed before the record."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from simpul.notices.models import Notice
from simpul.proposals import actions, tasks
from simpul.proposals.models import Hop, Proposal
from tests import make
from tests.proposals import cases

AT, TODAY = cases.AT, cases.TODAY
DAY = dt.timedelta(days=1)


def recorded(made: Proposal, day: dt.date = TODAY) -> Proposal:
    """The rows say that they were written on that day; what was told so far is forgotten."""
    moment = dt.datetime.combine(day, AT.time(), AT.tzinfo)
    Proposal.objects.filter(pk=made.pk).update(recorded_at=moment)
    Hop.objects.filter(proposal=made).update(recorded_at=moment)
    Notice.objects.all().delete()
    return made


def night(days: float) -> dict[str, set[str]]:
    """Who heard for the first time that night, by threshold."""
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.escalate(at=AT + days * DAY)
    told: dict[str, set[str]] = {}
    for threshold, name in Notice.objects.exclude(pk__in=before).values_list("threshold", "recipient__name"):
        told.setdefault(threshold, set()).add(name)
    return told


DESK = {"Bupati Awan", "Staf Bupati"}
OFFICE = {"Petugas Kerja Sama"}


def test_a_desk_hears_at_each_clock_and_the_officer_from_the_second_on(c):
    recorded(cases.awaiting(c))
    heard = {day: told for day in range(41) if (told := night(day))}
    assert heard == {
        7: {"hop:1:7": DESK},
        14: {"hop:1:14": DESK, "hop:1:14:office": OFFICE},
        30: {"hop:1:30": DESK, "hop:1:30:office": OFFICE},
    }
    last = Notice.objects.get(threshold="hop:1:30:office").text
    assert "dapat ditutup tanpa tanggapan" in last


def test_who_passed_it_on_hears_from_the_second_clock_on(c):
    made = cases.awaiting(c)
    actions.answer(cases.hop(made), answer="delegate", to=[c.kadis_post], by=c.actors.leader, at=AT)
    recorded(made)
    assert night(7) == {"hop:2:7": {"Kepala Dinas Koperasi", "Petugas Dinas Koperasi"}}
    assert night(14)["hop:2:14:above"] == DESK


def test_a_night_that_ran_twice_tells_once_and_missed_nights_are_caught_up_with_one(c):
    recorded(cases.awaiting(c))
    assert set(night(16)) == {"hop:1:14", "hop:1:14:office"}
    assert night(16) == night(17) == {}


def test_no_clock_that_ran_out_before_the_record_is_told(c):
    made = cases.awaiting(c)
    recorded(made, TODAY + 10 * DAY)
    assert night(10) == night(13) == {}
    assert set(night(14)) == {"hop:1:14", "hop:1:14:office"}


def test_a_due_day_that_passed_is_told_once(c):
    recorded(cases.awaiting(c, due=TODAY + 2 * DAY))
    assert night(2) == {}
    assert night(3) == {"hop:1:due": DESK}
    assert night(4) == {}


def test_a_region_with_clocks_of_its_own_follows_them(c):
    actions.set_policy(
        c.awan, start=TODAY, order=["pt"], checks={}, clocks=[3, 5], basis="Perbup contoh", by=c.actors.officer, at=AT
    )
    recorded(cases.awaiting(c))
    assert [day for day in range(20) if night(day)] == [3, 5]


def test_days_are_those_of_the_desk_s_own_zone(c):
    type(c.awan).objects.filter(pk=c.awan.pk).update(zone="WIT")
    late = AT.replace(hour=16)  # one in the morning of the next day in WIT
    recorded(cases.awaiting(c, at=late))
    assert night(7) == {}
    assert set(night(7.5)) == {"hop:1:7"} or set(night(8)) == {"hop:1:7"}


@pytest.mark.parametrize(
    ("state", "hears"),
    [
        ("received", {"Petugas Kerja Sama"}),
        ("screening", {"Petugas Kerja Sama"}),
        ("incomplete", {"Petugas Kemitraan Bumi"}),
        ("offered", {"Petugas Kemitraan Bumi", "Rektor Bumi"}),
    ],
)
def test_the_other_desks_hear_too(c, state, hears):
    recorded(getattr(cases, state)(c))
    (told,) = night(8).values()
    assert told == hears
    assert night(9) == {}
    later = night(14)
    office = [people for threshold, people in later.items() if threshold.endswith(":office")]
    assert office == ([OFFICE] if state in ("incomplete", "offered") else [])
    assert len(later) == 1 + len(office)


def test_at_the_last_clock_the_officer_hears_that_the_partner_s_silence_may_close_it(c):
    recorded(cases.offered(c))
    (threshold,) = (found for found in night(30) if found.endswith(":office"))
    assert "dapat ditutup tanpa tanggapan" in Notice.objects.get(threshold=threshold).text


def test_for_a_partner_without_people_its_keeper_hears(c):
    recorded(cases.offered(c, partner=cases.kept_partner(c)))
    (told,) = night(8).values()
    assert "Petugas Kerja Sama" in told


def test_who_wrote_a_letter_down_for_a_partner_hears_of_what_it_lacks_once(c):
    made = cases.written_down(c)
    actions.send(made, by=c.actors.officer, at=AT)
    actions.ask_completion(made, text="Lampirkan KAK.", by=c.actors.officer, at=AT)
    recorded(made)
    (told,) = night(14).values()
    assert told == OFFICE


@pytest.mark.parametrize("state", ["draft", "agreed", "declined", "no_response"])
def test_what_does_not_wait_is_not_told_of(c, state):
    recorded(getattr(cases, state)(c))
    assert night(60) == {}


def test_who_answered_is_not_reminded(c):
    made = cases.awaiting(c)
    actions.answer(cases.hop(made), answer="return", text="Mengapa?", by=c.actors.leader, at=AT)
    recorded(made)
    assert all("hop" not in threshold for threshold in night(14))


def test_a_holder_who_left_is_not_told_but_the_successor_is(c):
    made = recorded(cases.awaiting(c))
    old = make.membership(c.leader)
    type(old).objects.filter(pk=old.pk).update(end=TODAY)
    make.user("Pengganti Bupati", c.awan, "pimpinan", post=c.bupati_post)
    assert night(7) == {"hop:1:7": {"Pengganti Bupati", "Staf Bupati"}}
    assert cases.fresh(made).state == "awaiting"


def test_the_nightly_job_looks_at_its_own_day(c, monkeypatch):
    recorded(cases.awaiting(c))
    monkeypatch.setattr(timezone, "now", lambda: AT + 7 * DAY)
    tasks.escalate(timestamp=0)
    assert Notice.objects.filter(threshold="hop:1:7").exists()

"""From an invitation to a follow-up done: what becomes true at each step, who sees it, who is told, and what may not happen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from simpul.core import lifecycle
from simpul.core.refusals import Refused
from simpul.meetings import actions, rules, tasks
from simpul.meetings.models import Attendance, CaseLink, Enclosure, FollowUp, Meeting, SourceDate, Topic
from simpul.notices.models import Notice
from simpul.organizations import actions as organizations
from simpul.register.models import Event
from tests import make
from tests.agreements import cases as agreements
from tests.meetings import cases

pytestmark = pytest.mark.django_db
AT, AFTER, STARTS = cases.AT, cases.AFTER, cases.STARTS
DAY = dt.timedelta(days=1)
ALL = (Meeting, Attendance, Topic, FollowUp, SourceDate, Enclosure, CaseLink, Event, Notice)


def refused(call: Callable[[], Any], code: str) -> None:
    """The call is refused with this code and leaves neither row nor event."""
    before = [list(model.objects.order_by("pk").values()) for model in ALL]
    with pytest.raises(Refused) as stopped:
        call()
    assert code in [r.code for r in stopped.value.refusals], stopped.value
    assert [list(model.objects.order_by("pk").values()) for model in ALL] == before


def sees(c: SimpleNamespace, made: Meeting) -> set[str]:
    return {who for who in c.users if Meeting.objects.visible_to(getattr(c.actors, who)).filter(pk=made.pk).exists()}


def told(c: SimpleNamespace, threshold: str) -> set[str]:
    found = set(Notice.objects.filter(threshold=threshold).values_list("recipient_id", flat=True))
    return {name for name, user in c.users.items() if user.pk in found}


def kinds(made: Meeting) -> list[str]:
    return list(Event.objects.filter(chain=made.chain).order_by("number").values_list("kind", flat=True))


OWN = {"officer", "dinas_officer", "leader", "staf", "dinas_head", "pengawas"}  # the dinas and those above it
INVITED = OWN | {"bkpsdm_officer", "partner_officer", "rektor"}


# ---- before


def test_any_unit_convenes_for_itself_and_only_its_side_sees_it(c):
    made = cases.prepared(c)
    assert (made.state, made.version > 1, made.day, made.hours) == (
        "prepared",
        True,
        dt.date(2026, 3, 3),
        "09.00–11.30 WIB",
    )
    assert sees(c, made) == OWN
    assert kinds(made) == ["meeting.prepared", "meeting.guests_added", "meeting.topic_added"]


def test_nobody_convenes_for_another_or_without_the_right(c):
    given = {"kind": "audiensi", "title": "X", "starts_at": STARTS, "at": AT}
    refused(
        lambda: actions.prepare(**given, convener=c.bkpsdm, by=c.actors.dinas_officer), "meeting.convener_elsewhere"
    )
    refused(lambda: actions.prepare(**given, convener=c.dinas, by=c.actors.dinas_head), "meeting.not_permitted")
    refused(
        lambda: actions.prepare(**given, convener=c.dinas, by=c.actors.dinas_officer, ends_at=STARTS - DAY),
        "meeting.ends_before_start",
    )
    refused(
        lambda: actions.prepare(**given | {"title": " "}, convener=c.dinas, by=c.actors.dinas_officer), "value.title"
    )
    organizations.close(c.dinas, end=dt.date(2026, 1, 1), by=make.SYSTEM, at=AT)
    c.dinas.refresh_from_db()
    refused(lambda: actions.prepare(**given, convener=c.dinas, by=c.actors.dinas_officer), "meeting.convener_ended")


def test_an_opd_invites_organisations_and_posts_of_any_institution_and_each_is_told_once(c):
    made = cases.invited(c)
    assert sees(c, made) == INVITED
    assert told(c, "invited") == {"partner_officer", "rektor", "bkpsdm_officer", "officer"}
    count = Notice.objects.count()
    refused(lambda: actions.invite(made, by=c.actors.dinas_officer, at=AT), "meeting.wrong_state")
    assert Notice.objects.count() == count
    assert "Rektor, Universitas Bumi" in [a.name for a in made.attendances.all()]


def test_an_invitation_needs_guests_and_a_day_to_come(c):
    other = cases.prepared(c)
    refused(lambda: actions.invite(other, by=c.actors.dinas_officer, at=AT), "invite.nobody")
    other = cases.listed(c)
    refused(lambda: actions.invite(other, by=c.actors.dinas_officer, at=AFTER), "invite.past")


def test_only_the_convener_changes_a_meeting(c):
    made = cases.invited(c)
    for call in (
        lambda: actions.cancel(made, reason="x", by=c.actors.partner_officer, at=AT),
        lambda: actions.revise(made, changes={"title": "x"}, by=c.actors.bkpsdm_officer, at=AT),
        lambda: actions.add_topic(made, title="x", by=c.actors.partner_officer, at=AT),
        lambda: actions.hold(made, by=c.actors.citra_officer, at=AFTER),
    ):
        refused(call, "meeting.not_convener")
    refused(lambda: actions.add_topic(made, title="x", by=c.actors.dinas_head, at=AT), "meeting.not_permitted")


def test_who_is_added_after_the_invitation_hears_at_once_and_who_is_dropped_sees_it_no_longer(c):
    made = cases.invited(c)
    actions.add_attendance(made, organization=c.fakultas, by=c.actors.dinas_officer, at=AT)
    assert "faculty_officer" in sees(c, made)
    assert "faculty_officer" in told(c, "invited")
    actions.drop_attendance(cases.attendance(made, c.fakultas), by=c.actors.dinas_officer, at=AT)
    assert "faculty_officer" not in sees(c, made)
    withdrawn = Notice.objects.get(recipient=c.faculty_officer, threshold__startswith="dropped")
    assert (withdrawn.link, withdrawn.text.startswith("Undangan ditarik")) == ("/pertemuan/", True)


def test_the_same_guest_twice_nobody_or_a_post_of_elsewhere_is_refused(c):
    made, by = cases.listed(c), c.actors.dinas_officer
    refused(lambda: actions.add_attendance(made, organization=c.upt, by=by, at=AT), "database.attendance_once")
    refused(lambda: actions.add_attendances(made, guests=[], by=by, at=AT), "attendance.nobody")
    refused(
        lambda: actions.add_attendance(made, organization=c.citra, post=c.rektor_post, by=by, at=AT),
        "attendance.post_elsewhere",
    )
    refused(
        lambda: actions.add_attendance(made, organization=c.citra, invited=False, came="came", by=by, at=AT),
        "attendance.not_yet",
    )
    for holding in c.upt_post.holdings.all():
        organizations.relieve(holding, end=dt.date(2025, 12, 31), by=make.SYSTEM, at=AT)
    organizations.end_post(c.upt_post, end=dt.date(2026, 1, 1), by=make.SYSTEM, at=AT)
    c.upt_post.refresh_from_db()
    refused(lambda: actions.add_attendance(made, organization=c.upt, post=c.upt_post, by=by, at=AT), "attendance.ended")


def test_another_hour_is_told_to_the_invited_and_an_unchanged_meeting_is_no_event(c):
    made, by = cases.invited(c), c.actors.dinas_officer
    later = actions.revise(
        made, changes={"starts_at": STARTS + DAY, "ends_at": None}, version=made.version, by=by, at=AT
    )
    assert "rektor" in told(c, f"changed:{later.version}")
    before = kinds(made)
    actions.revise(later, changes={"title": later.title}, by=by, at=AT)
    assert kinds(made) == before
    refused(
        lambda: actions.revise(made, changes={"title": "Lain"}, version=made.version, by=by, at=AT), "meeting.stale"
    )
    refused(lambda: actions.revise(made, changes={"ends_at": STARTS}, by=by, at=AT), "meeting.ends_before_start")


def test_a_cancelled_meeting_stays_with_its_reason_and_the_invited_know(c):
    other = cases.prepared(c)
    refused(lambda: actions.cancel(other, reason=" ", by=c.actors.dinas_officer, at=AT), "reason.missing")
    made = cases.cancelled(c)
    assert (made.state, made.cancel_reason) == ("cancelled", "Tamu berhalangan.")
    assert {"rektor", "partner_officer"} <= told(c, "cancelled")
    refused(lambda: actions.hold(made, by=c.actors.dinas_officer, at=AFTER), "meeting.wrong_state")


# ---- after


def test_a_meeting_is_held_on_its_day_and_not_before(c):
    made = cases.invited(c)
    refused(lambda: actions.hold(made, by=c.actors.dinas_officer, at=AT), "hold.early")
    actions.hold(
        made, by=c.actors.dinas_officer, at=dt.datetime(2026, 3, 2, 18, 0, tzinfo=dt.UTC)
    )  # one at night in Awan
    assert cases.fresh(made).state == "held"


def test_who_came_who_did_not_and_who_came_unasked_stand_side_by_side(c):
    made, by = cases.held(c), c.actors.dinas_officer
    for organization, came in ((c.dinas, "came"), (c.upt, "came"), (c.bumi, "absent"), (c.bkpsdm, "absent")):
        actions.mark(cases.attendance(made, organization), came=came, by=by, at=AFTER)
    actions.add_attendance(made, organization=c.citra, invited=False, came="came", people="Direktur", by=by, at=AFTER)
    rows = {(a.organization_id, a.invited, a.came) for a in cases.fresh(made).attendances.all()}
    assert {(c.upt.pk, True, "came"), (c.bkpsdm.pk, True, "absent"), (c.citra.pk, False, "came")} <= rows
    assert "citra_officer" not in sees(c, made)  # until the minutes are sealed


def test_nothing_is_minuted_before_the_meeting(c):
    made, by = cases.invited(c), c.actors.dinas_officer
    refused(lambda: actions.mark(cases.attendance(made, c.upt), came="came", by=by, at=AT), "meeting.wrong_state")
    refused(lambda: actions.add_topic(made, title="x", outside=True, by=by, at=AT), "topic.not_yet")
    refused(lambda: actions.revise_topic(cases.topic(made), changes={"minutes": "x"}, by=by, at=AT), "topic.not_yet")
    refused(
        lambda: actions.add_follow_up(made, text="x", owner=c.upt, due=cases.DUE, by=by, at=AT), "meeting.wrong_state"
    )


def test_one_save_writes_the_whole_minutes_with_one_event_or_nothing(c):
    made, by = cases.held(c), c.actors.dinas_officer
    guest = cases.attendance(made, c.upt)
    written = actions.Minutes(
        summary="Berjalan lancar.", marks={guest.pk: ("came", "Kepala UPT")}, topics={1: ("Dibahas.", "Disepakati.")},
        requests=[("Tempat magang", c.upt, "Sepuluh orang.")], follow_ups=[("Menyusun KAK", c.upt, cases.DUE)],
    )  # fmt: skip
    before = len(kinds(made))
    actions.write_minutes(made, written=written, version=made.version, by=by, at=AFTER)
    now = cases.fresh(made)
    assert kinds(made)[before:] == ["meeting.minutes_written"]
    assert [(t.number, t.outside, t.minutes) for t in now.topics.all()] == [
        (1, False, "Dibahas."),
        (2, True, "Sepuluh orang."),
    ]
    assert (now.summary, now.follow_ups.get().owner) == ("Berjalan lancar.", c.upt)
    assert cases.attendance(made, c.upt).people == "Kepala UPT"
    refused(
        lambda: actions.write_minutes(made, written=written, version=made.version, by=by, at=AFTER), "meeting.stale"
    )
    late = actions.Minutes(topics={1: ("Lain.", "")}, follow_ups=[("x", c.upt, dt.date(2020, 1, 1))])
    refused(lambda: actions.write_minutes(now, written=late, by=by, at=AFTER), "follow_up.due_before")


def test_minutes_are_the_conveners_alone_until_they_are_sealed(c):
    made = cases.minuted(c)
    assert made.minutes_open_to(c.actors.officer)
    assert not made.minutes_open_to(c.actors.partner_officer)
    assert "rahasia" not in made.words
    assert "Magang" not in made.words
    row = FollowUp.objects.filter(meeting=made)
    assert row.visible_to(c.actors.dinas_officer).exists()
    assert not row.visible_to(c.actors.partner_officer).exists()
    actions.seal(made, by=c.actors.dinas_officer, at=AFTER)
    made = cases.fresh(made)
    assert made.minutes_open_to(c.actors.partner_officer)
    assert "rahasia" in made.words
    assert row.visible_to(c.actors.partner_officer).exists()
    assert not row.visible_to(c.actors.citra_officer).exists()


def test_minutes_are_sealed_only_when_they_say_who_came_and_what_was_said(c):
    made, by = cases.held(c), c.actors.dinas_officer
    refused(lambda: actions.seal(made, by=by, at=AFTER), "seal.empty")
    refused(lambda: actions.seal(made, by=by, at=AFTER), "seal.unmarked")
    for row in made.attendances.all():
        actions.mark(row, came="absent", by=by, at=AFTER)
    refused(lambda: actions.seal(made, by=by, at=AFTER), "seal.nobody_came")
    other = cases.invited(c)
    refused(lambda: actions.seal(other, by=by, at=AFTER), "meeting.wrong_state")


def test_sealing_tells_those_who_were_there_and_the_owners_and_keeps_a_fingerprint(c):
    made = cases.sealed(c)
    assert {"partner_officer", "rektor", "bkpsdm_officer"} <= told(c, f"sealed:{made.version}")
    assert told(c, "task:1") == {"partner_officer"}
    event = Event.objects.filter(chain=made.chain).latest("number")
    assert (event.kind, actions.minutes_hash(made) in event.text) == ("meeting.sealed", True)
    refused(
        lambda: actions.revise_topic(cases.topic(made), changes={"minutes": "x"}, by=c.actors.dinas_officer, at=AFTER),
        "meeting.wrong_state",
    )


def test_who_came_unasked_and_who_owes_something_see_it_once_sealed(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    actions.add_attendance(made, organization=c.citra, invited=False, came="came", by=by, at=AFTER)
    actions.add_follow_up(made, text="Data fakultas", owner=c.fakultas, due=cases.DUE, by=by, at=AFTER)
    assert not {"citra_officer", "faculty_officer"} & sees(c, made)
    actions.seal(made, by=by, at=AFTER)
    assert {"citra_officer", "faculty_officer"} <= sees(c, made)


def test_reopened_minutes_are_corrected_in_the_open_and_sealed_again(c):
    made, by = cases.sealed(c), c.actors.dinas_officer
    refused(lambda: actions.reopen(made, reason="", by=by, at=AFTER), "reason.missing")
    actions.reopen(made, reason="Salah sebut jumlah.", by=by, at=AFTER)
    made = cases.fresh(made)
    assert (made.state, made.minutes_open_to(c.actors.partner_officer)) == ("held", True)
    actions.revise_topic(cases.topic(made), changes={"outcome": "Disusun KAK dan TOR."}, by=by, at=AFTER)
    actions.seal(made, by=by, at=AFTER)
    assert Notice.objects.filter(threshold="task:1").count() == 1
    other = cases.held(c)
    refused(lambda: actions.reopen(other, reason="x", by=by, at=AFTER), "meeting.wrong_state")


def test_a_request_is_raised_by_somebody_on_the_list(c):
    made, by = cases.held(c), c.actors.dinas_officer
    made_topic = actions.add_topic(made, title="Magang", outside=True, raised_by=c.upt, by=by, at=AFTER)
    assert (made_topic.outside, made_topic.raised_by, made_topic.number) == (True, c.upt, 2)
    refused(
        lambda: actions.add_topic(made, title="x", outside=True, raised_by=c.citra, by=by, at=AFTER),
        "topic.raised_by_absent",
    )
    actions.drop_topic(made_topic, by=by, at=AFTER)
    assert cases.fresh(made).topics.count() == 1
    refused(lambda: actions.drop_topic(made_topic, by=by, at=AFTER), "meeting.row_gone")


# ---- follow-ups


def test_a_follow_up_lies_on_its_owners_desk_due_soonest_first_until_it_is_done(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    actions.add_follow_up(made, text="Undang alumni", owner=c.upt, due=cases.DUE - DAY, by=by, at=AFTER)
    assert not FollowUp.objects.open_for(c.actors.partner_officer).exists()
    actions.seal(made, by=by, at=AFTER)
    assert [f.text for f in FollowUp.objects.open_for(c.actors.partner_officer)] == [
        "Undang alumni",
        "Menyusun KAK pelatihan",
    ]
    for who in ("dinas_officer", "citra_officer", "admin", "faculty_officer"):
        assert not FollowUp.objects.open_for(getattr(c.actors, who)).exists(), who
    row = cases.follow_up(made)
    actions.finish_follow_up(row, result="KAK terkirim.", evidence=cases.file(), by=c.actors.partner_officer, at=AFTER)
    row.refresh_from_db()
    assert (row.state, row.result, row.done_by) == ("done", "KAK terkirim.", "Kepala UPT Kemitraan, UPT Kemitraan")
    assert row.evidence
    assert FollowUp.objects.open_for(c.actors.partner_officer).count() == 1
    assert "dinas_officer" in told(c, f"done:1:{row.version}")


def test_only_the_owners_people_report_and_only_with_a_result(c):
    made = cases.sealed(c)
    row = cases.follow_up(made)

    def finish(who: str, result: str = "Beres", **more: Any) -> Callable[[], None]:
        return lambda: actions.finish_follow_up(row, result=result, by=getattr(c.actors, who), at=AFTER, **more)

    refused(finish("dinas_officer"), "follow_up.not_owner")
    refused(finish("rektor"), "follow_up.not_permitted")
    refused(finish("partner_officer", " "), "follow_up.result_missing")
    refused(finish("partner_officer", version=99), "follow_up.stale")
    finish("partner_officer")()
    refused(finish("partner_officer"), "follow_up.wrong_state")


def test_a_partner_without_an_account_is_reported_for_by_who_keeps_it(c):
    bank = make.organization("Bank Contoh", "bank", by=c.actors.officer)
    made = cases.minuted(c)
    actions.add_follow_up(made, text="Menyiapkan skema", owner=bank, due=cases.DUE, by=c.actors.dinas_officer, at=AFTER)
    actions.seal(made, by=c.actors.dinas_officer, at=AFTER)
    row = FollowUp.objects.select_related("meeting__convener", "owner__institution").get(owner=bank)
    assert "officer" in told(c, "task:2")
    assert list(FollowUp.objects.open_for(c.actors.officer).filter(owner=bank)) == [row]
    actions.finish_follow_up(row, result="Skema diterima.", by=c.actors.officer, at=AFTER)
    row.refresh_from_db()
    assert row.state == "done"


def test_the_convener_drops_and_asks_again_with_a_reason_and_the_owner_hears(c):
    made, by = cases.sealed(c), c.actors.dinas_officer
    row = cases.follow_up(made)
    refused(lambda: actions.drop_follow_up(row, reason="", by=by, at=AFTER), "reason.missing")
    refused(
        lambda: actions.drop_follow_up(row, reason="x", by=c.actors.partner_officer, at=AFTER), "meeting.not_convener"
    )
    refused(lambda: actions.reopen_follow_up(row, reason="x", by=by, at=AFTER), "follow_up.wrong_state")
    actions.drop_follow_up(row, reason="Sudah ada KAK lama.", by=by, at=AFTER)
    actions.reopen_follow_up(row, reason="KAK lama tidak cocok.", by=by, at=AFTER)
    row.refresh_from_db()
    assert (row.state, row.result) == ("open", "")
    assert "partner_officer" in told(c, "dropped:1:2") & told(c, "open:1:3")
    actions.finish_follow_up(row, result="Beres", by=c.actors.partner_officer, at=AFTER)
    actions.reopen_follow_up(row, reason="Belum lengkap.", by=by, at=AFTER)
    row.refresh_from_db()
    assert (row.state, row.done_by) == ("open", "")


def test_an_open_follow_up_is_corrected_and_the_register_keeps_what_stood_there(c):
    made, by = cases.minuted(c), c.actors.dinas_officer
    row, before = cases.follow_up(made), kinds(made)
    same = {"text": row.text, "owner": c.upt, "due": cases.DUE, "at": AFTER}

    def revise(**values: Any) -> Callable[[], None]:
        return lambda: actions.revise_follow_up(row, **{"by": by} | same | values)

    revise()()
    assert kinds(made) == before
    revise(text=" Menyusun KAK ", due=cases.DUE + DAY, version=1)()
    row.refresh_from_db()
    assert (row.text, row.due, row.version, row.state) == ("Menyusun KAK", cases.DUE + DAY, 2, "open")
    event = Event.objects.filter(chain=made.chain).latest("number")
    assert (event.kind, "Menyusun KAK pelatihan" in event.text) == ("meeting.follow_up_revised", True)
    assert not Notice.objects.filter(recipient=c.partner_officer, threshold__contains=":1").exists()  # not sealed yet
    refused(revise(text=" "), "value.text")
    refused(revise(version=1), "follow_up.stale")
    refused(revise(due=dt.date(2026, 3, 2)), "follow_up.due_before")
    refused(revise(by=c.actors.bkpsdm_officer), "meeting.not_convener")
    refused(revise(by=c.actors.dinas_head), "meeting.not_permitted")
    organizations.close(c.fakultas, end=dt.date(2026, 3, 1), by=make.SYSTEM, at=AT)
    c.fakultas.refresh_from_db()
    refused(revise(owner=c.fakultas), "follow_up.owner_ended")
    actions.drop_follow_up(row, reason="x", by=by, at=AFTER)
    refused(revise(text="Lain"), "follow_up.wrong_state")
    closed = cases.follow_up(cases.sealed(c))
    refused(lambda: actions.revise_follow_up(closed, **same | {"text": "Lain"}, by=by), "meeting.wrong_state")


def test_a_follow_up_passed_on_is_told_once_to_each_and_seen_by_its_new_owner(c):
    made, by = cases.reopened(c), c.actors.dinas_officer
    row = cases.follow_up(made)

    def revise(**values: Any) -> list[Notice]:
        known = set(Notice.objects.values_list("pk", flat=True))
        given = {"text": row.text, "owner": row.owner, "due": row.due} | values
        actions.revise_follow_up(row, **given, by=by, at=AFTER)
        row.refresh_from_db()
        return list(Notice.objects.exclude(pk__in=known).order_by("recipient"))

    told = {n.recipient: n for n in revise(owner=c.fakultas)}
    assert set(told) == {c.faculty_officer, c.partner_officer}
    assert told[c.faculty_officer].text.startswith("Tindak lanjut untuk Anda")
    assert told[c.partner_officer].text.startswith("Tindak lanjut bukan lagi tugas Anda")
    assert "faculty_officer" in sees(c, made)
    assert {n.text[:24] for n in revise(due=cases.DUE + DAY)} == {"Tindak lanjut dibetulkan"}
    again = {n.recipient: n.text for n in revise(owner=c.upt)}  # it was the partner's once before
    assert set(again) == {c.faculty_officer, c.partner_officer}
    assert again[c.partner_officer].startswith("Tindak lanjut untuk Anda")
    known = Notice.objects.filter(threshold__startswith="task").count()
    actions.seal(made, by=by, at=AFTER)
    assert Notice.objects.filter(threshold__startswith="task").count() == known


def test_a_follow_up_has_a_day_after_the_meeting_and_an_owner_that_exists(c):
    made, by = cases.held(c), c.actors.dinas_officer
    early = dt.date(2026, 3, 2)
    refused(
        lambda: actions.add_follow_up(made, text="x", owner=c.upt, due=early, by=by, at=AFTER), "follow_up.due_before"
    )
    organizations.close(c.fakultas, end=early - DAY, by=make.SYSTEM, at=AT)
    c.fakultas.refresh_from_db()
    refused(
        lambda: actions.add_follow_up(made, text="x", owner=c.fakultas, due=cases.DUE, by=by, at=AFTER),
        "follow_up.owner_ended",
    )


def night(day: dt.date) -> list[str]:
    before = set(Notice.objects.values_list("pk", flat=True))
    actions.remind(at=dt.datetime.combine(day, AT.time(), dt.UTC))
    return sorted(set(Notice.objects.exclude(pk__in=before).values_list("threshold", flat=True)))


def test_owners_are_reminded_at_seven_and_no_days_and_the_convener_too_when_it_is_late(c):
    made = cases.sealed(c)
    FollowUp.objects.filter(meeting=made).update(recorded_at=AFTER)
    found = {n: night(cases.TODAY + n * DAY) for n in range(30)}
    due = (cases.DUE - cases.TODAY).days
    key = f"due:1:{cases.DUE}"
    assert {n: keys for n, keys in found.items() if keys} == {
        due - 7: [f"{key}:7"], due: [f"{key}:0"], due + 1: [f"{key}:-1"],
    }  # fmt: skip
    assert told(c, f"{key}:7") == {"partner_officer"}
    assert told(c, f"{key}:-1") == {"partner_officer", "dinas_officer", "officer"}


def test_nobody_is_reminded_of_what_is_done_unsealed_or_was_late_before_it_was_recorded(c):
    unsealed = cases.minuted(c)
    old = cases.sealed(c)
    FollowUp.objects.filter(meeting=old).update(due=cases.TODAY - 40 * DAY, recorded_at=AFTER)
    FollowUp.objects.filter(meeting=unsealed).update(recorded_at=AFTER)
    assert [night(cases.TODAY + n * DAY) for n in range(30)] == [[]] * 30


def test_the_nightly_task_reminds(c):
    made = cases.sealed(c)
    FollowUp.objects.filter(meeting=made).update(due=timezone.localdate())
    tasks.remind(0)
    assert Notice.objects.filter(threshold__startswith="due:1", recipient=c.partner_officer).exists()


# ---- sources, files, cases


def test_two_sources_that_contradict_each_other_are_kept_side_by_side(c):
    made, by = cases.prepared(c), c.actors.dinas_officer
    actions.add_source_date(made, day=dt.date(2021, 5, 25), source="Situs politeknik", by=by, at=AT)
    actions.add_source_date(
        made, day=dt.date(2021, 5, 27), source="Situs kabupaten", note="tanggal berita", by=by, at=AT
    )
    assert cases.fresh(made).days_told == [dt.date(2021, 5, 25), dt.date(2021, 5, 27)]
    again = {"day": dt.date(2021, 5, 25), "source": "Situs politeknik", "by": by, "at": AT}
    refused(lambda: actions.add_source_date(made, **again), "database.source_date_once")
    row = made.source_dates.select_related("meeting__convener").first()
    actions.drop_source_date(row, by=by, at=AT)
    assert cases.fresh(made).source_dates.count() == 1
    other = cases.sealed(c)
    refused(lambda: actions.add_source_date(other, **again), "meeting.wrong_state")


def test_photos_and_papers_are_enclosed_once_also_after_sealing(c):
    made, by = cases.sealed(c), c.actors.dinas_officer
    photo = actions.enclose(
        made, file=cases.photo(), name="foto.png", caption="Foto bersama", is_photo=True, by=by, at=AFTER
    )
    paper = cases.file()
    actions.enclose(made, file=paper, name="notula.pdf", by=by, at=AFTER)
    refused(lambda: actions.enclose(made, file=paper, name="lagi.pdf", by=by, at=AFTER), "database.enclosure_once")
    refused(
        lambda: actions.enclose(made, file=paper, name="x.pdf", is_photo=True, by=by, at=AFTER), "enclosure.not_picture"
    )
    other = cases.cancelled(c)
    refused(lambda: actions.enclose(other, file=paper, name="x.pdf", by=by, at=AFTER), "meeting.wrong_state")
    actions.drop_enclosure(photo, by=by, at=AFTER)
    assert [e.name for e in cases.fresh(made).enclosures.all()] == ["notula.pdf"]


def test_a_meeting_belongs_to_a_case_and_its_events_name_no_case(c):
    made, by, case = cases.invited(c), c.actors.officer, agreements.draft(c)
    actions.link(made, chain=case.chain, by=by, at=AT)
    event = Event.objects.filter(chain=made.chain).latest("number")
    assert (event.kind, case.code in event.text) == ("meeting.linked", False)
    refused(lambda: actions.link(made, chain=case.chain, by=by, at=AT), "database.case_link_once")
    refused(lambda: actions.link(made, chain=made.chain, by=by, at=AT), "link.unknown")
    actions.unlink(made, chain=case.chain, by=by, at=AT)
    refused(lambda: actions.unlink(made, chain=case.chain, by=by, at=AT), "link.none")
    assert not cases.fresh(made).links.all()


def test_a_meeting_may_begin_inside_a_case(c):
    case = agreements.draft(c)
    assert cases.prepared(c, case=case.chain).links.get().chain == case.chain


# ---- desks and moves


def test_coming_meetings_are_those_one_convenes_or_is_invited_to(c):
    made = cases.invited(c)
    cases.listed(c)

    def coming(who: str, at: dt.datetime = AT) -> list[int]:
        return [m.pk for m in Meeting.objects.coming_for(getattr(c.actors, who), at=at)]

    for who in ("rektor", "partner_officer", "bkpsdm_officer", "dinas_officer"):
        assert coming(who) == [made.pk], who
    assert coming("citra_officer") == coming("faculty_officer") == coming("admin") == []
    assert coming("rektor", AFTER) == []


def test_meetings_without_sealed_minutes_wait_for_their_convener(c):
    late, done = cases.invited(c), cases.sealed(c)
    waiting = Meeting.objects.unfinished_for(c.actors.dinas_officer, at=AFTER)
    assert list(waiting) == [late]
    assert done not in waiting
    assert not Meeting.objects.unfinished_for(c.actors.partner_officer, at=AFTER).exists()
    assert not Meeting.objects.unfinished_for(c.actors.dinas_head, at=AFTER).exists()


def test_every_move_of_the_tables_is_made(c, monkeypatch):
    seen: set[tuple[str, ...]] = set()
    monkeypatch.setattr(lifecycle, "WITNESSES", [*lifecycle.WITNESSES, lambda *move: seen.add(move)])
    by = c.actors.dinas_officer
    made = cases.sealed(c)
    row = cases.follow_up(made)
    actions.drop_follow_up(row, reason="x", by=by, at=AFTER)
    actions.reopen_follow_up(row, reason="x", by=by, at=AFTER)
    actions.finish_follow_up(row, result="x", by=c.actors.partner_officer, at=AFTER)
    actions.reopen_follow_up(row, reason="x", by=by, at=AFTER)
    actions.reopen(made, reason="x", by=by, at=AFTER)
    actions.revise_follow_up(row, text="y", owner=c.upt, due=cases.DUE, by=by, at=AFTER)
    actions.hold(cases.prepared(c), by=by, at=AFTER)
    actions.cancel(cases.prepared(c), reason="x", by=by, at=AT)
    cases.cancelled(c)
    for table in (rules.MEETING, rules.FOLLOW_UP):
        assert {(table.name, verb, a, b) for verb, a, b, _p in table.table()} <= seen


def test_search_reads_titles_agenda_names_and_once_sealed_the_minutes(c):
    made = cases.sealed(c)
    for word in (
        "Penjajakan",
        "Pelatihan pelaku",
        "BKPSDM" if "BKPSDM" in made.words else "Kepegawaian",
        "rahasia",
        "KAK",
    ):
        assert word in made.words, word
    actions.reopen(made, reason="x", by=c.actors.dinas_officer, at=AFTER)
    actions.revise(made, changes={"title": "Judul lain"}, by=c.actors.dinas_officer, at=AFTER)
    assert "Judul lain" in cases.fresh(made).words
    assert "Penjajakan" not in cases.fresh(made).words

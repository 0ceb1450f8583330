"""Meetings in any state, reached through the same actions people use: the Dinas convenes Universitas Bumi and BKPSDM."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from simpul.documents.actions import store_bytes
from simpul.documents.models import File
from simpul.meetings import actions
from simpul.meetings.models import Attendance, FollowUp, Meeting, Topic
from tests import make
from tests.documents import files

AT, TODAY = make.AT, make.TODAY
STARTS = dt.datetime(2026, 3, 3, 2, 0, tzinfo=dt.UTC)  # nine in the morning in Awan, the day after AT
ENDS = dt.datetime(2026, 3, 3, 4, 30, tzinfo=dt.UTC)
AFTER = dt.datetime(2026, 3, 3, 6, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 3, 20)


def fresh(meeting: Meeting) -> Meeting:
    return Meeting.objects.whole().get(pk=meeting.pk)


def prepared(c: SimpleNamespace, **values: Any) -> Meeting:
    """Convened by the Dinas, with its own place on the list and one point of the agenda."""
    given = {"kind": "audiensi", "title": "Penjajakan pelatihan UMKM", "convener": c.dinas, "starts_at": STARTS}
    given |= {
        "ends_at": ENDS,
        "place": "Aula Dinas",
        "guests": [actions.Guest(c.dinas)],
        "by": c.actors.dinas_officer,
        "at": AT,
    }
    made = actions.prepare(**given | values)
    actions.add_topic(made, title="Pelatihan pelaku usaha mikro", by=given["by"], at=AT)
    return fresh(made)


def listed(c: SimpleNamespace, **values: Any) -> Meeting:
    """With the university, its rector and BKPSDM on the list."""
    made = prepared(c, **values)
    for organization, post in ((c.upt, None), (c.bumi, c.rektor_post), (c.bkpsdm, None)):
        actions.add_attendance(made, organization=organization, post=post, by=c.actors.dinas_officer, at=AT)
    return fresh(made)


def invited(c: SimpleNamespace, **values: Any) -> Meeting:
    made = listed(c, **values)
    actions.invite(made, by=c.actors.dinas_officer, at=AT)
    return fresh(made)


def held(c: SimpleNamespace, **values: Any) -> Meeting:
    made = invited(c, **values)
    after = AFTER + (made.until - made.day)
    actions.hold(made, by=c.actors.dinas_officer, at=after)
    return fresh(made)


def minuted(c: SimpleNamespace, **values: Any) -> Meeting:
    """Who came is marked, something was said, asked outside the agenda and agreed; not yet sealed."""
    made, by = held(c, **values), c.actors.dinas_officer
    for row in made.attendances.all():
        came = "absent" if row.organization_id == c.bkpsdm.pk else "came"
        actions.mark(row, came=came, people="Kepala UPT" if row.organization_id == c.upt.pk else "", by=by, at=AFTER)
    point = made.topics.get()
    actions.revise_topic(
        point,
        changes={"minutes": "Universitas memaparkan kurikulum rahasia.", "outcome": "Disusun KAK."},
        by=by,
        at=AFTER,
    )
    actions.add_topic(
        made,
        title="Magang mahasiswa",
        outside=True,
        raised_by=c.upt,
        minutes="Diminta sepuluh tempat.",
        by=by,
        at=AFTER,
    )
    actions.add_follow_up(made, text="Menyusun KAK pelatihan", owner=c.upt, due=DUE, by=by, at=AFTER)
    return fresh(made)


def sealed(c: SimpleNamespace, **values: Any) -> Meeting:
    made = minuted(c, **values)
    actions.seal(made, by=c.actors.dinas_officer, at=AFTER)
    return fresh(made)


def reopened(c: SimpleNamespace, **values: Any) -> Meeting:
    made = sealed(c, **values)
    actions.reopen(made, reason="Salah sebut jumlah.", by=c.actors.dinas_officer, at=AFTER)
    return fresh(made)


def cancelled(c: SimpleNamespace, **values: Any) -> Meeting:
    made = invited(c, **values)
    actions.cancel(made, reason="Tamu berhalangan.", by=c.actors.dinas_officer, at=AT)
    return fresh(made)


def follow_up(meeting: Meeting) -> FollowUp:
    return FollowUp.objects.select_related("meeting__convener", "owner__institution").get(meeting=meeting, number=1)


def attendance(meeting: Meeting, organization: Any) -> Attendance:
    return meeting.attendances.select_related("meeting__convener").get(organization=organization)


def topic(meeting: Meeting, number: int = 1) -> Topic:
    return meeting.topics.select_related("meeting__convener").get(number=number)


def file(data: bytes | None = None, name: str = "notula.pdf") -> File:
    content = data if data is not None else files.pdf(1) + b"\n% notula"
    return store_bytes(content, name, kind="attachment", by=make.SYSTEM, at=AT)


def photo() -> File:
    return file(files.png(), "foto.png")

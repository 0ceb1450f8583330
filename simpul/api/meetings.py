"""Meetings: who was invited and came, what was said, who does what by when."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router

from simpul.core.actors import Actor
from simpul.meetings import actions, rules
from simpul.meetings.models import Attendance, FollowUp, Meeting, Topic

from .auth import who
from .doing import act, does, reads
from .files import read_file
from .organizations import organization
from .values import Code, Day, FileId, Flag, In, Moment, Number, OneOf, Out, Paged, Version, text

router = Router(tags=["meetings"])


class MeetingRow(Out):
    """`last_day`: only of a meeting of several days."""

    code: str
    kind: str
    title: str
    convener: uuid.UUID
    place: str
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    last_day: dt.date | None
    state: str
    state_label: str
    version: int


class MeetingsOut(Out):
    items: list[MeetingRow]
    more: bool


class AttendanceOut(Out):
    organization: uuid.UUID
    name: str
    invited: bool
    came: str
    people: str
    note: str


class TopicOut(Out):
    """`outside`: asked for outside the agenda."""

    number: int
    title: str
    outside: bool
    minutes: str
    outcome: str


class FollowUpOut(Out):
    number: int
    text: str
    owner: uuid.UUID
    due: dt.date
    state: str
    result: str
    version: int


class SourceDateOut(Out):
    day: dt.date
    source: str
    note: str


class MeetingOut(MeetingRow):
    """Guests read minutes, marks and follow-ups once the minutes are sealed. `source_dates`: days that sources give; those that contradict each other stand side by side."""

    summary: str
    attendances: list[AttendanceOut]
    topics: list[TopicOut]
    follow_ups: list[FollowUpOut]
    source_dates: list[SourceDateOut]


class MeetingsIn(Paged):
    kind: Annotated[str, OneOf(rules.KINDS)] | None = None
    state: Annotated[str, OneOf(rules.STATES)] | None = None


def _rows(request: HttpRequest) -> Any:
    return Meeting.objects.visible_to(who(request)).select_related("convener")


def _row(row: Meeting) -> dict[str, Any]:
    same = ("code", "kind", "title", "place", "starts_at", "ends_at", "last_day", "state", "version")
    return {key: getattr(row, key) for key in same} | {
        "convener": row.convener.code,
        "state_label": str(row.get_state_display()),
    }


def _told(request: HttpRequest, code: str) -> MeetingOut:
    by = who(request)
    row = get_object_or_404(_rows(request), code=code)
    reads = row.minutes_open_to(by)
    guests = row.attendances.select_related("organization")
    follow_ups = FollowUp.objects.visible_to(by).filter(meeting=row).select_related("owner") if reads else []
    return MeetingOut(
        **_row(row), summary=row.summary if reads else "",
        attendances=[_attendance(a, reads=reads) for a in guests if reads or a.invited],
        topics=[_topic(t, reads=reads) for t in row.topics.all() if reads or not t.outside],
        follow_ups=[_follow_up(f) for f in follow_ups],
        source_dates=[SourceDateOut(day=d.day, source=d.source, note=d.note) for d in row.source_dates.all()],
    )  # fmt: skip


def _topic(row: Topic, *, reads: bool) -> TopicOut:
    minutes, outcome = (row.minutes, row.outcome) if reads else ("", "")
    return TopicOut(number=row.number, title=row.title, outside=row.outside, minutes=minutes, outcome=outcome)


def _attendance(row: Attendance, *, reads: bool) -> AttendanceOut:
    came, people, note = (row.came, row.people, row.note) if reads else (rules.UNKNOWN, "", "")
    return AttendanceOut(
        organization=row.organization.code, name=row.name, invited=row.invited, came=came, people=people, note=note
    )


def _follow_up(row: FollowUp) -> FollowUpOut:
    return FollowUpOut(
        number=row.number,
        text=row.text,
        owner=row.owner.code,
        due=row.due,
        state=row.state,
        result=row.result,
        version=row.version,
    )


@reads(router, "/meetings", "Pertemuan yang boleh Anda lihat, terbaru lebih dahulu", MeetingsOut)
def meetings_list(request: HttpRequest, asked: Query[MeetingsIn]) -> Any:
    rows = _rows(request)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    some = list(rows[asked.span])
    return MeetingsOut(items=[MeetingRow(**_row(m)) for m in some[: asked.limit]], more=len(some) > asked.limit)


@reads(router, "/meetings/{code}", "Satu pertemuan dengan undangan, risalah, dan tindak lanjut", MeetingOut)
def meeting_read(request: HttpRequest, code: Code) -> Any:
    return _told(request, code)


class PrepareIn(In):
    """`starts_at` and `ends_at` carry their offset from UTC. `last_day`: when it goes on for several days; `ends_at` is then on that day."""

    kind: Annotated[str, OneOf(rules.KINDS)]
    title: Annotated[str, text(300, 1)]
    convener: uuid.UUID
    place: Annotated[str, text(300)] = ""
    starts_at: Moment
    ends_at: Moment | None = None
    last_day: Day | None = None
    summary: Annotated[str, text(8000)] = ""


@does(router, "/meetings", "Siapkan pertemuan", MeetingOut, status=201)
def meeting_prepare(request: HttpRequest, body: PrepareIn) -> Any:
    by = who(request)

    def call() -> Meeting:
        values = body.model_dump() | {"convener": organization(by, body.convener, "convener")}
        return actions.prepare(**values, by=by, at=timezone.now())

    return act(request, call, lambda made: _told(request, made.code), status=201)


def _does(request: HttpRequest, code: str, verb: Any, **values: Any) -> Any:
    """One verb on a visible meeting; the answer is the meeting as it now stands."""
    row = get_object_or_404(_rows(request), code=code)
    return act(
        request, lambda: verb(row, **values, by=who(request), at=timezone.now()), lambda _done: _told(request, code)
    )


@does(router, "/meetings/{code}/invite", "Kirim undangan", MeetingOut)
def meeting_invite(request: HttpRequest, code: Code) -> Any:
    return _does(request, code, actions.invite)


@does(router, "/meetings/{code}/hold", "Catat bahwa pertemuan terlaksana", MeetingOut)
def meeting_hold(request: HttpRequest, code: Code) -> Any:
    return _does(request, code, actions.hold)


@does(router, "/meetings/{code}/seal", "Sahkan risalah", MeetingOut)
def meeting_seal(request: HttpRequest, code: Code) -> Any:
    return _does(request, code, actions.seal)


class WhyIn(In):
    reason: Annotated[str, text(500, 1)]


@does(router, "/meetings/{code}/cancel", "Batalkan pertemuan", MeetingOut)
def meeting_cancel(request: HttpRequest, code: Code, body: WhyIn) -> Any:
    return _does(request, code, actions.cancel, reason=body.reason)


class AttendanceIn(In):
    """`invited` false: came without invitation."""

    organization: uuid.UUID
    invited: Flag = True
    came: Annotated[str, OneOf(rules.ATTENDANCE)] = rules.UNKNOWN
    people: Annotated[str, text(500)] = ""


@does(router, "/meetings/{code}/attendances", "Tambah lembaga yang diundang atau hadir", MeetingOut)
def meeting_attendance(request: HttpRequest, code: Code, body: AttendanceIn) -> Any:
    values = body.model_dump() | {"organization": organization(who(request), body.organization, "organization")}
    return _does(request, code, actions.add_attendance, **values)


class TopicIn(In):
    title: Annotated[str, text(300, 1)]
    outside: Flag = False
    minutes: Annotated[str, text(8000)] = ""
    outcome: Annotated[str, text(4000)] = ""


@does(router, "/meetings/{code}/topics", "Tambah pokok bahasan dengan risalahnya", MeetingOut)
def meeting_topic(request: HttpRequest, code: Code, body: TopicIn) -> Any:
    return _does(request, code, actions.add_topic, **body.model_dump())


class SourceDateIn(In):
    day: Day
    source: Annotated[str, text(300, 1)]
    note: Annotated[str, text(300)] = ""


@does(router, "/meetings/{code}/source-dates", "Catat tanggal menurut satu sumber", MeetingOut)
def meeting_source_date(request: HttpRequest, code: Code, body: SourceDateIn) -> Any:
    return _does(request, code, actions.add_source_date, **body.model_dump())


class FollowUpIn(In):
    text: Annotated[str, text(500, 1)]
    owner: uuid.UUID
    due: Day


@does(router, "/meetings/{code}/follow-ups", "Tambah tindak lanjut", MeetingOut)
def meeting_follow_up(request: HttpRequest, code: Code, body: FollowUpIn) -> Any:
    values = body.model_dump() | {"owner": organization(who(request), body.owner, "owner")}
    return _does(request, code, actions.add_follow_up, **values)


class ReviseFollowUpIn(FollowUpIn):
    """`version` is the one you read; it is refused when it is no longer the newest."""

    version: Version | None = None


@does(router, "/meetings/{code}/follow-ups/{number}/revise", "Betulkan tindak lanjut", MeetingOut)
def follow_up_revise(request: HttpRequest, code: Code, number: Number, body: ReviseFollowUpIn) -> Any:
    by = who(request)
    row = _promise(by, code, number)

    def call() -> Any:
        values = body.model_dump() | {"owner": organization(by, body.owner, "owner")}
        return actions.revise_follow_up(row, **values, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


def _promise(by: Actor, code: str, number: int) -> FollowUp:
    rows = FollowUp.objects.visible_to(by).select_related("meeting__convener", "owner__institution")
    return get_object_or_404(rows, meeting__code=code, number=number)


class FinishIn(In):
    result: Annotated[str, text(2000, 1)]
    evidence: FileId | None = None


@does(router, "/meetings/{code}/follow-ups/{number}/finish", "Laporkan tindak lanjut selesai", MeetingOut)
def follow_up_finish(request: HttpRequest, code: Code, number: Number, body: FinishIn) -> Any:
    by = who(request)
    row = _promise(by, code, number)

    def call() -> Any:
        evidence = read_file(body.evidence, "evidence", by=by, field="evidence")[0]
        return actions.finish_follow_up(row, result=body.result, evidence=evidence, by=by, at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))


class MinutesIn(In):
    minutes: Annotated[str, text(8000)]
    outcome: Annotated[str, text(4000)] = ""


@does(router, "/meetings/{code}/topics/{number}", "Tulis risalah satu pokok bahasan", MeetingOut)
def meeting_minutes(request: HttpRequest, code: Code, number: Number, body: MinutesIn) -> Any:
    row = get_object_or_404(Topic, meeting=get_object_or_404(_rows(request), code=code), number=number)

    def call() -> Any:
        return actions.revise_topic(row, changes=body.model_dump(), by=who(request), at=timezone.now())

    return act(request, call, lambda _done: _told(request, code))
